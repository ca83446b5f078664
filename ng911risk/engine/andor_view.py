"""
An attack graph under given causes, as an AND/OR graph of the room below: coins become independent.

Coins that share a uniform number are true in nested sets of worlds, so the rarer one
is the commoner one and a coin of its own more: a chain, which is exact.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import stream_of
from ng911risk.andor.graph import AndOrGraph, Kind
from ng911risk.andor.ragged import Ragged
from ng911risk.engine.graph import AttackGraph, Node
from ng911risk.engine.layout import ENDS, End

_KINDS = np.array([Kind.LEAF, Kind.LEAF, Kind.AND, Kind.OR], dtype=np.int8)
"""Kind below, by kind here."""


def as_andor(graph: AttackGraph, end: End, causes: Mapping[int, float]) -> AndOrGraph:
    """
    The same graph without 9-1-1.

    Args:
        graph: Any.
        end: Of the ranges.
        causes: Chance of each cause that may be at work; the others are not.

    Returns:
        A graph with the same nodes in the same order.
    """
    chance = np.ones(len(graph))
    chance[graph.kind == Node.CAUSE] = 0.0
    for node, one in causes.items():
        chance[node] = one
    kind = _KINDS[graph.kind]
    rarer, commoner = _chains(graph, end)
    coins = graph.coins.nodes
    own = graph.coins.chance[:, ENDS.index(end)]
    chance[coins] = own
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = own[rarer] / own[commoner]
    chance[coins[rarer]] = np.where(own[commoner] > 0.0, ratio, 0.0)
    kind[coins[rarer]] = Kind.AND
    stream = np.zeros(len(graph), dtype=np.uint64)
    for node in np.flatnonzero((chance > 0.0) & (chance < 1.0)).tolist():
        stream[node] = stream_of(graph.names[node])
    return AndOrGraph(
        kind=kind,
        chance=chance,
        before=_with(graph.before, coins[rarer], coins[commoner]),
        stream=stream,
        site=np.zeros(len(graph), dtype=np.int32),
        names=graph.names,
    )


def _chains(graph: AttackGraph, end: End) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Coins that share a number, by place in the table: each with the next commoner one."""
    table = graph.coins
    codes = {name: code for code, name in enumerate(dict.fromkeys(table.uniforms))}
    code = np.array([codes[name] for name in table.uniforms], dtype=np.int64)
    order = np.lexsort((table.nodes, -table.chance[:, ENDS.index(end)], code))
    same = code[order[1:]] == code[order[:-1]]
    return order[1:][same], order[:-1][same]


def _with(before: Ragged, nodes: NDArray[np.int32], needs: NDArray[np.int32]) -> Ragged:
    """`before` with one more need for each of some nodes that had none."""
    owners = np.concatenate([before.owners, nodes.astype(np.int32)])
    items = np.concatenate([before.items, needs.astype(np.int32)])
    return Ragged.grouped(len(before), owners, items)
