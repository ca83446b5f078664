from __future__ import annotations

import pytest

from ng911risk.importers.intel.reading import PATTERNS_MAX, PATTERNS_QUICK
from ng911risk.importers.intel.stix_objects import WRONG
from ng911risk.importers.intel.stix_patterns import HOST_STEPS
from tests.importers.intel.bundles import (
    bundle,
    id_of,
    indicator,
    problems_of,
    read,
    read_bytes,
    unused,
)

ONE = "[ipv4-addr:value = '192.0.2.1']"
TWO = "[ipv4-addr:value = '192.0.2.2']"
LATER = "2026-02-02T08:00:00.000Z"


@pytest.mark.parametrize("backwards", [False, True])
def test_of_several_versions_the_newest_is_taken_wherever_it_stands(backwards: bool) -> None:
    versions = [indicator(1, ONE), indicator(1, TWO, modified=LATER)]

    one = read(*reversed(versions) if backwards else versions)

    assert [each.addresses for each in one.feed.indicators] == [("192.0.2.2",)]
    assert unused(one) == {("indicator", "a newer version of it is in the file"): 1}


def test_what_was_taken_back_is_not_used_though_an_earlier_version_is_there() -> None:
    one = read(indicator(1, ONE), indicator(1, ONE, modified=LATER, revoked=True))

    assert one.feed.indicators == ()
    assert unused(one) == {
        ("indicator", "a newer version of it is in the file"): 1,
        ("indicator", "its publisher took it back"): 1,
    }


def test_the_same_object_twice_is_one() -> None:
    one = read(indicator(1, ONE), indicator(1, ONE))

    assert len(one.feed.indicators) == 1
    assert unused(one) == {("indicator", "the same object is in the file twice"): 1}


def test_the_same_version_with_other_content_is_refused() -> None:
    [problem] = problems_of(bundle(indicator(1, ONE), indicator(1, TWO)))

    assert problem.field == "objects[1].modified"
    assert "objects[0]" in problem.message


def test_an_id_is_the_same_in_capitals() -> None:
    one = read(indicator(1, ONE, id=id_of("indicator", 1).replace("-4000-", "-4AAA-")))

    assert one.feed.indicators[0].id == id_of("indicator", 1).replace("-4000-", "-4aaa-")


def test_a_pattern_that_cannot_be_read_is_a_problem_of_its_place() -> None:
    [problem] = problems_of(bundle(indicator(1, ONE), indicator(2, "[ipv4-addr:value = ")))

    assert problem.field == "objects[1].pattern"
    assert "cannot be read" in problem.message
    assert problem.row is not None
    assert problem.row > 10


def test_patterns_of_other_tools_are_not_read() -> None:
    one = read(indicator(1, "alert udp (", pattern_type="snort"), indicator(2, ONE))

    assert len(one.feed.indicators) == 1
    why = "its pattern is of the type snort; only patterns of the type stix are compared"
    assert unused(one) == {("indicator", why): 1}


def test_good_objects_are_taken_and_each_bad_one_is_listed() -> None:
    bad = indicator(2, ONE)
    del bad["valid_from"]
    data = bundle(indicator(1, ONE), bad, 7, {"type": 1}, indicator(1, TWO))

    refused = problems_of(data)
    one = read(indicator(1, ONE), bad, 7, {"type": 1}, indicator(1, TWO), good_objects_only=True)

    assert one.left_out == refused
    assert [each.field for each in refused] == [
        "objects[1].valid_from",
        "objects[2]",
        "objects[3].type",
        "objects[4].modified",
    ]
    assert len(one.feed.indicators) == 1
    assert unused(one) == {
        ("indicator", WRONG): 2,
        ("(no object)", WRONG): 1,
        ("(unknown)", WRONG): 1,
    }


def test_a_file_without_one_good_object_is_refused_all_the_same() -> None:
    assert problems_of(bundle(7), good_objects_only=True)


@pytest.mark.parametrize("good_objects_only", [False, True])
def test_patterns_that_are_too_much_work_are_one_problem_that_names_the_way_out(
    good_objects_only: bool,
) -> None:
    """Nine tokens and an address to understand; the second pattern is a step too long."""
    data = bundle(7, indicator(1, ONE), indicator(2, TWO), indicator(3, ONE))
    steps = 9 + HOST_STEPS
    options = {"good_objects_only": good_objects_only}

    [problem] = problems_of(data, patterns_max=2 * steps - 1, **options)

    assert problem.field == "objects[2].pattern"
    assert "more than 47 steps of work" in problem.message
    assert "ng911risk intel import FILE --store DATABASE" in problem.hint
    assert (
        len(read_bytes(data, patterns_max=3 * steps, good_objects_only=True).feed.indicators) == 3
    )


def test_a_pattern_that_cannot_be_read_is_work_too() -> None:
    [problem] = problems_of(bundle(*(indicator(n, "[a:b ! 1]") for n in range(9))), patterns_max=40)

    assert problem.field == "objects[6].pattern"
    assert "more than 40 steps of work" in problem.message


@pytest.mark.parametrize("most", [PATTERNS_QUICK, PATTERNS_MAX])
def test_a_blocklist_of_a_hundred_thousand_addresses_is_allowed(most: int) -> None:
    """A comparison and its OR are ten steps, and its address is to be understood."""
    assert most >= 100_000 * (10 + HOST_STEPS)


def test_what_is_allowed_takes_seconds_where_others_wait_and_a_minute_elsewhere() -> None:
    """A step is about a microsecond."""
    assert PATTERNS_QUICK <= 3_000_000
    assert PATTERNS_MAX <= 60_000_000
