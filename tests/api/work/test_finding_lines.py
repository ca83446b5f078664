from __future__ import annotations

from dataclasses import replace

from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.store.tracked import Progress, TrackedAction
from ng911risk_api.work.finding_lines import (
    Decided,
    Filter,
    State,
    line_of,
    lines_of,
    owners_of,
    services_of,
)
from tests.exporters.sample_report import FINDINGS
from tests.store.sample import NOW

NOTHING = Decided(standing={}, ended={}, tracked={}, today=NOW.date())
TRACKED = TrackedAction(
    site="", mitigation="zone-segmentation", number=1, owner="", due=None, status=Progress.OPEN,
    note="", by_name="", at=NOW,
)  # fmt: skip


def test_a_finding_is_planned_while_an_action_that_answers_it_is_not_over() -> None:
    tracked = replace(NOTHING, tracked={TRACKED.mitigation: TRACKED})
    done = replace(TRACKED, status=Progress.DONE)

    assert line_of(FINDINGS[0], NOTHING).state is State.OPEN
    assert line_of(FINDINGS[0], tracked).state is State.PLANNED
    over = line_of(FINDINGS[0], replace(NOTHING, tracked={done.mitigation: done}))
    assert (over.state, over.planned) == (State.OPEN, (done,))


def test_a_filter_wants_what_fits_every_field_that_is_set() -> None:
    lines = lines_of(FINDINGS, NOTHING)
    county = Filter(owner=OwnerClass.COUNTY_IT.value, service=ServiceKind.DISPATCH.value)
    found = [one.finding for one in lines if county(one)]

    assert found == [
        one
        for one in FINDINGS
        if one.owner_class is OwnerClass.COUNTY_IT and ServiceKind.DISPATCH in one.harms
    ]
    assert found
    assert all(Filter()(one) for one in lines)
    assert not any(Filter(state="accepted")(one) for one in lines)
    assert Filter(vector="x").query == {"vector": "x"}


def test_owners_and_services_are_those_that_there_are() -> None:
    owners = owners_of(FINDINGS)

    assert sum(many for _, many in owners) == len(FINDINGS)
    assert [many for _, many in owners] == sorted((many for _, many in owners), reverse=True)
    assert set(services_of(FINDINGS)) == {one for finding in FINDINGS for one in finding.harms}
