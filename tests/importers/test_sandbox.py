"""A child that dies takes nobody with it."""

from __future__ import annotations

import json
import sys

import pytest

from ng911risk.errors import InputError
from ng911risk.importers import sandbox
from ng911risk.importers.sandbox import run_limited
from ng911risk.importers.start import template_inventory
from ng911risk.importers.workbook import inventory_workbook
from tests.importers.mutator import broken_inventories


def test_a_child_answers() -> None:
    data = inventory_workbook(template_inventory("legacy"))

    answer = json.loads(run_limited("child_read", data, file="a.xlsx"))

    assert [sheet["name"] for sheet in answer["sheets"]][:2] == ["Site", "Shifts"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps the limit on memory")
def test_a_child_that_wants_all_memory_becomes_one_problem() -> None:
    [far] = [one for one in broken_inventories(120) if one.damage == "_far_cells"]

    with pytest.raises(InputError, match="more memory or time"):
        run_limited("child_read", far.data, file="a.xlsx")


def test_a_child_that_takes_too_long_becomes_one_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS_MAX", 0.001)

    with pytest.raises(InputError, match="more memory or time"):
        run_limited("child_read", b"x", file="a.xlsx")
