from __future__ import annotations

import numpy as np

from ng911risk.engine.graph import CERTAIN, AttackGraph, Coin
from ng911risk.engine.growth import GraphBuilder
from ng911risk.engine.possible import Cause, possible


def _graph() -> AttackGraph:
    """A mistake opens a door, a thief walks through; a flood stops the lift."""
    grow = GraphBuilder()
    thief, mistake = grow.cause("actor:thief"), grow.cause("event:mistake|door")
    error = grow.cause("actor:error")
    flood = grow.cause("event:flood|lift")
    luck = grow.coin("luck", Coin(uniform="luck", chance=CERTAIN, inherent=CERTAIN))
    grow.all_of("walk", [thief, luck])
    grow.all_of("thief through the door", [thief, mistake])
    grow.all_of("mistake goes on", [error, mistake])
    grow.all_of("thief while the lift stands", [thief, flood])
    grow.any_of("either", [grow.index["thief through the door"], grow.index["walk"]])
    return grow.freeze()


def _alive(*, lasting: bool = False) -> set[str]:
    graph = _graph()
    thief, error = graph.index["actor:thief"], graph.index["actor:error"]
    door, lift = graph.index["event:mistake|door"], graph.index["event:flood|lift"]
    causes = [
        Cause(nodes=np.array([thief], dtype=np.int32)),
        Cause(nodes=np.array([error], dtype=np.int32)),
        Cause(nodes=np.array([door], dtype=np.int32), blamed=[error]),
        Cause(nodes=np.array([lift], dtype=np.int32), lasting=lasting),
    ]
    alive = possible(graph, causes)
    return {name for name, node in graph.index.items() if alive[node]}


def test_what_needs_two_causes_at_once_never_happens() -> None:
    alive = _alive()

    assert "thief through the door" not in alive
    assert "thief while the lift stands" not in alive
    assert {"walk", "either"} <= alive


def test_whoever_is_blamed_for_an_event_goes_on_after_it() -> None:
    assert "mistake goes on" in _alive()


def test_what_stays_broken_may_meet_another_cause() -> None:
    alive = _alive(lasting=True)

    assert "thief while the lift stands" in alive
    assert "thief through the door" not in alive
