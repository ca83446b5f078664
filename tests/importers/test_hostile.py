"""Whatever somebody sends, the answer is an inventory or a list of problems, and soon."""

from __future__ import annotations

import time

import pytest

from ng911risk.errors import InputError, Problem
from ng911risk.importers import read_inventory
from tests.importers.mutator import Broken, broken_inventories, whole_inventories

SECONDS_MAX = 15.0
BROKEN = broken_inventories(200)


def _name(one: Broken) -> str:
    return f"{one.file}{one.damage}"


@pytest.mark.parametrize("whole", whole_inventories(), ids=_name)
def test_what_nobody_broke_is_read(whole: Broken) -> None:
    read = read_inventory(whole.data, file=whole.file)

    first = whole_inventories()[0]
    assert read.digest == read_inventory(first.data, file=first.file).digest


@pytest.mark.parametrize("broken", BROKEN, ids=_name)
def test_what_is_broken_ends_in_a_list_of_problems(broken: Broken) -> None:
    begun = time.process_time()

    with pytest.raises(InputError) as caught:
        read_inventory(broken.data, file=broken.file)

    assert time.process_time() - begun < SECONDS_MAX
    for problem in caught.value.problems:
        assert problem.file == broken.file
        assert problem.place.startswith(broken.file)
        assert problem.message
        assert len(str(problem)) < 2_000
    assert "Traceback" not in str(caught.value)


def test_damage_to_one_value_is_found_where_it_is() -> None:
    """A problem with a value has at least a line, or a sheet."""
    ones = [one for one in BROKEN if one.damage in ("_unknown_id", "_sheet_unknown_id")]

    assert len(ones) >= 5
    for one in ones:
        with pytest.raises(InputError) as caught:
            read_inventory(one.data, file=one.file)
        assert all(problem.row and problem.column for problem in caught.value.problems)


def test_the_same_seed_breaks_the_same() -> None:
    text = [one for one in broken_inventories(60) if not one.file.endswith("xlsx")]
    again = [one for one in broken_inventories(60) if not one.file.endswith("xlsx")]

    assert [one.damage for one in text] == [one.damage for one in again]
    assert [one.data for one in text if one.file != "site.zip"] == [
        one.data for one in again if one.file != "site.zip"
    ]


def _left_out(broken: Broken) -> tuple[Problem, ...]:
    """Problems, whether they ended the reading or were left out."""
    try:
        return read_inventory(broken.data, file=broken.file, good_rows_only=True).left_out
    except InputError as error:
        return error.problems


def test_asking_for_good_rows_hides_nothing() -> None:
    silent = [_name(one) for one in BROKEN if not _left_out(one)]

    assert silent == []
