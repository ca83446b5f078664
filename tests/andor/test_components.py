"""Components are those that networkx finds, what is needed first."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.andor.components import components
from ng911risk.andor.ragged import Ragged

NEEDS = st.lists(st.lists(st.integers(0, 11), max_size=4, unique=True), min_size=12, max_size=12)


@given(NEEDS)
def test_they_are_those_of_networkx(needs: list[list[int]]) -> None:
    view = nx.DiGraph((node, need) for node, one in enumerate(needs) for need in one)
    view.add_nodes_from(range(len(needs)))

    found = components(Ragged.of(needs)).lists()

    assert {frozenset(one) for one in found} == set(
        map(frozenset, nx.strongly_connected_components(view))
    )


@given(NEEDS)
def test_what_is_needed_comes_first(needs: list[list[int]]) -> None:
    found = components(Ragged.of(needs)).lists()
    part = {node: number for number, one in enumerate(found) for node in one}

    assert all(part[need] <= part[node] for node, one in enumerate(needs) for need in one)


def test_inside_a_ring_only_one_need_points_back() -> None:
    ring = components(Ragged.of([[1], [2], [3], [0]])).lists()

    assert ring == [[3, 2, 1, 0]]


def test_nothing_has_no_components() -> None:
    assert components(Ragged.of([])).lists() == []
