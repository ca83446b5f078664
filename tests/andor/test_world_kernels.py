"""One world: its numbers, what decides it, and the order in which it comes true."""

from __future__ import annotations

import numpy as np
import pytest

from ng911risk.andor import kernels, world_kernels
from ng911risk.andor.bits import stream_of
from ng911risk.andor.contrast import contrasts
from ng911risk.andor.decision import decision_of
from ng911risk.andor.graph import Kind, NodeSpec, graph_of
from ng911risk.andor.options import Option, menu_of

NODES = {
    "start": NodeSpec(Kind.LEAF, 1.0, ()),
    "easy": NodeSpec(Kind.LEAF, 1.0, ()),
    "first": NodeSpec(Kind.AND, 1.0, ("start", "easy")),
    "one": NodeSpec(Kind.OR, 1.0, ("first", "back")),
    "forth": NodeSpec(Kind.AND, 1.0, ("one",)),
    "other": NodeSpec(Kind.OR, 1.0, ("forth",)),
    "back": NodeSpec(Kind.AND, 1.0, ("other",)),
    "aside": NodeSpec(Kind.OR, 1.0, ("one",)),
}


@pytest.mark.parametrize("limit", [0, 1, 2**31, 3 * 2**30, 2**32 - 1])
def test_a_number_says_what_the_coin_says(limit: int) -> None:
    """Drawn digit by digit for 64 worlds, or whole for one: the same numbers."""
    stream = np.array([stream_of("a coin")], dtype=np.uint64)
    keys = kernels.world_keys(3, 5 * kernels.WORDS, kernels.WORDS)
    out = np.empty((1, kernels.WORDS), dtype=np.uint64)

    world_kernels.draw_all(keys, stream, np.array([limit], dtype=np.uint64), out)

    for word in (0, kernels.WORDS - 1):
        for bit in range(64):
            number = world_kernels.number_of(stream[0], keys[word], np.uint64(bit))
            assert (number < limit) == bool(int(out[0, word]) >> bit & 1)


def test_only_what_leads_to_a_goal_is_gathered_and_it_comes_true_in_order() -> None:
    """The cycle one -> other -> one cannot hold itself up: `one` comes first."""
    graph = graph_of(NODES)
    menu = menu_of([Option(name="a", cost=1.0, effects={graph.index["easy"]: 0.0})])
    decision = decision_of(graph, menu, {graph.index["other"]: 1.0})
    (block,) = contrasts(decision, seed=1, blocks=[0])
    world = world_kernels.room(decision.rules)

    size = world_kernels.gather(
        decision.rules,
        decision.goals,
        block.can_fail[:, 0].copy(),
        block.holding[:, 0].copy(),
        np.uint64(9),
        world,
    )
    world_kernels.put_in_order(world, size)

    names = [graph.names[decision.graph.node[v]] for v in world.variable[:size]]
    order = [names[i] for i in world.order[:size]]
    assert set(names) == {"other", "one", "first"}  # `easy` is part of it, `aside` leads nowhere
    assert order == ["first", "one", "other"]
    world_kernels.clear(world, size)
    assert (world.place == -1).all()
