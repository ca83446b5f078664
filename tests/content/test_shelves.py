from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.content.shelves import ContentFile, digest_of, files_of
from tests.content.small import FILES, small_content


def test_every_file_is_found_in_path_order(tmp_path: Path) -> None:
    files, strays = files_of(small_content(tmp_path))

    assert [file.path for file in files] == sorted(FILES)
    assert strays == ()


def test_readme_and_schema_are_no_content(tmp_path: Path) -> None:
    content = small_content(tmp_path)
    for name in ("README.md", "schema.json"):
        (tmp_path / "mitigations" / name).write_text("x", "utf-8")

    files, strays = files_of(content)

    assert [file.path for file in files] == sorted(FILES)
    assert strays == ()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("mitigations/notes.txt", "this file does not belong here"),
        ("mitigations/lock.yml", "this file does not belong here"),
        ("mitigations/yaml", "this file does not belong here"),
        ("mitigations/Lock.yaml", "the file name is not a usable id"),
        ("threat_catalog/two--hyphens.yaml", "the file name is not a usable id"),
        ("threat_catalog/crosswalk/other.yaml", "the only file here is primer_crosswalk.yaml"),
    ],
)
def test_a_stray_file_is_reported(tmp_path: Path, path: str, message: str) -> None:
    content = small_content(tmp_path)
    (tmp_path / path).write_text("title: x\n", "utf-8")

    files, strays = files_of(content)

    assert [(one.file, one.message) for one in strays] == [(path, message)]
    assert path not in {file.path for file in files}


def test_an_unknown_folder_is_reported_once(tmp_path: Path) -> None:
    content = small_content(tmp_path)
    (tmp_path / "threat_catalog" / "drafts").mkdir()
    (tmp_path / "threat_catalog" / "drafts" / "one.yaml").write_text("title: x\n", "utf-8")

    _, strays = files_of(content)

    assert [one.file for one in strays] == ["threat_catalog/drafts"]


def _file(name: str, data: bytes) -> ContentFile:
    return ContentFile(folder="mitigations", id=name, data=data)


class TestDigest:
    def test_line_ends_of_a_windows_checkout_do_not_count(self) -> None:
        assert digest_of([_file("a", b"x\r\ny\r\n")]) == digest_of([_file("a", b"x\ny\n")])

    def test_order_does_not_count(self) -> None:
        files = [_file("a", b"x"), _file("b", b"y")]

        assert digest_of(files) == digest_of(reversed(files))

    def test_names_and_contents_count(self) -> None:
        digests = {
            digest_of([_file("a", b"x")]),
            digest_of([_file("a", b"y")]),
            digest_of([_file("b", b"x")]),
            digest_of([_file("a", b"x"), _file("b", b"")]),
        }

        assert len(digests) == 4

    def test_text_cannot_move_from_one_file_to_the_next(self) -> None:
        one = [_file("a", b"x\nmitigations/b.yaml\n1\ny")]
        two = [_file("a", b"x\n"), _file("b", b"y")]

        assert digest_of(one) != digest_of(two)
