"""Whatever is done to a log without its key shows, and where."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ng911risk.audit import GENESIS, Entry, Head, Kind, Link, check
from tests.audit.sample import KEY, whole

LENGTH = 9
LOG = whole(LENGTH)
HEAD = Head(number=LENGTH, mac=LOG[-1].mac)
place = st.integers(0, LENGTH - 1)
fields = st.sampled_from(Entry.__slots__)


def test_a_whole_log_holds_and_names_its_head() -> None:
    found = check(KEY, LOG, head=HEAD)

    assert (found.holds, found.entries, found.fitting, found.head) == (True, 9, 9, HEAD)


def test_an_empty_log_holds() -> None:
    found = check(KEY, ())

    assert found.holds
    assert not found.is_wrong_key
    assert found.head == Head(number=0, mac=GENESIS)


@given(place, fields, st.text(max_size=5), st.integers(-3, 20))
def test_any_change_of_one_entry_is_found_at_that_entry(
    at: int, field: str, text: str, number: int
) -> None:
    value = number if field == "number" else text
    assume(getattr(LOG[at].entry, field) != value)
    broken = list(LOG)
    broken[at] = replace(LOG[at], entry=replace(LOG[at].entry, **{field: value}))  # type: ignore[arg-type] # each field takes its own type

    found = check(KEY, broken, head=HEAD)

    assert not found.holds
    assert found.faults[0].number in {at + 1, value}


@given(place, st.text("0123456789abcdef", min_size=64, max_size=64))
def test_any_change_of_a_code_is_found(at: int, mac: str) -> None:
    assume(mac != LOG[at].mac)
    broken = [*LOG[:at], replace(LOG[at], mac=mac), *LOG[at + 1 :]]

    assert check(KEY, broken).faults[0].number == at + 1


@given(place)
def test_a_dropped_entry_is_found(at: int) -> None:
    broken = [*LOG[:at], *LOG[at + 1 :]]

    faults = check(KEY, broken, head=HEAD).faults

    wanted = {0: Kind.CUT_FRONT, LENGTH - 1: Kind.CUT_END}.get(at, Kind.GAP)
    assert [fault.kind for fault in faults] == [wanted]


@given(place, place)
def test_two_entries_that_changed_places_are_found(one: int, two: int) -> None:
    assume(one != two)
    broken = list(LOG)
    broken[one], broken[two] = broken[two], broken[one]

    assert not check(KEY, broken).holds


@given(place, place)
def test_an_entry_that_comes_twice_is_found(at: int, where: int) -> None:
    broken = list(LOG)
    broken.insert(where, LOG[at])

    assert not check(KEY, broken).holds


@given(st.integers(1, LENGTH - 1))
def test_a_log_cut_at_its_end_is_whole_without_its_head_and_broken_with_it(kept: int) -> None:
    assert check(KEY, LOG[:kept]).holds
    assert [fault.kind for fault in check(KEY, LOG[:kept], head=HEAD).faults] == [Kind.CUT_END]


def test_a_log_made_again_with_another_key_fits_nowhere() -> None:
    found = check(KEY, whole(LENGTH, b"x" * 32), head=HEAD)

    assert found.is_wrong_key
    assert {fault.kind for fault in found.faults} == {Kind.CHANGED, Kind.HEAD}


def test_a_log_that_grew_since_the_head_was_noted_holds() -> None:
    assert check(KEY, LOG, head=Head(number=4, mac=LOG[3].mac)).holds
    assert check(KEY, LOG, head=Head(number=0, mac=GENESIS)).holds


def test_an_entry_of_somebody_else_is_named() -> None:
    foreign = replace(LOG[3], entry=replace(LOG[3].entry, tenant="other"))

    faults = check(KEY, [*LOG[:3], foreign, *LOG[4:]]).faults

    assert {fault.kind for fault in faults} == {Kind.FOREIGN, Kind.CHANGED}


@pytest.mark.parametrize(("gone", "words"), [((4,), "5 is missing"), ((4, 5), "5 to 6 is missing")])
def test_a_gap_says_what_is_missing(gone: tuple[int, ...], words: str) -> None:
    broken: list[Link] = [link for at, link in enumerate(LOG) if at not in gone]

    assert words in check(KEY, broken).faults[0].words
