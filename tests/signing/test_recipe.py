"""The recipe of the documents checks a signed report without anything of ours."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import signed

_NEEDED = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")


def _blocks(repository: Path, language: str) -> list[str]:
    text = (repository / "docs/how-to/sign-and-verify.md").read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def _followed(repository: Path, folder: Path) -> list[subprocess.CompletedProcess[str]]:
    """Do what the document says, line by line."""
    [recipe] = _blocks(repository, "python")
    [commands] = _blocks(repository, "sh")
    (folder / "take_apart.py").write_text(recipe, "utf-8")
    return [
        subprocess.run(  # noqa: S602 - a pipe of our own document
            line.replace("python3", sys.executable),
            shell=True,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        for line in commands.splitlines()
    ]


@_NEEDED
def test_the_recipe_of_the_document_checks_a_report(repository: Path, tmp_path: Path) -> None:
    signed.put(tmp_path)

    taken, checked, named = _followed(repository, tmp_path)

    assert taken.returncode == 0, taken.stderr
    assert checked.returncode == 0, checked.stderr
    assert signed.key().public.id in named.stdout
    assert (tmp_path / "report.json").read_bytes() == signed.assessed().whole.report.encode()


@_NEEDED
def test_the_recipe_sees_that_something_was_changed(repository: Path, tmp_path: Path) -> None:
    report, _, _ = signed.put(tmp_path)
    data = bytearray(report.read_bytes())
    data[9000] = ord("A") if data[9000] != ord("A") else ord("B")
    report.write_bytes(data)

    _, checked, _ = _followed(repository, tmp_path)

    assert checked.returncode != 0
