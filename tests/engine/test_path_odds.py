from __future__ import annotations

import pytest

from ng911risk.engine.assess import open_assessment, report_of
from ng911risk.engine.path_odds import PathChange
from ng911risk.engine.session import Session
from ng911risk.engine.whatif import WhatIf, chances_of
from ng911risk.model.report import RiskReport
from ng911risk.model.scales import Status
from tests.engine.small import AT, story, story_catalog

OPENED = open_assessment(story(), story_catalog(), (), at=AT)
REPORT: RiskReport = report_of(OPENED, tool_version="0", inventory_digest="")
SESSION = Session(OPENED.run, OPENED.worst)


def _asked(**said: Status) -> tuple[PathChange, ...]:
    *_, last = SESSION.answers(WhatIf(said=said, coins={}))
    return last.paths


def test_nothing_changed_leaves_the_odds_of_the_report() -> None:
    paths = _asked()

    assert len(paths) == len(REPORT.paths) > 1
    for found, told in zip(paths, REPORT.paths, strict=True):
        assert found.before == told.odds.rate.likely
        assert found.after == pytest.approx(found.before)


def test_a_measure_lowers_the_paths_it_stands_on_and_no_others() -> None:
    found = _asked(train=Status.YES)
    through_mail = [
        any(step.id.startswith("bad-mail.open") for step in one.steps) for one in REPORT.paths
    ]

    assert any(through_mail)
    for change, touched in zip(found, through_mail, strict=True):
        assert change.after <= change.before * (1.0 + 1e-9)
        if touched:
            assert change.after < change.before


def test_no_path_falls_below_what_its_own_way_leaves() -> None:
    change = WhatIf(said=dict.fromkeys(("segment", "train"), Status.YES), coins={})
    first = next(iter(SESSION.answers(change)))
    for found, one in zip(first.paths, OPENED.worst, strict=True):
        left = one.way.rate_after(OPENED.run, chances_of(OPENED.run, change, "likely"))
        assert left <= found.after <= found.before
        assert left <= one.way.rate.likely


def test_a_way_falls_by_the_least_chance_of_each_number_that_is_drawn() -> None:
    way = OPENED.worst[0].way
    coin = OPENED.run.built.graph.coins[way.coins[0]]
    half = {way.coins[0]: coin.chance.likely / 2.0}

    assert way.rate_after(OPENED.run, {}) == pytest.approx(way.rate.likely)
    assert way.rate_after(OPENED.run, half) == pytest.approx(way.rate.likely / 2.0)
    assert way.rate_after(OPENED.run, {way.coins[0]: 0.0}) == 0.0
