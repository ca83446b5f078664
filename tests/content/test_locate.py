from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ng911risk.content import builtin_content
from ng911risk.content.locate import content_of, content_or_builtin


def _package(folder: Path, *, inside: bool) -> Path:
    """A package folder with content inside it, as in a wheel, or beside it, as in a checkout."""
    package = folder / "ng911risk"
    home = package / "_content" if inside else folder
    package.mkdir()
    for name in ("threat_catalog", "mitigations"):
        (home / name).mkdir(parents=True)
    return package


def test_the_content_of_this_installation_is_found() -> None:
    content = builtin_content()

    assert (content.threat_catalog / "ransomware.yaml").is_file()
    assert (content.mitigations / "tested-offline-backups.yaml").is_file()


@pytest.mark.parametrize("inside", [True, False], ids=["wheel", "checkout"])
def test_both_layouts_are_found(tmp_path: Path, inside: bool) -> None:
    package = _package(tmp_path, inside=inside)

    content = content_of(package)

    home = package / "_content" if inside else tmp_path
    assert content.threat_catalog == home / "threat_catalog"
    assert content.mitigations == home / "mitigations"


def test_a_broken_installation_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="install it again"):
        content_of(tmp_path / "ng911risk")


def test_a_zipped_wheel_is_read_without_unpacking(tmp_path: Path, repository: Path) -> None:
    wheel = tmp_path / "ng911risk.zip"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path in sorted((repository / "ng911risk").rglob("*.py")):
            archive.write(path, path.relative_to(repository).as_posix())
        for folder in ("threat_catalog", "mitigations"):
            for path in sorted((repository / folder).rglob("*.yaml")):
                inside = path.relative_to(repository).as_posix()
                archive.write(path, f"ng911risk/_content/{inside}")
    program = (
        f"import sys; sys.path.insert(0, {str(wheel)!r})\n"
        "import ng911risk.content as content\n"
        "assert '.zip' in content.__file__, content.__file__\n"
        "catalog = content.load_catalog()\n"
        "print(len(catalog.vectors), catalog.digest)\n"
    )

    run = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    count, digest = run.stdout.split()
    assert int(count) >= 40
    assert len(digest) == 64


def test_a_folder_of_ones_own_replaces_only_that_folder(tmp_path: Path) -> None:
    content = content_or_builtin(tmp_path, None)

    assert content.threat_catalog == tmp_path
    assert content.mitigations == builtin_content().mitigations
