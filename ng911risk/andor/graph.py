"""
An AND/OR graph: which nodes there are, how likely each is by itself, and what it needs.

Every node has a coin of its own. A world throws all coins once; then a LEAF is
true when its coin is, an AND when its coin and all it needs are, an OR when its
coin and any of what it needs are. A cycle supports nothing by itself: truth is
the least fixpoint, so cycles need no breaking. What several nodes share is a
LEAF that all of them need, never two coins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import streams_of
from ng911risk.andor.ragged import Ragged


class Kind(IntEnum):
    """Kinds of nodes."""

    LEAF = 0
    """True when its coin is."""

    AND = 1
    """True when its coin and all that it needs are; with nothing to need, when its coin is."""

    OR = 2
    """True when its coin and any of what it needs are; with nothing to come from, never."""


class NodeSpec(NamedTuple):
    """One node as people write it: ``["AND", 0.4, ["stolen account", "open port"]]``."""

    kind: Kind
    chance: float
    before: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class AndOrGraph:
    """A graph as arrays; node numbers are positions in every array. Never changed once made."""

    kind: NDArray[np.int8]
    """[nodes] Kind of each."""

    chance: NDArray[np.float64]
    """[nodes] Chance of each node's own coin, 0 to 1."""

    before: Ragged
    """What each node needs (AND) or can come from (OR); no node twice in one list."""

    stream: NDArray[np.uint64]
    """[nodes] Key of the random numbers of each coin: made from a stable name, never a position."""

    site: NDArray[np.int32]
    """[nodes] Site that each node belongs to; 0 for all when there is one."""

    names: Sequence[str]
    """Name of each node."""

    def __len__(self) -> int:
        """Return the number of nodes."""
        return self.kind.size

    @cached_property
    def after(self) -> Ragged:
        """Where each node leads."""
        return self.before.turned(len(self))

    @cached_property
    def index(self) -> dict[str, int]:
        """Number of the node of each name."""
        return {name: number for number, name in enumerate(self.names)}


def graph_of(nodes: Mapping[str, NodeSpec]) -> AndOrGraph:
    """
    The graph of some named nodes.

    Args:
        nodes: Each with the names of what it needs, all of them among `nodes`.
    """
    names = tuple(nodes)
    index = {name: number for number, name in enumerate(names)}
    return AndOrGraph(
        kind=np.array([one.kind for one in nodes.values()], dtype=np.int8),
        chance=np.array([one.chance for one in nodes.values()], dtype=np.float64),
        before=Ragged.of([[index[b] for b in dict.fromkeys(one.before)] for one in nodes.values()]),
        stream=streams_of(names),
        site=np.zeros(len(names), dtype=np.int32),
        names=names,
    )
