from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.engine.layout import ENDS, End
from ng911risk.model.scales import Status
from tests.engine.runs import run_of
from tests.engine.small import said, story, story_catalog

RUN = run_of(story(), story_catalog())


def test_a_band_holds_the_rates_of_all_ends() -> None:
    for node in range(len(RUN.built.graph)):
        for inherent, rates in ((False, RUN.rates), (True, RUN.inherent)):
            band = RUN.band(node, inherent=inherent)
            assert band.low <= band.likely <= band.high
            assert band.likely == rates["likely"][node]


def test_floods_count_with_the_services() -> None:
    [flood] = RUN.built.floods
    for end in ENDS:
        size = RUN.floods.sizes(flood)[end]
        rate = RUN.rates[end][RUN.built.graph.index[flood.attempt.node]]
        assert RUN.weighted(RUN.rates[end], end) == pytest.approx(
            RUN.harm(end).weighted + rate * size.hours * size.callers_lost
        )


def test_trying_a_control_changes_the_floods_it_acts_on() -> None:
    screened = run_of(story(controls=(said("screen", Status.YES),)), story_catalog())
    [flood] = RUN.built.floods

    assert RUN.floods.sizes(flood, {"screen": Status.YES}) == screened.floods.sizes(
        screened.built.floods[0]
    )
    assert RUN.floods.sizes(flood, {"train": Status.YES}) == RUN.floods.sizes(flood)
    assert RUN.floods.sizes(flood, {"screen": Status.NO}) != RUN.floods.sizes(
        flood, {"screen": Status.YES}
    )


@pytest.mark.parametrize("order", [("high", "likely", "low"), ("likely", "high", "low")])
def test_a_band_is_in_order_even_where_the_rates_are_not(order: tuple[End, End, End]) -> None:
    turned = replace(
        RUN, rates={end: RUN.rates[other] for end, other in zip(ENDS, order, strict=True)}
    )
    node = RUN.built.graph.index["step:bad-mail.open@pc"]
    band = turned.band(node)

    assert band.low <= band.likely <= band.high
    assert band.likely == RUN.rates[order[1]][node]
