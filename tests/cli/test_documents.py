"""Every command is documented, and what the documents tell people to type exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from ng911risk.cli.app import app

_TREE = typer.main.get_command(app)
_COMMANDS = vars(_TREE)["commands"]


@pytest.fixture(scope="module")
def typed(repository: Path) -> list[tuple[str, list[str]]]:
    """Every line of the documents that calls ng911risk: where, and its words."""
    pages = [*(repository / "docs").rglob("*.md"), *repository.glob("*.md")]
    return [
        (page.name, shlex.split(line.partition("#")[0])[1:])
        for page in pages
        for line in re.findall(
            r"^(?:\.venv/bin/)?ng911risk .*$",
            page.read_text("utf-8").replace("\\\n", " "),  # a command may go on in the next line
            re.MULTILINE,
        )
    ]


def _command(words: list[str]) -> tuple[str, typer.core.TyperCommand | None, list[str]]:
    """Name of the command, the command, and what follows it."""
    found, name = _TREE, ""
    rest = list(words)
    while rest and rest[0] in vars(found).get("commands", {}):
        found = vars(found)["commands"][rest[0]]
        name = f"{name} {rest.pop(0)}".strip()
    return name, None if found is _TREE else found, rest  # type: ignore[return-value]


def test_every_command_is_documented(typed: list[tuple[str, list[str]]]) -> None:
    documented = {_command(words)[0] for _, words in typed}
    every = {
        f"{name} {inner}".strip()
        for name, command in _COMMANDS.items()
        for inner in vars(command).get("commands", {"": None})
    }

    assert every - documented - {"version", "demo"} == set()


def test_every_command_and_option_in_the_documents_exists(
    typed: list[tuple[str, list[str]]],
) -> None:
    wrong = []
    for page, words in typed:
        _, command, rest = _command(words)
        known = {option for one in getattr(command, "params", ()) for option in one.opts}
        wrong += [
            f"{page}: {' '.join(words)}"
            for word in rest
            if command is None or (word.startswith("-") and word not in known)
        ]

    assert len(typed) > 20
    assert wrong == []
