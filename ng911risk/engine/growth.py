"""
How a graph is grown: families of nodes with consecutive numbers, and edges between arrays of them.

A family may have a member for every asset although few of them ever come true:
what nothing leads to is left out when the graph is frozen, and costs a byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ng911risk.engine import ordering
from ng911risk.engine.columns import Numbers
from ng911risk.engine.graph import AttackGraph, Coin, CoinTable, Node, ends_of
from ng911risk.engine.names import Index, Names, Register, word_of
from ng911risk.model.scales import Band

NameOf = Callable[[int], str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CoinRows:
    """What the coins of one family share or have each: rows of [1, 3] or [size, 3] numbers."""

    uniform: NameOf
    chance: NDArray[np.float64]
    inherent: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Family:
    """Nodes of one kind: number `start` is member 0."""

    start: int
    size: int
    kind: Node
    used: NDArray[np.bool_]
    """[size] for coins and causes, which are: those that something uses; else empty."""

    coins: CoinRows | None = None

    def use(self, members: ArrayLike) -> Numbers:
        """Nodes of some coins or causes, which with that are part of the graph."""
        self.used[np.asarray(members)] = True
        return self.nodes(members)

    def nodes(self, members: ArrayLike) -> Numbers:
        """Nodes of some members."""
        return np.asarray(members, dtype=np.int32) + np.int32(self.start)


class GraphBuilder:
    """Grows a graph; a node asked for twice under one name of its own is one node."""

    def __init__(self) -> None:
        self.index: dict[str, int] = {}
        """Nodes with a name of their own."""

        self.register = Register()
        self._families: list[Family] = []
        self._heads: list[Numbers] = []
        self._tails: list[Numbers] = []

    def family(
        self, kind: Node, size: int, word: str, name: NameOf, coins: CoinRows | None = None
    ) -> Family:
        """
        Number `size` new nodes.

        Args:
            kind: Of all.
            size: How many.
            word: What their names begin with, up to the colon.
            name: Name of a member, counted from 0.
            coins: For coins: uniform numbers and chances.
        """
        leaf = kind in (Node.COIN, Node.CAUSE)
        made = Family(
            start=self.register.add(size, word, name),
            size=size,
            kind=kind,
            used=np.zeros(size if leaf else 0, dtype=np.bool_),
            coins=coins,
        )
        self._families.append(made)
        return made

    def lead(self, tails: ArrayLike, heads: ArrayLike) -> None:
        """
        Edges: what comes before, and what it leads to.

        Args:
            tails, heads: Nodes, [edges] or one for all.
        """
        tail, head = np.atleast_1d(np.asarray(tails, np.int32), np.asarray(heads, np.int32))
        size = max(tail.size, head.size) if tail.size and head.size else 0
        self._tails.append(tail if tail.size == size else np.full(size, tail, dtype=np.int32))
        self._heads.append(head if head.size == size else np.full(size, head, dtype=np.int32))

    # --- nodes with a name of their own -----------------------------------------

    def any_of(self, name: str, before: Iterable[int] = ()) -> int:
        """OR node of that name; `before` is added to what it has."""
        node, _ = self._one(name, Node.OR)
        for need in before:
            self.lead(need, node)
        return node

    def all_of(self, name: str, before: Iterable[int]) -> int:
        """AND node of that name, with exactly `before`."""
        node, new = self._one(name, Node.AND)
        for need in before if new else ():
            self.lead(need, node)
        return node

    def cause(self, name: str) -> int:
        """Cause of that name."""
        return self._one(name, Node.CAUSE)[0]

    def coin(self, name: str, coin: Coin) -> int:
        """Coin of that name."""
        coins = CoinRows(
            uniform=lambda _: coin.uniform,
            chance=band_row(coin.chance),
            inherent=band_row(coin.inherent),
        )
        return self._one(name, Node.COIN, coins)[0]

    def feed(self, node: int, source: int) -> None:
        """Make `source` one of the ways to the OR node `node`."""
        self.lead(source, node)

    def _one(self, name: str, kind: Node, coins: CoinRows | None = None) -> tuple[int, bool]:
        known = self.index.get(name)
        if known is not None:
            return known, False
        made = self.family(kind, 1, word_of(name), lambda _: name, coins)
        made.used[:] = True
        self.index[name] = made.start
        return made.start, True

    # --- the whole ----------------------------------------------------------------

    def freeze(self) -> AttackGraph:
        """
        The part of the graph that can be true at all, in an order of derivation.

        The builder gives up its edges; names and nodes stay.
        """
        sizes = [one.size for one in self._families]
        kind = np.repeat(np.array([one.kind for one in self._families], dtype=np.int8), sizes)
        used = [one.nodes(np.flatnonzero(one.used)) for one in self._families]
        before = ordering.gathered(kind.size, _taken(self._heads), _taken(self._tails))
        order = ordering.derivation_order(kind, _taken(used), before)
        number = np.full(kind.size, -1, dtype=np.int32)
        number[order] = np.arange(order.size, dtype=np.int32)
        before = ordering.renumbered(order, number, before)
        names = Names(self.register, order)
        return AttackGraph(
            names=names,
            index=Index(names),
            kind=kind[order],
            before=before,
            after=ordering.turned(before),
            coins=self._coins(number),
        )

    def _coins(self, number: Numbers) -> CoinTable:
        """Coins stand in order of their families, in the graph as in here."""
        uniforms = Register()
        nodes, places, chance, inherent = [], [], [_NO_ROWS], [_NO_ROWS]
        for family in self._families:
            if family.coins is None:
                continue
            there = np.flatnonzero(family.used).astype(np.int32)
            first = uniforms.add(family.size, "", family.coins.uniform)
            nodes.append(number[family.nodes(there)])
            places.append(there + np.int32(first))
            chance.append(_rows(family.coins.chance, there))
            inherent.append(_rows(family.coins.inherent, there))
        return CoinTable(
            nodes=_taken(nodes),
            chance=np.concatenate(chance),
            inherent=np.concatenate(inherent),
            uniforms=Names(uniforms, _taken(places)),
        )


_NO_ROWS = np.empty((0, 3))


def band_row(band: Band) -> NDArray[np.float64]:
    """[1, 3] low, likely, high."""
    return np.array([ends_of(band)])


def _rows(table: NDArray[np.float64], rows: Numbers) -> NDArray[np.float64]:
    return table[rows] if len(table) > 1 else np.repeat(table, rows.size, axis=0)


def _taken(parts: list[Numbers]) -> Numbers:
    """All parts in one; the list is empty afterwards, so that nothing stands in memory twice."""
    whole = np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)
    parts.clear()
    return whole
