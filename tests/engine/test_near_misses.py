"""What keeps a door shut is worth what opening it would cost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.engine.near_misses import MOST, near_misses
from ng911risk.model.inventory import Inventory, KnownWeakness, ServiceKind
from ng911risk.model.near_miss import NearMissKind
from ng911risk.model.scales import Status
from tests.engine.runs import run_of
from tests.engine.small import STORY_ASSETS, TODAY, story, story_catalog


def _with(status: Status) -> Inventory:
    pc, cad, lines = STORY_ASSETS
    return story(pc, replace(cad, weaknesses=(KnownWeakness(name="flat", status=status),)), lines)


def test_a_weakness_that_is_not_there_is_told_with_what_it_would_cost() -> None:
    now, then = (run_of(_with(status), story_catalog()) for status in (Status.NO, Status.YES))

    found = near_misses(now, TODAY, place="site.yaml {}".format)

    (flat,) = (one for one in found if one.kind is NearMissKind.WEAKNESS)
    assert flat.subject == "flat@cad"
    assert flat.place == "site.yaml assets[1].weaknesses[0].status"
    assert flat.service is ServiceKind.DISPATCH
    assert flat.chance_before < flat.chance_after
    rise = then.weighted(then.rates["likely"], "likely") - now.weighted(
        now.rates["likely"], "likely"
    )
    assert flat.harm_added.likely == pytest.approx(rise, rel=0.1)


def test_what_is_there_already_is_no_near_miss() -> None:
    found = near_misses(run_of(_with(Status.YES), story_catalog()), TODAY)

    assert all(one.kind is NearMissKind.FOOTHOLD for one in found)


def test_worst_first_and_not_many() -> None:
    found = near_misses(run_of(_with(Status.NO), story_catalog()), TODAY)

    added = [one.harm_added.likely for one in found]
    assert added == sorted(added, reverse=True)
    assert 0 < len(found) <= MOST
    assert all(one.harm_added.low <= one.harm_added.likely <= one.harm_added.high for one in found)


def test_nothing_to_open_nothing_to_tell() -> None:
    pc, _, lines = STORY_ASSETS
    nobody = replace(story_catalog(), vectors={})

    assert near_misses(run_of(story(pc, STORY_ASSETS[1], lines), nobody), TODAY) == ()
