"""A graph with its shut doors says what it said before, until one is opened."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ng911risk.engine.controls import controls_of
from ng911risk.engine.graph import Node
from ng911risk.engine.layout import layout_of
from ng911risk.engine.openings import NEVER, Opened, opened
from ng911risk.engine.worlds import Worlds
from ng911risk.model.inventory import Inventory, KnownWeakness
from ng911risk.model.scales import Status
from tests.engine.small import STORY_ASSETS, TODAY, built_of, story, story_catalog

NOT_FLAT = KnownWeakness(name="flat", status=Status.NO)


def _careful() -> Inventory:
    pc, cad, lines = STORY_ASSETS
    return story(pc, replace(cad, weaknesses=(NOT_FLAT,)), lines)


def _opened(one: Inventory) -> Opened:
    content = story_catalog()
    return opened(one, content, controls_of(one, content), TODAY)


def test_shut_doors_never_open_by_themselves() -> None:
    shut = _opened(_careful())

    coins = [*shut.zones.values(), *shut.weaknesses.values()]
    assert len(coins) > 1
    for coin in coins:
        assert shut.built.graph.kind[coin] == Node.COIN
        assert shut.built.graph.coins[coin].chance == NEVER


def test_what_happens_stays_as_it_was() -> None:
    one, content = _careful(), story_catalog()
    shut = _opened(one)

    def rates(built: object) -> dict[str, float]:
        found = Worlds(built, layout_of(built, content, 1), 1).rates("likely")  # type: ignore[arg-type]
        return dict(zip(built.graph.names, found.tolist(), strict=True))  # type: ignore[attr-defined]

    before, after = rates(built_of(one, content)), rates(shut.built)
    for name, rate in before.items():
        assert after[name] == pytest.approx(rate), name
    assert all(after[name] == 0.0 for name in set(after) - set(before) if name.startswith("step:"))


def test_a_door_says_where_the_inventory_shuts_it() -> None:
    shut = _opened(_careful())

    assert set(shut.weaknesses) == {("flat", "cad")}
    assert shut.places["flat", "cad"] == "assets[1].weaknesses[0].status"
    assert "ops" in shut.zones


def test_a_foothold_needs_somebody_who_comes_from_the_internet() -> None:
    shut = _opened(_careful())
    graph = shut.built.graph

    for coin in shut.zones.values():
        (step,) = graph.after[coin]
        assert graph.kind[step] == Node.AND
        (other,) = (need for need in graph.before[int(step)] if need != coin)
        assert graph.before[int(other)].tolist() == [graph.index["actor:crook"]]
    assert np.array_equal(graph.before.turned(len(graph)).items, graph.after.items)
