"""Two hundred broken inventories: each ends in a list of problems and exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Program, Run
from tests.importers.mutator import Broken, broken_inventories

_BROKEN = broken_inventories(200)


@pytest.mark.parametrize("broken", _BROKEN, ids=lambda one: f"{one.file}{one.damage}")
def test_a_broken_inventory_ends_in_a_list(run: Run, tmp_path: Path, broken: Broken) -> None:
    path = tmp_path / broken.file
    path.write_bytes(broken.data)

    result = run("assess", path)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert all(line for line in result.stderr.splitlines())
    assert broken.file in result.stderr
    assert "defect" not in result.stderr


@pytest.mark.parametrize("broken", _BROKEN[::29], ids=lambda one: f"{one.file}{one.damage}")
def test_so_it_does_in_the_real_program(program: Program, tmp_path: Path, broken: Broken) -> None:
    path = tmp_path / broken.file
    path.write_bytes(broken.data)

    result = program("check", path)

    assert result.returncode == 2
    assert broken.file in result.stderr
