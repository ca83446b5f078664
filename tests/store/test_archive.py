"""A file that somebody hands in is taken as hostile."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.errors import InputError, NG911RiskError
from ng911risk.store.archive import Archive, Manifest, Part, opened, written

MANIFEST = Manifest(
    kind="site", revision="0002", tool_version="0.1.0", made_at="", named="Cedar", id="",
    heads={}, with_key=False,
)  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A whole copy of two lines."""
    path = tmp_path / "copy.zip"
    with written(path) as writer:
        writer.add("sites", [b"{}\n", b"[]\n"])
        writer.close(replace(MANIFEST, parts=tuple(writer.parts)))
    return path


def test_what_was_written_is_read(copy: Path) -> None:
    with opened(copy) as archive:
        (part,) = archive.manifest.parts
        assert (part.table, part.rows, part.bytes) == ("sites", 2, 6)
        assert list(archive.lines(part)) == [b"{}\n", b"[]\n"]


def test_the_same_content_is_the_same_file(copy: Path, tmp_path: Path) -> None:
    with written(tmp_path / "again.zip") as writer:
        writer.add("sites", [b"{}\n", b"[]\n"])
        writer.close(replace(MANIFEST, parts=tuple(writer.parts)))

    assert (tmp_path / "again.zip").read_bytes() == copy.read_bytes()


def test_what_fails_on_the_way_leaves_the_old_file(copy: Path) -> None:
    before = copy.read_bytes()

    with pytest.raises(ValueError, match="stop"), written(copy):
        raise ValueError("stop")

    assert copy.read_bytes() == before
    assert list(copy.parent.iterdir()) == [copy]


def test_what_does_not_read_back_is_not_kept(tmp_path: Path) -> None:
    def write() -> None:
        with written(tmp_path / "c.zip") as writer:
            writer.add("sites", [b"{}\n"])
            writer.close(MANIFEST)  # lists no parts

    with pytest.raises(NG911RiskError):
        write()

    assert list(tmp_path.iterdir()) == []


def _zip(manifest: object, parts: dict[str, bytes], *, locked: bool = False) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("manifest.json", json.dumps(manifest))
        for name, data in parts.items():
            zipped.writestr(name, data)
    if locked:
        raw = bytearray(file.getvalue())
        raw[raw.rfind(b"PK\x01\x02") + 8] |= 1
        return io.BytesIO(bytes(raw))
    return file


def _packed(way: int, *, broken: bytes = b"") -> io.BytesIO:
    """A copy whose list of parts is packed in another way, or is not what that way packs."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", way) as zipped:
        zipped.writestr("manifest.json", json.dumps(asdict(MANIFEST)))
        packed = zipped.getinfo("manifest.json")
    raw = bytearray(file.getvalue())
    start = packed.header_offset + 30 + len("manifest.json")
    raw[start : start + len(broken)] = broken
    return io.BytesIO(bytes(raw))


def _patched(file: io.BytesIO, where: int, value: bytes) -> io.BytesIO:
    """The same with other bytes in what the central directory says of its first entry."""
    raw = bytearray(file.getvalue())
    start = raw.find(b"PK\x01\x02") + where
    raw[start : start + len(value)] = value
    return io.BytesIO(bytes(raw))


def _listed(*parts: Part, **more: object) -> dict[str, object]:
    return asdict(replace(MANIFEST, parts=parts)) | more


EMPTY = Part(
    table="sites",
    rows=0,
    bytes=0,
    sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
)
BOMB = 100 * 1024**2

BAD = {
    "no zip": io.BytesIO(b"hello"),
    "no manifest": _zip(None, {}),
    "a part that is not listed": _zip(_listed(), {"tables/sites.jsonl": b""}),
    "a part that climbs": _zip(_listed(), {"../../etc/passwd": b"x"}),
    "a part that is missing": _zip(_listed(EMPTY), {}),
    "a part listed twice": _zip(_listed(EMPTY, EMPTY), {"tables/sites.jsonl": b""}),
    "a locked part": _zip(_listed(EMPTY), {"tables/sites.jsonl": b""}, locked=True),
    "a bomb": _zip(
        _listed(replace(EMPTY, rows=1, bytes=BOMB)), {"tables/sites.jsonl": b"0" * BOMB}
    ),
    "more than it says": _zip(_listed(EMPTY), {"tables/sites.jsonl": b"{}\n"}),
    "true as a number": _zip(_listed(replace(EMPTY, rows=True)), {"tables/sites.jsonl": b""}),
    "fewer than none": _zip(_listed(replace(EMPTY, rows=-1)), {"tables/sites.jsonl": b""}),
    "a kind of its own": _zip(_listed(kind="all"), {}),
    "a field more": _zip(_listed(more=1), {}),
    "a locked list of parts": _patched(_zip(_listed(), {}), 8, b"\x01"),
    "a way of packing that nobody knows": _patched(_zip(_listed(), {}), 10, b"\x63\x00"),
    "lzma": _packed(zipfile.ZIP_LZMA),
    "broken lzma": _packed(zipfile.ZIP_LZMA, broken=b"\x09\x04\x05\x00" + b"\xff" * 40),
    "bzip2": _packed(zipfile.ZIP_BZIP2),
    "broken bzip2": _packed(zipfile.ZIP_BZIP2, broken=b"no bzip2 at all"),
    "broken deflate": _packed(zipfile.ZIP_DEFLATED, broken=b"\xff" * 20),
    "a name that is no UTF-8": _patched(
        _patched(_zip(_listed(), {}), 8, b"\x00\x08"), 46, b"\xff\xfe"
    ),
    "a place beyond the end": _patched(_zip(_listed(), {}), 42, b"\xff\xff\xff\x7f"),
    "heads of numbers": _zip(_listed(heads={"local": 1}), {}),
}


@pytest.mark.parametrize("file", BAD.values(), ids=BAD)
def test_what_is_no_copy_is_refused_in_words(file: io.BytesIO) -> None:
    with pytest.raises(InputError) as told, opened(file, file="copy.zip"):
        pass

    assert told.value.problems[0].file == "copy.zip"


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=4))
def test_no_damage_to_a_copy_stumbles_it(where: int, other: bytes) -> None:
    raw = bytearray(_zip(_listed(EMPTY), {"tables/sites.jsonl": b""}).getvalue())
    start = where % len(raw)
    raw[start : start + len(other)] = other

    with contextlib.suppress(InputError), opened(io.BytesIO(bytes(raw))):
        pass


def test_an_empty_part_is_fine() -> None:
    with opened(_zip(_listed(EMPTY), {"tables/sites.jsonl": b""})) as archive:
        assert isinstance(archive, Archive)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError), opened(path):
            pass


@given(st.binary(max_size=400))
def test_no_bytes_stumble_it(data: bytes) -> None:
    with pytest.raises(InputError), opened(io.BytesIO(data)):
        pass
