from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.engine.site_row import site_row, total
from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.report import AttackPath
from ng911risk.model.scales import Band, Level
from ng911risk.model.state import PartKind, SitePart
from tests.engine.state_sites import inventory_of
from tests.exporters.sample_report import SAMPLE

_ROW = site_row(SAMPLE)


def test_the_headline_is_the_likelier_loss_of_the_two_call_services() -> None:
    calls = {one.service: one for one in SAMPLE.services}
    receive, answer = calls[ServiceKind.RECEIVE], calls[ServiceKind.ANSWER]
    worse = max((receive, answer), key=lambda one: one.lost.rate.likely)

    assert _ROW.headline == worse.lost
    assert _ROW.headline_service is worse.service
    assert _ROW.hours_lost == total([receive.hours_lost, answer.hours_lost])


def test_calls_count_outages_and_floods() -> None:
    outages = [
        one.calls
        for one in SAMPLE.services
        if one.service in {ServiceKind.RECEIVE, ServiceKind.ANSWER}
    ]

    assert SAMPLE.floods
    assert _ROW.calls == total([*outages, *(one.calls for one in SAMPLE.floods)])


def test_a_site_that_takes_no_calls_has_no_headline() -> None:
    row = site_row(replace(SAMPLE, services=()))

    assert row.headline_service is None
    assert row.headline.rate.high == 0.0
    assert row.headline.word is Level.VERY_LOW


def test_a_calm_site_has_a_row_too() -> None:
    row = site_row(replace(SAMPLE, findings=(), actions=(), paths=(), unknowns=()))

    assert (row.top_finding, row.top_risk, row.high_findings, row.unknowns) == ("", None, 0, 0)
    assert not row.actions
    assert not row.parts


def test_an_action_names_the_owners_of_its_kind_whose_findings_it_answers() -> None:
    for action, kept in zip(SAMPLE.actions, _ROW.actions, strict=True):
        found = {
            one.owner
            for one in SAMPLE.findings
            if one.vector in action.vectors and one.owner_class is action.owner_class
        }
        assert set(kept.owners) == found
        assert kept.harm_removed == action.harm_removed
    assert any(one.owners for one in _ROW.actions)


def _part(kind: PartKind, id: str) -> SitePart | None:
    parts = site_row(SAMPLE, inventory_of(SAMPLE)).parts
    return next((one for one in parts if (one.kind, one.id) == (kind, id)), None)


def test_what_the_centre_runs_itself_is_not_shared() -> None:
    parts = site_row(SAMPLE, inventory_of(SAMPLE)).parts

    assert parts
    assert OwnerClass.PSAP not in {one.owner_class for one in parts}


@pytest.mark.parametrize("path", SAMPLE.paths, ids=lambda one: str(one.id))
def test_the_harm_of_a_way_stands_behind_every_part_it_goes_through(path: AttackPath) -> None:
    inventory = inventory_of(SAMPLE)
    own = {one.id for one in inventory.owners if one.owner_class is OwnerClass.PSAP}
    for step in path.steps:
        asset = inventory.asset(step.asset)
        if asset.owner in own:
            continue
        for part in (_part(PartKind.ASSET, asset.id), _part(PartKind.OWNER, asset.owner)):
            assert part is not None
            assert part.harm >= min(path.harm, SAMPLE.harm.likely)


def test_two_ways_of_one_actor_to_one_end_count_once() -> None:
    path = SAMPLE.paths[0]
    twice = replace(SAMPLE, paths=(path, replace(path, id="another way", harm=path.harm / 2)))
    once = replace(SAMPLE, paths=(path,))
    inventory = inventory_of(SAMPLE)

    assert site_row(twice, inventory).parts == site_row(once, inventory).parts


def test_no_part_stands_for_more_than_the_whole_site() -> None:
    small = replace(SAMPLE, harm=Band(low=0.0, likely=1e-6, high=1.0))

    assert all(one.harm <= 1e-6 for one in site_row(small, inventory_of(SAMPLE)).parts)


_NUMBERS = st.floats(min_value=0, max_value=1e6)


@given(st.lists(st.tuples(_NUMBERS, _NUMBERS, _NUMBERS).map(sorted), max_size=8), st.randoms())
def test_a_sum_is_the_same_in_any_order(numbers: list[list[float]], random: Random) -> None:
    bands = [Band(low=low, likely=likely, high=high) for low, likely, high in numbers]
    mixed = list(bands)
    random.shuffle(mixed)

    assert total(mixed) == total(bands)
