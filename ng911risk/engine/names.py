"""
Names of nodes, made when they are asked for.

A graph has a million nodes and its reader asks about a few hundred. Nodes come in
families with consecutive numbers, and each family knows how its members are called.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """How the members of one family are called."""

    start: int
    """Number of the first."""

    word: str
    """What all names begin with, up to the first colon."""

    name: Callable[[int], str]
    """Name of a member, counted from 0."""


class Register:
    """The patterns of all families, in order of their numbers."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._patterns: list[Pattern] = []

    def add(self, pattern: Pattern) -> None:
        """Append a family; it starts where the one before it ends."""
        self._starts.append(pattern.start)
        self._patterns.append(pattern)

    def name(self, number: int) -> str:
        """Name of one member of any family."""
        pattern = self._patterns[bisect_right(self._starts, number) - 1]
        return pattern.name(number - pattern.start)

    def under(self, word: str) -> Iterator[tuple[int, int, Pattern]]:
        """First and last (excluded; -1: to the end) number of families whose names begin so."""
        stops = [*self._starts[1:], -1]
        for pattern, stop in zip(self._patterns, stops, strict=False):
            if pattern.word == word:
                yield pattern.start, stop, pattern


class Names(Sequence[str]):
    """Names by position; each is made when it is asked for."""

    def __init__(self, register: Register, numbers: NDArray[np.int32]) -> None:
        """
        Keep what names are made from.

        Args:
            register: Of all families.
            numbers: [size] number, in the register, of each position.
        """
        self._register = register
        self._numbers = numbers

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        """Name at a position."""
        if isinstance(place, slice):
            return tuple(self._register.name(one) for one in self._numbers[place].tolist())
        return self._register.name(int(self._numbers[place]))

    def __len__(self) -> int:
        """Return how many there are."""
        return self._numbers.size


class Index(Mapping[str, int]):
    """Positions by name. Names that begin with one word are listed when one is first asked for."""

    def __init__(self, register: Register, places: NDArray[np.int32], names: Names) -> None:
        """
        Keep what the lists are made from.

        Args:
            register: Of all families.
            places: [numbers] position of each number of the register, or -1.
            names: The same the other way round.
        """
        self._register = register
        self._places = places
        self._names = names
        self._listed: dict[str, dict[str, int]] = {}

    def __getitem__(self, name: str) -> int:
        """Position of a name."""
        word = name.partition(":")[0]
        if word not in self._listed:
            self._listed[word] = self._list(word)
        return self._listed[word][name]

    def __iter__(self) -> Iterator[str]:
        """Every name, by position."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._names)

    def _list(self, word: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for first, last, pattern in self._register.under(word):
            places = self._places[first : self._places.size if last < 0 else last]
            there = np.flatnonzero(places >= 0)
            names = map(pattern.name, there.tolist())
            found.update(zip(names, places[there].tolist(), strict=True))
        return found
