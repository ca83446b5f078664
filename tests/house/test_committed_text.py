"""What a commit may not say, and what the documents may not promise."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

# Spelled in two halves, so that this file does not name them either.
_REGISTRIES = tuple(
    f"{name}.org" for name in ("pypi", "files.pythonhosted", "registry.npmjs", "registry.yarnpkg")
)
_MACHINE_PATH = re.compile(r"(?<![\w.<>{}/*-])/(?:work|home|root|Users)/[\w.-]+")
_BINARY = {".xlsx", ".png", ".woff2", ".ico", ".gz", ".zip"}


@pytest.fixture(scope="module")
def committed(repository: Path) -> list[Path]:
    """Every file that git tracks."""
    git = shutil.which("git")
    if git is None or not (repository / ".git").exists():
        pytest.skip("not a git checkout")
    listing = subprocess.run(
        [git, "ls-files", "-z"], cwd=repository, check=True, capture_output=True, text=True
    )
    return [repository / name for name in listing.stdout.split("\0") if name]


@pytest.fixture(scope="module")
def texts(committed: list[Path], repository: Path) -> dict[str, str]:
    """Text of every tracked text file, by its path below the checkout."""
    return {
        path.relative_to(repository).as_posix(): path.read_text("utf-8")
        for path in committed
        if path.is_file() and path.suffix not in _BINARY and b"\0" not in path.read_bytes()
    }


def test_no_file_names_a_package_registry(texts: dict[str, str]) -> None:
    naming = [name for name, text in texts.items() if any(host in text for host in _REGISTRIES)]

    assert naming == []


def test_no_file_names_a_path_of_one_machine(texts: dict[str, str]) -> None:
    naming = [
        f"{name}: {match.group()}"
        for name, text in texts.items()
        for match in _MACHINE_PATH.finditer(text)
    ]

    assert naming == []


def test_yaml_is_plain_ascii_without_tabs(texts: dict[str, str]) -> None:
    odd = [
        f"{name}:{number}"
        for name, text in texts.items()
        if name.endswith((".yaml", ".yml")) and not name.startswith("tests/")
        for number, line in enumerate(text.splitlines(), start=1)
        if not line.isascii() or "\t" in line
    ]

    assert odd == []


def test_text_files_end_lines_as_git_does(texts: dict[str, str]) -> None:
    odd = [
        name
        for name, text in texts.items()
        if not name.startswith("tests/") and ("\r" in text or (text and not text.endswith("\n")))
    ]

    assert odd == []


def test_every_make_command_in_the_documents_exists(texts: dict[str, str]) -> None:
    targets = set(re.findall(r"^([a-z-]+):", texts["Makefile"], flags=re.MULTILINE))
    named = {
        target
        for name, text in texts.items()
        if name.endswith(".md")
        for target in re.findall(r"(?:`|^)make ([a-z-]+)", text, flags=re.MULTILINE)
    }

    assert {"demo", "test"} <= named
    assert named <= targets


def test_every_link_between_documents_leads_somewhere(
    texts: dict[str, str], repository: Path
) -> None:
    broken = [
        f"{name}: {link}"
        for name, text in texts.items()
        if name.endswith(".md")
        for link in re.findall(r"\]\(([^)#\s]+)", text)
        if "://" not in link
        and not link.startswith("mailto:")
        and not (repository / name).parent.joinpath(link).exists()
    ]

    assert broken == []
