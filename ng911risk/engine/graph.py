"""
The attack graph: named nodes, AND and OR, and the coins that decide in each world.

A graph is built once, then frozen into arrays (`AttackGraph`). The networkx
view is for people and small tools; the arrays do the work.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.kernels import closure
from ng911risk.andor.ragged import Ragged
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


@dataclass(slots=True)
class GraphBuilder:
    """Grows a graph node by node; asking twice for one name gives one node."""

    names: list[str] = field(default_factory=list)
    kinds: list[Node] = field(default_factory=list)
    before: list[list[int]] = field(default_factory=list)
    coins: dict[int, Coin] = field(default_factory=dict)
    index: dict[str, int] = field(default_factory=dict)

    def any_of(self, name: str, before: Iterable[int] = ()) -> int:
        """OR node of that name; `before` is added to what it has."""
        node = self._node(name, Node.OR)
        self.before[node].extend(before)
        return node

    def all_of(self, name: str, before: Iterable[int]) -> int:
        """AND node of that name, with exactly `before`."""
        known = self.index.get(name)
        if known is not None:
            return known
        node = self._node(name, Node.AND)
        self.before[node].extend(dict.fromkeys(before))
        return node

    def coin(self, name: str, coin: Coin) -> int:
        """Coin of that name."""
        node = self._node(name, Node.COIN)
        self.coins.setdefault(node, coin)
        return node

    def cause(self, name: str) -> int:
        """Cause of that name."""
        return self._node(name, Node.CAUSE)

    def feed(self, node: int, source: int) -> None:
        """Make `source` one of the ways to the OR node `node`."""
        self.before[node].append(source)

    def _node(self, name: str, kind: Node) -> int:
        node = self.index.get(name)
        if node is None:
            node = self.index[name] = len(self.names)
            self.names.append(name)
            self.kinds.append(kind)
            self.before.append([])
        return node

    def freeze(self) -> AttackGraph:
        """The part of the graph that can be true at all, as arrays, in an order of discovery."""
        order = _derivable(self.kinds, self.before)
        new = {old: place for place, old in enumerate(order)}
        before = [[new[b] for b in dict.fromkeys(self.before[old]) if b in new] for old in order]
        needs = Ragged.of(before)
        return AttackGraph(
            names=tuple(self.names[old] for old in order),
            index={self.names[old]: place for place, old in enumerate(order)},
            kind=np.array([self.kinds[old] for old in order], dtype=np.int8),
            before=needs,
            after=needs.turned(len(order)),
            coins={new[old]: coin for old, coin in self.coins.items() if old in new},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackGraph:
    """A frozen attack graph. Node numbers are positions in every array."""

    names: tuple[str, ...]
    """Stable name of each node."""

    index: dict[str, int]
    """Number of the node of that name."""

    kind: NDArray[np.int8]
    """Node kind of each."""

    before: Ragged
    """What each node needs (AND) or can come from (OR)."""

    after: Ragged
    """Where each node leads."""

    coins: dict[int, Coin]
    """The coin of each COIN node."""

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.names)

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


def _derivable(kinds: list[Node], before: list[list[int]]) -> list[int]:
    """Nodes that are true when every coin and cause is, in order of derivation."""
    after: list[list[int]] = [[] for _ in kinds]
    missing = [0] * len(kinds)
    for node, needs in enumerate(before):
        unique = set(needs)
        missing[node] = len(unique) if kinds[node] is Node.AND else min(1, len(unique))
        for need in sorted(unique):
            after[need].append(node)
    order = [n for n, kind in enumerate(kinds) if kind in (Node.COIN, Node.CAUSE)]
    order += [n for n, kind in enumerate(kinds) if kind is Node.AND and not before[n]]
    done = [False] * len(kinds)
    for node in order:
        done[node] = True
    for node in order:  # grows while it is read
        for follower in after[node]:
            missing[follower] -= 1
            if missing[follower] <= 0 and not done[follower]:
                done[follower] = True
                order.append(follower)
    return order


def _closure(edges: Ragged, start: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    found = np.zeros(size, dtype=np.bool_)
    closure(edges.start, edges.items, start, found)
    return found
