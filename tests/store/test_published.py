from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, ForbiddenError, MeanwhileError, NotFoundError
from ng911risk.store import LOCAL, AssessmentHead, Rooms, Site, Store
from ng911risk.store.collected import Match, Version
from ng911risk.store.given_out import Given, Publication
from tests.store.conftest import OTHER, seal_one
from tests.store.sample import NOW

STRICT = "amber+strict"
EARLY, LATE = "2026-12-01T08:30:00.000Z", "2026-12-02T08:30:00.000Z"


def stix(number: int, modified: str = EARLY, kind: str = "infrastructure", **more: Any) -> Any:  # noqa: ANN401 - an object
    """A STIX object that says nothing; the same number is the same object."""
    id = f"{kind}--{number:08x}-0000-5000-8000-000000000000"
    return {"type": kind, "spec_version": "2.1", "id": id, "created": EARLY,
            "modified": modified, **more}  # fmt: skip


def give(
    rooms: Rooms,
    head: AssessmentHead,
    *objects: Any,  # noqa: ANN401 - STIX objects
    kind: str = "assessments",
    tlp: str = STRICT,
) -> Publication:
    """Publish objects of an assessment in one collection."""
    return rooms.published.add(
        head.site, [Given(kind=kind, tlp=tlp, objects=objects)], assessment=head.id, tlp=tlp,
        usual=STRICT, after=rooms.published.last(), at=NOW,
    )  # fmt: skip


def seen(rooms: Rooms, kind: str = "assessments", *versions: str) -> tuple[Version, ...]:
    """Everything of a collection in one page."""
    match = Match(versions=versions or ("last",))
    walk = rooms.collected.begin()
    return rooms.collected.page(kind, STRICT, match, walk, limit=1000).versions


def test_an_installation_has_one_number_for_ever(store: Store) -> None:
    with store.write(LOCAL) as rooms:
        assert rooms.published.installation() == ""
        made = rooms.published.name_installation(at=NOW)
    with store.write(LOCAL) as rooms:
        assert rooms.published.name_installation(at=NOW) == made
        assert rooms.published.installation() == made
    with store.write(OTHER) as rooms:
        assert rooms.published.name_installation(at=NOW) != made


def test_moments_of_adding_never_repeat_and_never_go_back(
    store: Store, head: AssessmentHead
) -> None:
    with store.write(LOCAL) as rooms:
        give(rooms, head, *(stix(number) for number in range(20)))
    with store.write(LOCAL) as rooms:
        give(rooms, head, *(stix(number) for number in range(20, 30)))
        found = seen(rooms)

    moments = [one.date_added for one in found]
    assert len(set(moments)) == 30
    assert moments == sorted(moments)
    assert [one.sequence for one in found] == list(range(1, 31))


