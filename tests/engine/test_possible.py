from __future__ import annotations

from ng911risk.engine.graph import CERTAIN, AttackGraph, Coin, GraphBuilder
from ng911risk.engine.possible import possible


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


def _alive(*, lasting: frozenset[str] = frozenset()) -> set[str]:
    graph = _graph()
    alive = possible(graph, {"event:mistake|door": ("error",)}, lasting)
    return {name for name, node in graph.index.items() if alive[node]}


def test_what_needs_two_causes_at_once_never_happens() -> None:
    alive = _alive()

    assert "thief through the door" not in alive
    assert "thief while the lift stands" not in alive
    assert {"walk", "either"} <= alive


def test_whoever_is_blamed_for_an_event_goes_on_after_it() -> None:
    assert "mistake goes on" in _alive()


def test_what_stays_broken_may_meet_another_cause() -> None:
    alive = _alive(lasting=frozenset({"event:flood|lift"}))

    assert "thief while the lift stands" in alive
    assert "thief through the door" not in alive
