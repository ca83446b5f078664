from __future__ import annotations

import json
from itertools import pairwise

import pytest

from ng911risk.access import Permission, Scope
from ng911risk.errors import ForbiddenError
from ng911risk.store import LOCAL, AssessmentHead, Store
from ng911risk.store.collected import LIMIT_MAX, Match, Version
from ng911risk.store.moments import moment_text
from tests.store.conftest import OTHER
from tests.store.sample import NOW
from tests.store.test_published import EARLY, LATE, STRICT, give, seen, stix

FIRST = "2026-11-01T00:00:00.000Z"


@pytest.fixture
def given(store: Store, head: AssessmentHead) -> Store:
    """Object 1 in three versions, the middle one added last; object 2 in one."""
    with store.write(LOCAL) as rooms:
        give(rooms, head, stix(1, FIRST), stix(2, kind="note"))
        give(rooms, head, stix(1, LATE))
        give(rooms, head, stix(1, EARLY))
    return store


def _versions(store: Store, match: Match) -> list[tuple[str, str]]:
    with store.read(LOCAL) as rooms:
        page = rooms.collected.page(
            "assessments", STRICT, match, rooms.collected.begin(), limit=1000
        )
    return [(one.object.partition("-")[0], one.version) for one in page.versions]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (("last",), [("note", EARLY), ("infrastructure", LATE)]),
        (("first",), [("infrastructure", FIRST), ("note", EARLY)]),
        (("first", "last"), [("infrastructure", FIRST), ("note", EARLY), ("infrastructure", LATE)]),
        (("2026-12-01T08:30:00.000000Z",), [("note", EARLY), ("infrastructure", EARLY)]),
        (("2000-01-01T00:00:00.000000Z",), []),
        (("first", "2026-12-02T08:30:00.000000Z"),
         [("infrastructure", FIRST), ("note", EARLY), ("infrastructure", LATE)]),
    ],
)  # fmt: skip
def test_versions_are_told_by_what_objects_say_and_not_by_when_they_came(
    given: Store, wanted: tuple[str, ...], found: list[tuple[str, str]]
) -> None:
    assert _versions(given, Match(versions=wanted)) == found


def test_all_versions_come_in_the_order_in_which_they_were_added(given: Store) -> None:
    found = [one for one in _versions(given, Match(versions=("all",))) if one[0] != "note"]

    assert [version for _, version in found] == [FIRST, LATE, EARLY]


@pytest.mark.parametrize(
    ("match", "count"),
    [
        (Match(types=("note",)), 1),
        (Match(types=("note", "infrastructure")), 2),
        (Match(types=("note",), ids=(stix(1)["id"],)), 0),
        (Match(ids=(stix(1)["id"],)), 1),
        (Match(spec_versions=("2.0",)), 0),
        (Match(spec_versions=("2.0", "2.1")), 2),
        (Match(added_after=moment_text(NOW)), 2),
        (Match(added_after="2030-01-01T00:00:00.000000Z"), 0),
    ],
)
def test_several_kinds_of_filters_all_hold_and_of_one_kind_any(
    given: Store, match: Match, count: int
) -> None:
    assert len(_versions(given, match)) == count


def test_added_after_is_later_and_not_at_that_moment(given: Store) -> None:
    with given.read(LOCAL) as rooms:
        moments = [one.date_added for one in seen(rooms, "assessments", "all")]

    for index, moment in enumerate(moments):
        match = Match(added_after=moment, versions=("all",))
        assert len(_versions(given, match)) == len(moments) - index - 1


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_a_walk_sees_everything_once_while_more_is_added(
    store: Store, head: AssessmentHead, limit: int
) -> None:
    with store.write(LOCAL) as rooms:
        give(rooms, head, *(stix(number) for number in range(10)))
    with store.read(LOCAL) as rooms:
        walk = rooms.collected.begin()
    met: list[Version] = []
    for added in range(100):
        with store.write(LOCAL) as rooms:
            give(
                rooms, head, stix(100 + added), stix(added % 10, f"2027-01-01T00:00:00.{added:03}Z")
            )
        with store.read(LOCAL) as rooms:
            page = rooms.collected.page("assessments", STRICT, Match(), walk, limit=limit)
        met += page.versions
        walk = page.walk
        if not page.more:
            break

    assert [one.object for one in met] == [stix(number)["id"] for number in range(10)]
    with store.read(LOCAL) as rooms:
        rest = rooms.collected.page(
            "assessments", STRICT, Match(added_after=met[-1].date_added), rooms.collected.begin(),
            limit=1000,
        ).versions  # fmt: skip
        whole = {one.object: one.version for one in (*met, *rest)}
        assert whole == {one.object: one.version for one in seen(rooms)}


def test_heads_are_the_same_without_the_objects(given: Store) -> None:
    with given.read(LOCAL) as rooms:
        walk = rooms.collected.begin()
        whole, heads = (
            rooms.collected.page("assessments", STRICT, Match(), walk, limit=9, heads=bare)
            for bare in (False, True)
        )

    assert [one.object for one in whole.versions] == [one.object for one in heads.versions]
    assert [json.loads(one.content)["id"] for one in whole.versions] == [
        one.object for one in heads.versions
    ]
    assert {one.content for one in heads.versions} == {b""}


def test_no_page_is_longer_than_the_longest(store: Store, head: AssessmentHead) -> None:
    with store.write(LOCAL) as rooms:
        give(rooms, head, *(stix(number) for number in range(LIMIT_MAX + 5)))
        walk = rooms.collected.begin()
        page = rooms.collected.page("assessments", STRICT, Match(), walk, limit=LIMIT_MAX * 9)

    assert len(page.versions) == LIMIT_MAX
    assert page.more
    assert all(one.date_added < two.date_added for one, two in pairwise(page.versions))


def test_collections_are_those_that_hold_something_for_whoever_asks(
    given: Store, head: AssessmentHead
) -> None:
    with given.write(LOCAL) as rooms:
        give(rooms, head, stix(9, kind="indicator"), kind="indicators", tlp="green")
    scopes = {
        "mine": LOCAL,
        "theirs": OTHER,
        "another site": Scope(
            tenant="local", user="", name="", via="token", role=None,
            permissions=frozenset({Permission.EXPORT}), site="0" * 32,
        ),
    }  # fmt: skip
    found = {}
    for name, scope in scopes.items():
        with given.read(scope) as rooms:
            found[name] = rooms.collected.collections()
            has = rooms.collected.has("indicators", "green", stix(9, kind="indicator")["id"])
            assert has == (name == "mine")

    assert found == {
        "mine": (("assessments", STRICT), ("indicators", "green")),
        "theirs": (), "another site": (),
    }  # fmt: skip


def test_reading_what_was_given_out_needs_the_right_to_export(given: Store) -> None:
    viewer = Scope(
        tenant="local", user="u", name="", via="page", role=None,
        permissions=frozenset({Permission.READ_SITE, Permission.READ_REPORT}),
    )  # fmt: skip
    with given.read(viewer) as rooms:
        for ask in (
            rooms.collected.collections,
            rooms.collected.begin,
            lambda: rooms.collected.has("assessments", STRICT, "x"),
        ):
            with pytest.raises(ForbiddenError):
                ask()
