"""Settle a graph: from coins and causes to everything that follows, in every world at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import ZERO
from ng911risk.engine import kernels
from ng911risk.engine.graph import AttackGraph, Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """First and last word of each row that is not all 0."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]


def settle(graph: AttackGraph, state: NDArray[np.uint64]) -> Spans:
    """
    Spread truth from coins and causes through the whole graph.

    Args:
        graph: Frozen.
        state: [nodes, words]; rows of coins and causes set, the others 0; changed in place.
    """
    spans = Spans(
        first=np.empty(len(graph), dtype=np.int64), last=np.empty(len(graph), dtype=np.int64)
    )
    kernels.spans(state, spans.first, spans.last)
    _spread(graph, state, graph.kind >= Node.AND, spans)
    return spans


def what_follows(graph: AttackGraph, coins: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Gates that have some way from one of `coins`."""
    found: NDArray[np.bool_] = graph.following(coins) & (graph.kind >= Node.AND)
    return found


def settle_again(
    graph: AttackGraph,
    state: NDArray[np.uint64],
    changed: NDArray[np.int64],
    follow: NDArray[np.bool_],
    spans: Spans,
) -> None:
    """
    Settle only what follows from changed coins.

    Args:
        graph: Frozen.
        state: Settled but for the rows in `changed`, which hold the new coins; changed in place.
        changed: Coins.
        follow: What follows from them, by `what_follows`.
        spans: Of the settled state; left as they are.
    """
    state[follow] = ZERO
    now = Spans(first=spans.first.copy(), last=spans.last.copy())
    now.first[changed], now.last[changed] = 0, state.shape[1] - 1
    _spread(graph, state, follow, now)


def _spread(
    graph: AttackGraph, state: NDArray[np.uint64], todo: NDArray[np.bool_], spans: Spans
) -> None:
    kernels.least_fixpoint(
        state,
        todo,
        spans.first,
        spans.last,
        graph.kind,
        graph.before.start,
        graph.before.items,
        graph.after.start,
        graph.after.items,
    )


assert kernels.COIN == Node.COIN  # noqa: S101 -- numba reads plain numbers
assert kernels.AND == Node.AND  # noqa: S101
assert kernels.OR == Node.OR  # noqa: S101