def test_moments_rise_also_while_several_publish_at_once(
    store: Store, head: AssessmentHead
) -> None:
    seen_moments: list[str] = []
    over = threading.Event()

    def publish(part: int) -> None:
        for number in range(10):
            while True:
                try:
                    with store.write(LOCAL) as rooms:
                        give(rooms, head, stix(part * 100 + number))
                    break
                except ConflictError:
                    continue

    def poll() -> None:
        while not over.is_set():
            last = seen_moments[-1] if seen_moments else ""
            with store.read(LOCAL) as rooms:
                match = Match(added_after=last)
                walk = rooms.collected.begin()
                page = rooms.collected.page("assessments", STRICT, match, walk, limit=3)
            seen_moments.extend(one.date_added for one in page.versions)

    threads = [threading.Thread(target=publish, args=(part,)) for part in range(3)]
    poller = threading.Thread(target=poll)
    for thread in (poller, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    poller.join()

    with store.read(LOCAL) as rooms:
        assert len(seen(rooms)) == 30
        rest = Match(added_after=seen_moments[-1] if seen_moments else "")
        last = rooms.collected.page(
            "assessments", STRICT, rest, rooms.collected.begin(), limit=100
        ).versions
        everything = [*seen_moments, *(one.date_added for one in last)]
        assert everything == [one.date_added for one in seen(rooms)], "a poller lost something"


def test_the_same_again_adds_nothing(store: Store, head: AssessmentHead) -> None:
    objects = [stix(1), {"type": "ipv4-addr", "id": "ipv4-addr--x", "value": "192.0.2.1"}]
    with store.write(LOCAL) as rooms:
        first = give(rooms, head, *objects)
    with store.write(LOCAL) as rooms:
        again = give(rooms, head, *objects)

        assert again == first
        assert first.added == 2
        assert rooms.published.of_site(head.site) == (first,)
        assert len(seen(rooms)) == 2


def test_only_what_changed_is_added(store: Store, head: AssessmentHead) -> None:
    with store.write(LOCAL) as rooms:
        give(rooms, head, stix(1), stix(2))
    with store.write(LOCAL) as rooms:
        newer = seal_one(rooms, head.site, seed=2)
        given = give(rooms, newer, stix(1), stix(2, LATE, name="changed"))

        assert given.added == 1
        assert [one.version for one in seen(rooms)] == [EARLY, LATE]
        assert len(seen(rooms, "assessments", "all")) == 3


def test_an_older_assessment_is_not_published_after_a_newer_one(
    store: Store, head: AssessmentHead
) -> None:
    with store.write(LOCAL) as rooms:
        newer = seal_one(rooms, head.site, seed=2)
        give(rooms, newer, stix(1))

    with pytest.raises(ConflictError, match="older"), store.write(LOCAL) as rooms:
        give(rooms, head, stix(2))


def test_who_made_their_objects_before_somebody_published_begins_again(
    store: Store, head: AssessmentHead
) -> None:
    with store.write(LOCAL) as rooms:
        give(rooms, head, stix(1))

    with pytest.raises(MeanwhileError, match="publish it again"), store.write(LOCAL) as rooms:
        rooms.published.add(
            head.site, [], assessment=head.id, tlp=STRICT, usual=STRICT, after=0, at=NOW
        )


def test_publishing_needs_its_permission_and_ones_own_site(
    store: Store, head: AssessmentHead
) -> None:
    reader = Scope(
        tenant="local", user="", name="", via="token", role=None,
        permissions=frozenset({Permission.EXPORT, Permission.READ_REPORT, Permission.READ_SITE}),
    )  # fmt: skip
    with pytest.raises(ForbiddenError), store.write(reader) as rooms:
        give(rooms, head, stix(1))
    with pytest.raises(NotFoundError), store.write(OTHER) as rooms:
        give(rooms, head, stix(1))


def test_the_log_says_at_which_level_and_which_is_usual(store: Store, head: AssessmentHead) -> None:
    with store.write(LOCAL) as rooms:
        give(rooms, head, stix(1))

    with store.read(LOCAL) as rooms:
        entry = list(rooms.audit.links())[-1].entry
    assert entry.action == "assessment.published"
    assert '"tlp": "amber+strict"' in entry.detail
    assert '"usual": "amber+strict"' in entry.detail


def test_history_is_the_newest_version_of_everything_of_a_site(
    store: Store, head: AssessmentHead
) -> None:
    with store.write(LOCAL) as rooms:
        give(rooms, head, stix(1), stix(2))
        give(rooms, head, stix(2, LATE))
        other = rooms.sites.add("Another", at=NOW)
        there = seal_one(rooms, other.id)
        give(rooms, there, stix(2), stix(3))

        assert sorted(one["modified"] for one in rooms.published.versions_of(head.site)) == [
            EARLY, LATE,
        ]  # fmt: skip
        elsewhere = rooms.published.editions_elsewhere(head.site, [stix(2)["id"], "none"])
        assert [(one.site, one.content) for one in elsewhere] == [(other.id, stix(2))]
        known = rooms.published.hashes([stix(2)["id"]])
        assert len(known) == 2


def test_what_two_sites_share_is_seen_once_and_by_the_reader_of_either(
    store: Store, site: Site, head: AssessmentHead
) -> None:
    with store.write(LOCAL) as rooms:
        other = rooms.sites.add("Another", at=NOW)
        there = seal_one(rooms, other.id)
        give(rooms, head, stix(1), stix(2))
        give(rooms, there, stix(2), stix(3))

        assert [one.object for one in seen(rooms)] == [stix(n)["id"] for n in (1, 2, 3)]
    for id, numbers in ((site.id, (1, 2)), (other.id, (2, 3))):
        one_site = Scope(
            tenant="local", user="", name="", via="token", role=None,
            permissions=frozenset({Permission.EXPORT}), site=id,
        )  # fmt: skip
        with store.read(one_site) as rooms:
            assert [one.object for one in seen(rooms)] == [stix(n)["id"] for n in numbers]


def test_the_clock_of_a_server_that_goes_back_does_no_harm(
    store: Store, head: AssessmentHead
) -> None:
    with store.write(LOCAL) as rooms:
        give(rooms, head, stix(1))
        rooms.published.add(
            head.site, [Given(kind="assessments", tlp=STRICT, objects=(stix(2),))],
            assessment=head.id, tlp=STRICT, usual=STRICT, after=1, at=NOW - timedelta(days=1),
        )  # fmt: skip

        first, second = seen(rooms)
        assert first.date_added < second.date_added
