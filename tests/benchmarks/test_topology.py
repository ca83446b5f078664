from __future__ import annotations

import numpy as np
import pytest

from benchmarks.attack_graph import Attacks, Numbered, attacks_on, options_of
from benchmarks.topology import SIZES, Size, network
from ng911risk.andor.fixpoint import NEVER, derived
from ng911risk.andor.graph import Kind
from ng911risk.andor.options import menu_of

EDGES = {"2.3k": 2_300, "10k": 10_000, "105k": 105_000, "1M": 1_040_000}
"""What each size promises."""


def _arrays(attacks: Attacks) -> list[np.ndarray]:
    graph = attacks.graph
    before = (graph.before.start, graph.before.items)
    return [graph.kind, graph.chance, *before, graph.stream, graph.site, attacks.goals]


@pytest.mark.parametrize("name", EDGES)
def test_each_size_has_its_edges_within_a_percent(name: str) -> None:
    edges = attacks_on(network(SIZES[name])).graph.before.items.size
    assert edges == pytest.approx(EDGES[name], rel=0.01)


def test_the_largest_sizes_have_the_assets_of_a_nation() -> None:
    assert SIZES["35M"].centres == 6_000
    assert SIZES["35M"].centres * SIZES["35M"].assets_per_centre == 1_080_000


def test_the_same_seed_gives_the_same_graph_and_another_seed_another() -> None:
    first, again = (attacks_on(network(SIZES["10k"], seed=5)) for _ in range(2))
    for one, other in zip(_arrays(first), _arrays(again), strict=True):
        assert np.array_equal(one, other)
    other_seed = attacks_on(network(SIZES["10k"], seed=6))
    assert not np.array_equal(first.graph.chance, other_seed.graph.chance)


def test_the_graph_keeps_the_rules_of_its_type() -> None:
    graph = attacks_on(network(SIZES["10k"])).graph
    assert np.unique(graph.stream).size == len(graph)
    assert ((graph.chance > 0.0) & (graph.chance <= 1.0)).all()
    pairs = graph.before.owners.astype(np.int64) * len(graph) + graph.before.items
    assert np.unique(pairs).size == pairs.size
    lengths = graph.before.lengths
    assert not lengths[graph.kind == Kind.LEAF].any()
    assert (lengths[graph.kind == Kind.AND] >= 2).all()


def test_sites_are_the_centres_then_regions_then_the_state() -> None:
    shape = network(Size(centres=41, assets_per_centre=12))
    graph = attacks_on(shape).graph
    assert shape.zones.regions == 3
    assert np.unique(graph.site).tolist() == list(range(41 + 3 + 1))


def test_every_centre_with_two_call_servers_can_be_stopped() -> None:
    attacks = attacks_on(network(SIZES["105k"]))
    rank = derived(attacks.graph)
    assert attacks.goals.size == 50
    assert (rank[attacks.goals] != NEVER).all()


def test_there_are_305_measures_at_50_centres_and_each_acts_on_leaves() -> None:
    attacks = attacks_on(network(SIZES["105k"]))
    menu = menu_of(options_of(attacks))
    assert len(menu) == 305
    for option in menu.options:
        assert option.effects
        assert (attacks.graph.kind[list(option.effects)] == Kind.LEAF).all()


def test_names_are_made_on_demand() -> None:
    names = Numbered(3)
    assert list(names) == ["n0", "n1", "n2"]
    assert names[-1] == "n2"
    assert names[1:] == ["n1", "n2"]
    with pytest.raises(IndexError):
        names[3]
