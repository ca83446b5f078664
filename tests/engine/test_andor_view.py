"""Exact answers of the room below hold the worlds of an assessment."""

from __future__ import annotations

import numpy as np
import pytest

from ng911risk.andor.exact import exact_probabilities
from ng911risk.andor.graph import Kind
from ng911risk.engine.andor_view import as_andor
from ng911risk.engine.layout import ENDS, layout_of
from ng911risk.engine.worlds import Worlds
from ng911risk.model.scales import Status
from tests.engine.small import STORY_ASSETS, built_of, said, story, story_catalog


def test_worlds_count_what_the_exact_arithmetic_says() -> None:
    """Events a year of every node = attempts x chance in one campaign, for the only attacker."""
    content = story_catalog()
    built = built_of(
        story(
            *STORY_ASSETS,
            controls=(said("segment", Status.PARTLY), said("backups", Status.UNKNOWN)),
        ),
        content,
    )
    graph = built.graph
    crook = graph.index["actor:crook"]
    layout = layout_of(built, content, 1)
    attempts = content.actors["crook"].attempts_per_year
    assert attempts is not None

    for end in ENDS:
        exact = exact_probabilities(as_andor(graph, end, {crook: 1.0}))
        words = np.arange(layout.causes["actor:crook"].start, layout.causes["actor:crook"].stop)
        state = np.concatenate(
            [
                block.state[:, np.isin(block.words, words)]
                for block in Worlds(built, layout, 1).blocks(end)
            ],
            axis=1,
        )
        share = np.bitwise_count(state).sum(axis=1) / (64 * words.size)
        events = {node for name in built.events if (node := graph.get(name)) is not None}
        free = ~graph.following(np.array(sorted(events), dtype=np.int64))
        assert free.sum() > 20
        assert share[free] == pytest.approx(exact[free], abs=4 * (0.25 / (64 * words.size)) ** 0.5)


def test_coins_that_share_a_number_are_nested_in_the_exact_answer_too() -> None:
    """Two answers of one control: the rarer failure is a part of the commoner one."""
    built = built_of(story(controls=(said("segment", Status.PARTLY),)), story_catalog())
    graph = built.graph

    found = as_andor(graph, "likely", {})

    chained = np.flatnonzero(found.kind[graph.coins.nodes] == Kind.AND)
    for place in chained:
        (above,) = found.before[int(graph.coins.nodes[place])]
        assert graph.coins[int(above)].uniform == graph.coins.uniforms[int(place)]
    exact = exact_probabilities(found)
    coins = graph.coins
    assert exact[coins.nodes] == pytest.approx(coins.chance[:, 1])


def test_causes_that_are_not_named_are_not_at_work() -> None:
    graph = built_of(story(), story_catalog()).graph

    found = as_andor(graph, "likely", {})

    steps = [graph.index[name] for name in graph.names if name.startswith("step:")]
    assert steps
    assert not np.nan_to_num(exact_probabilities(found)[steps]).any()
