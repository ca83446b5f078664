from __future__ import annotations

import pytest

from ng911risk.importers.intel.stix_objects import WRONG
from tests.importers.intel.bundles import bundle, id_of, indicator, problems_of, read, unused

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
