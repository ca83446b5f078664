from __future__ import annotations

import numpy as np
import pytest

from ng911risk.engine.ignorance import Ignorance
from ng911risk.model.scales import Status
from tests.engine.runs import run_of
from tests.engine.small import said, story, story_catalog

RUN = run_of(story(), story_catalog())
KNOWN = RUN.ignorance


def _place(key: str) -> int:
    return next(place for place, one in enumerate(KNOWN.inputs) if one.key == key)


def _with(key: str, value: float) -> np.ndarray:
    values = KNOWN.likely.copy()
    values[_place(key)] = value
    return values


def test_at_the_likely_values_every_coin_has_its_likely_chance() -> None:
    chances = KNOWN.chances(KNOWN.likely)

    for node, chance in zip(KNOWN.nodes, chances, strict=True):
        assert chance == pytest.approx(RUN.built.graph.coins[int(node)].chance.likely)
    assert KNOWN.chances(KNOWN.likely, [1, 0]) == pytest.approx([chances[1], chances[0]])


def test_at_the_likely_values_the_sum_is_the_likely_sum() -> None:
    rates = RUN.rates["likely"]
    worth = KNOWN.worth(KNOWN.likely, [{}, {"segment": Status.YES}])

    for row, tried in zip(worth, ({}, {"segment": Status.YES}), strict=True):
        expected = RUN.weighted(rates, "likely", tried)
        assert rates[RUN.meter.watched] @ row == pytest.approx(expected)
    assert (KNOWN.factors(KNOWN.likely, RUN.worlds.layout) == 1.0).all()


def test_every_coin_hangs_on_an_input_and_every_input_has_a_range_and_a_place() -> None:
    touched = {coin for place in range(len(KNOWN.inputs)) for coin in KNOWN.touched(place)}

    assert touched == set(range(len(KNOWN.nodes)))
    assert set(KNOWN.nodes.tolist()) == set(RUN.built.graph.coins)
    for one in KNOWN.inputs:
        assert one.low <= one.likely <= one.high
        assert one.what
        assert one.place
    assert len({one.key for one in KNOWN.inputs}) == len(KNOWN.inputs)


def test_an_unknown_answer_goes_from_no_to_yes() -> None:
    key = next(one.key for one in KNOWN.inputs if one.key.startswith("answer:segment|"))
    coins = KNOWN.touched(_place(key))
    no, yes = (KNOWN.chances(_with(key, value), coins) for value in (0.0, 1.0))

    assert (no == 1.0).all()
    effect = KNOWN.likely[_place(next(o.key for o in KNOWN.inputs if "effect:segment" in o.key))]
    assert yes == pytest.approx(1.0 - effect)
    in_place = KNOWN.in_place("segment", KNOWN.likely)
    assert list(in_place) == KNOWN.nodes[coins].tolist()
    assert list(in_place.values()) == pytest.approx(yes)


@pytest.mark.parametrize("status", [Status.YES, Status.NO])
def test_what_was_answered_is_no_input_any_more(status: Status) -> None:
    known = run_of(story(controls=(said("segment", status),)), story_catalog()).ignorance

    assert isinstance(known, Ignorance)
    assert not [one for one in known.inputs if one.key.startswith("answer:segment")]
    assert [one for one in known.inputs if one.key.startswith("effect:segment")]


def test_twice_the_campaigns_are_twice_as_many() -> None:
    causes = list(RUN.worlds.layout.causes)
    key = "attempts:crook"
    factors = KNOWN.factors(_with(key, 2.0 * KNOWN.likely[_place(key)]), RUN.worlds.layout)

    assert factors[causes.index("actor:crook")] == pytest.approx(2.0)
    assert factors.sum() == pytest.approx(len(causes) + 1.0)


def test_longer_repairs_weigh_more_and_never_less() -> None:
    key = "hours:repair"
    longer = KNOWN.worth(_with(key, 10.0 * KNOWN.likely[_place(key)]))[0]
    now = KNOWN.worth(KNOWN.likely)[0]

    assert longer.sum() > now.sum()


def test_random_numbers_hang_on_the_seed_and_the_name() -> None:
    assert len(set(KNOWN.streams(1).tolist())) == len(KNOWN.inputs)
    assert not set(KNOWN.streams(1).tolist()) & set(KNOWN.streams(2).tolist())
