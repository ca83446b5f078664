"""The wheel holds what the commit holds: the content, and no ignored leftover."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

# Where each folder of the checkout lands in the wheel; pyproject.toml says the same.
_PLACES = {
    "ng911risk": "ng911risk",
    "api/ng911risk_api": "ng911risk_api",
    "threat_catalog": "ng911risk/_content/threat_catalog",
    "mitigations": "ng911risk/_content/mitigations",
}
_LEFTOVERS = (
    "threat_catalog/local.secret",
    "mitigations/programmes/county.local.yaml",
    "ng911risk/centre.sqlite",
    "api/ng911risk_api/capture.pcap",
)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """A copy of what is built, with git-ignored files planted in every folder."""
    copy = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(repository / name, copy)
    for folder in _PLACES:
        shutil.copytree(
            repository / folder,
            copy / folder,
            ignore=shutil.ignore_patterns("__pycache__", "*.sqlite*", "*.local.yaml", "*.secret"),
        )
    return copy


@pytest.fixture(scope="module")
def shipped(source: Path) -> set[str]:
    """Names of the files in a wheel built from `source` after the leftovers were planted."""
    for leftover in _LEFTOVERS:
        path = source / leftover
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("not for anyone else\n", "utf-8")
    out = source / "dist"
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out)]
    subprocess.run([*command, str(source)], check=True, capture_output=True)
    [wheel] = out.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.slow
def test_wheel_carries_every_file_and_nothing_ignored(source: Path, shipped: set[str]) -> None:
    leftovers = {source / leftover for leftover in _LEFTOVERS}
    expected = {
        f"{place}/{path.relative_to(source / folder).as_posix()}"
        for folder, place in _PLACES.items()
        for path in (source / folder).rglob("*")
        if path.is_file() and path not in leftovers
    }

    assert {name for name in shipped if ".dist-info/" not in name} == expected


@pytest.mark.slow
def test_wheel_ships_no_import_name_that_another_project_may_claim(shipped: set[str]) -> None:
    top = {name.partition("/")[0] for name in shipped}

    assert {name for name in top if not name.endswith(".dist-info")} == {
        "ng911risk",
        "ng911risk_api",
    }


@pytest.mark.slow
def test_wheel_names_its_licence(shipped: set[str]) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in shipped)
