from __future__ import annotations

from datetime import timedelta

from ng911risk.store import LOCAL, AssessmentHead, Store
from ng911risk.store.published_before import few
from tests.store.sample import NOW
from tests.store.test_published import LATE, give, stix


def test_an_earlier_assessment_has_no_later_history(store: Store, head: AssessmentHead) -> None:
    first, later = stix(1), stix(1, LATE)
    then = NOW.replace(month=12, day=1)
    with store.write(LOCAL) as rooms:
        give(rooms, head, first, later)

        assert rooms.published.versions_of(head.site) == (later,)
        assert rooms.published.versions_of(head.site, then) == (first,)
        assert rooms.published.versions_of(head.site, then - timedelta(seconds=1)) == ()


def test_many_are_asked_for_a_few_at_a_time() -> None:
    assert list(few(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(few([], 2)) == []
