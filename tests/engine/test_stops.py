from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Final

import numpy as np
import pytest

from ng911risk.content import load_catalog
from ng911risk.engine.controls import controls_of
from ng911risk.engine.scene import Scene, scene_of
from ng911risk.engine.stops import AS_GOOD, stops_of
from ng911risk.model.inventory import ControlAnswer
from ng911risk.model.scales import Status
from tests.incidents.cases import inventory_of

DAY: Final = date(2026, 1, 1)


def scene(name: str, controls: dict[str, Status] | None = None, place: str = "") -> Scene:
    """One incident in a small inventory, with other controls."""
    catalog, inventory = load_catalog(), inventory_of(place or name)
    if controls is not None:
        answers = (ControlAnswer(mitigation=one, status=said) for one, said in controls.items())
        inventory = replace(inventory, controls=tuple(answers))
    standing = controls_of(inventory, catalog)
    return scene_of(catalog.incidents[name], inventory, catalog, standing, at=DAY, seed=1)


def reach_with(one: Scene, names: tuple[str, ...], status: Status) -> float:
    """The slow way: a site on which the mitigations have that status, drawn anew."""
    said = {answer.mitigation: answer.status for answer in one.inventory.controls}
    other = scene(_name(one), said | dict.fromkeys(names, status))
    return other.reach(other.rates["likely"])


def _name(one: Scene) -> str:
    incidents = load_catalog().incidents
    return next(name for name, incident in incidents.items() if incident is one.incident)


@pytest.mark.parametrize("name", ["baltimore-2018", "extortion-wave-2013"])
def test_no_pair_does_better_than_the_best(name: str) -> None:
    one = scene(name)
    stops = stops_of(one).stops
    acting = sorted({use.mitigation for use in one.built.control_uses.values()})
    watched = one.watched
    assert one.worlds is not None
    sets = [dict.fromkeys(pair, Status.YES) for pair in combinations(acting, 2)]
    _, found = one.worlds.what_ifs("likely", watched, [one.coins(said) for said in sets])
    least = np.inf
    for row, said in zip(found, sets, strict=True):
        rates = np.zeros(len(one.built.graph))
        rates[watched] = row
        least = min(least, one.reach(rates, said))

    assert stops[0].reach <= least + 1e-12


def test_what_is_told_is_what_a_site_with_both_would_have() -> None:
    one = scene("baltimore-2018")
    best = stops_of(one).stops[0]

    assert len(best.mitigations) == 2
    assert reach_with(one, best.mitigations, Status.YES) == pytest.approx(best.reach)
    assert best.reach < one.reach(one.rates["likely"])


def test_what_holds_is_in_place_and_would_be_missed() -> None:
    said = {"change-management": Status.YES, "zone-segmentation": Status.YES}
    one = scene("baltimore-2018", said)
    holds = stops_of(one).holds

    assert {name for control in holds for name in control.mitigations} == set(said)
    for control in holds:
        without = reach_with(one, control.mitigations, Status.NO)
        assert control.reach == pytest.approx(without)
        assert control.reach > one.reach(one.rates["likely"])


def test_ties_are_as_good_and_come_in_order() -> None:
    one = scene("henry-county-2016")
    stops = stops_of(one).stops
    now = one.reach(one.rates["likely"])

    assert [control.reach for control in stops] == sorted(control.reach for control in stops)
    for control in stops:
        assert now - control.reach >= (now - stops[0].reach) * (1.0 - AS_GOOD)


def test_one_that_is_enough_needs_no_second() -> None:
    """Every other control of the case is in place, so there is one left to add."""
    catalog = load_catalog()
    said = dict.fromkeys(sorted(catalog.mitigations), Status.YES)
    one = scene("extortion-wave-2013", said | {"call-flood-playbook": Status.NO})

    assert [control.mitigations for control in stops_of(one).stops] == [("call-flood-playbook",)]


def test_backups_do_not_stop_it_but_soften_it() -> None:
    answers = stops_of(scene("henry-county-2016", {}))
    softer = {name for control in answers.shortens for name in control.mitigations}

    assert "tested-offline-backups" in softer
    assert "tested-offline-backups" not in {
        name for control in answers.stops for name in control.mitigations
    }


def test_what_cannot_happen_needs_no_control() -> None:
    answers = stops_of(scene("massachusetts-2024", place="henry-county-2016"))

    assert answers.holds == answers.stops == answers.shortens == ()
