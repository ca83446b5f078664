"""Nothing is left to be loaded after privileges are given up."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ng911risk.lab.running.loading import LATER, loaded

ROOMS = ("check.py", "controls.py", "checks", "messages", "exchanges", "door")


def imported_inside_functions(path: Path) -> Iterator[str]:
    for outer in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for inner in ast.walk(outer):
            if isinstance(inner, ast.Import):
                yield from (alias.name for alias in inner.names)
            elif isinstance(inner, ast.ImportFrom):
                assert inner.module is not None
                yield (
                    inner.module
                    if inner.module in LATER
                    else "".join(f"{inner.module}.{alias.name}" for alias in inner.names[:1])
                )


def test_all_checks_come_with_what_they_import_later() -> None:
    pytest.importorskip("scapy")

    checks = loaded()

    assert "SIP-01" in checks
    assert set(LATER) <= set(sys.modules)


def test_every_import_inside_a_function_is_on_the_list(repository: Path) -> None:
    room = repository / "ng911risk" / "lab"
    files = [
        one
        for name in ROOMS
        for one in ([room / name] if name.endswith(".py") else (room / name).glob("*.py"))
    ]

    found = {name for path in files for name in imported_inside_functions(path)}

    assert len(files) > 50
    assert found <= set(LATER), found - set(LATER)
