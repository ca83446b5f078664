from __future__ import annotations

import pytest

from ng911risk.engine.assess import open_assessment, report_of
from ng911risk.engine.session import Session
from ng911risk.engine.whatif import WhatIf
from ng911risk.exporters import words
from ng911risk.model.scales import Status
from ng911risk_api.work.consequences import Consequences, consequences
from tests.engine.small import AT, story, story_catalog

OPENED = open_assessment(story(), story_catalog(), (), at=AT)
REPORT = report_of(OPENED, tool_version="0", inventory_digest="")
SESSION = Session(OPENED.run, OPENED.worst)


def _of(*names: str) -> Consequences:
    actions = [one for one in REPORT.actions if one.mitigation in names]
    said = dict.fromkeys(names, Status.YES)
    *_, last = SESSION.answers(WhatIf(said=said, coins={}))
    return consequences(REPORT, actions, last)


def test_nothing_ticked_is_the_report() -> None:
    found = _of()

    assert found.hours_after == pytest.approx(found.hours_before)
    assert found.hours_before == pytest.approx(
        sum(one.hours_degraded.likely for one in REPORT.services)
    )
    assert found.calls_after == pytest.approx(found.calls_before)
    assert found.removed == pytest.approx(0.0)
    assert (found.gone, found.lower, found.dollars_high) == (0, 0, 0)
    for line, service in zip(found.services, REPORT.services, strict=True):
        assert line.before == line.after == words.chance(service.degraded.chance.likely)
    for told, path in zip(found.paths, REPORT.paths, strict=True):
        assert told.before == told.after == words.chance(path.odds.chance.likely)


def test_what_is_ticked_costs_and_lowers() -> None:
    found = _of("segment", "train")
    actions = {one.mitigation: one for one in REPORT.actions}

    assert found.dollars_high == sum(actions[one].cost.dollars_high for one in ("segment", "train"))
    assert found.hours_after < found.hours_before
    assert 0.0 < found.removed <= 1.0
    assert found.changed
    assert {one.number for one in (*found.changed, *found.same)} == {
        one.number for one in found.paths
    }
    shares = [one.share for one in found.changed]
    assert shares == sorted(shares)
    assert found.gone + found.lower == len(found.changed)
    assert sum(many for _, many in found.owners) == 2
