"""
The attack graph: AND and OR nodes, and the coins that decide in each world.

A graph is grown once (`growth`), then stands still in arrays (`AttackGraph`).
Names are made when somebody asks for them. The networkx view is for people
and small tools; the arrays do the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.kernels import closure
from ng911risk.andor.ragged import Ragged
from ng911risk.engine.names import Index, Names
from ng911risk.model.scales import Band


class Node(IntEnum):
    """Kinds of nodes."""

    COIN = 0
    """Thrown once per world: a weakness, a control that fails, luck."""

    CAUSE = 1
    """True in the worlds of one actor class or one fault event, and nowhere else."""

    AND = 2
    """True when all before it are."""

    OR = 3
    """True when any before it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coin:
    """
    One uniform number per world, and how small it must be to be true.

    Coins with one `uniform` share the number: a stronger control stops a
    superset of worlds, and what shares a product falls together.
    """

    uniform: str
    """Stable name of the shared number."""

    chance: Band
    """Low, likely and high chance of being true, low favouring the centre."""

    inherent: Band
    """The same without any control."""


CERTAIN = Band(low=1.0, likely=1.0, high=1.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CoinTable(Mapping[int, Coin]):
    """The coins of a graph in columns, and as a mapping from node to coin."""

    nodes: NDArray[np.int32]
    """[coins] node of each, rising."""

    chance: NDArray[np.float64]
    """[coins, 3] low, likely and high chance."""

    inherent: NDArray[np.float64]
    """[coins, 3] the same without any control."""

    uniforms: Names
    """[coins] name of the shared number of each."""

    _told: dict[int, Coin] = field(default_factory=dict, init=False, repr=False)

    def __getitem__(self, node: int) -> Coin:
        """Coin of a node."""
        coin = self._told.get(node)
        if coin is None:
            coin = self._told[node] = self._coin(node)
        return coin

    def _coin(self, node: int) -> Coin:
        place = int(self.nodes.searchsorted(node))
        if place == self.nodes.size or self.nodes[place] != node:
            raise KeyError(node)
        return Coin(
            uniform=self.uniforms[place],
            chance=_band(self.chance[place]),
            inherent=_band(self.inherent[place]),
        )

    def __iter__(self) -> Iterator[int]:
        """Every node that is a coin."""
        return iter(self.nodes.tolist())

    def __len__(self) -> int:
        """Return the number of coins."""
        return self.nodes.size

    def changed(self, coins: Mapping[int, Coin]) -> CoinTable:
        """The same with some coins otherwise, or added."""
        if not coins:
            return self
        news = np.array(sorted(coins), dtype=np.int32)
        nodes = np.union1d(self.nodes, news)
        old, new = np.searchsorted(nodes, self.nodes), np.searchsorted(nodes, news)
        uniforms = self.uniforms.followed_by([coins[node].uniform for node in news.tolist()])
        first = len(self.uniforms)

        def merged(was: NDArray[Any], now: NDArray[Any]) -> NDArray[Any]:
            both = np.empty((nodes.size, *was.shape[1:]), dtype=was.dtype)
            both[old] = was
            both[new] = now
            return both

        rows = [coins[node] for node in news.tolist()]
        return CoinTable(
            nodes=nodes,
            chance=merged(self.chance, np.array([ends_of(one.chance) for one in rows])),
            inherent=merged(self.inherent, np.array([ends_of(one.inherent) for one in rows])),
            uniforms=Names(
                uniforms.register, merged(uniforms.numbers[:first], uniforms.numbers[first:])
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AttackGraph:
    """A frozen attack graph. Node numbers are positions in every array."""

    names: Names
    """Stable name of each node."""

    index: Index
    """Number of the node of each name."""

    kind: NDArray[np.int8]
    """Node kind of each."""

    before: Ragged
    """What each node needs (AND) or can come from (OR)."""

    after: Ragged
    """Where each node leads."""

    coins: CoinTable
    """The coin of each COIN node."""

    def __len__(self) -> int:
        """Return the number of nodes."""
        return self.kind.size

    def get(self, name: str) -> int | None:
        """Number of the node of that name; None when it can never be true."""
        return self.index.get(name)

    def leading_to(self, nodes: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which nodes have some way to one of `nodes`."""
        return _closure(self.before, nodes, len(self))

    def following(self, nodes: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which nodes have some way from one of `nodes`."""
        return _closure(self.after, nodes, len(self))

    def to_networkx(self) -> nx.DiGraph[str]:
        """The same graph for people and small tools: nodes by name with kind and chance."""
        view: nx.DiGraph[str] = nx.DiGraph()
        for number, name in enumerate(self.names):
            coin = self.coins.get(number)
            chance = coin.chance.likely if coin else 1.0
            view.add_node(name, kind=Node(self.kind[number]).name, chance=chance)
        for number, name in enumerate(self.names):
            view.add_edges_from((self.names[b], name) for b in self.before[number])
        return view


def _closure(edges: Ragged, start: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    found = np.zeros(size, dtype=np.bool_)
    closure(edges.start, edges.items, start, found)
    return found


def ends_of(band: Band) -> tuple[float, float, float]:
    """Low, likely and high, as a row of a table."""
    return band.low, band.likely, band.high


def _band(ends: NDArray[np.float64]) -> Band:
    low, likely, high = ends.tolist()
    return Band(low=low, likely=likely, high=high)
