"""
Names of nodes, made when they are asked for.

A graph has a million nodes and its reader asks about a few hundred. Nodes come in
families with consecutive numbers, and each family knows how its members are called.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import SupportsIndex, overload

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """How the members of one family are called."""

    start: int
    """Number of the first."""

    stop: int
    """Number after the last."""

    word: str
    """What all names begin with, up to the first colon."""

    name: Callable[[int], str]
    """Name of a member, counted from 0."""


class Register:
    """The patterns of all families, in order of their numbers."""

    def __init__(self, patterns: Iterable[Pattern] = ()) -> None:
        self._patterns = list(patterns)
        self._starts = [one.start for one in self._patterns]

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return self._patterns[-1].stop if self._patterns else 0

    def add(self, size: int, word: str, name: Callable[[int], str]) -> int:
        """Append a family of so many members, and return the number of its first."""
        start = self.size
        self._starts.append(start)
        self._patterns.append(Pattern(start=start, stop=start + size, word=word, name=name))
        return start

    def name(self, number: int) -> str:
        """Name of one member of any family."""
        pattern = self._patterns[bisect_right(self._starts, number) - 1]
        return pattern.name(number - pattern.start)

    def under(self, word: str) -> Iterator[Pattern]:
        """Families whose names begin so."""
        return (one for one in self._patterns if one.word == word)

    def copy(self) -> Register:
        """The same, to be appended to."""
        return Register(self._patterns)


class Names(Sequence[str]):
    """Names by position; each is made when it is asked for."""

    def __init__(self, register: Register, numbers: NDArray[np.int32]) -> None:
        """
        Keep what names are made from.

        Args:
            register: Of all families.
            numbers: [size] number, in the register, of each position.
        """
        self.register = register
        self.numbers = numbers

    @overload
    def __getitem__(self, place: SupportsIndex) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: SupportsIndex | slice) -> str | tuple[str, ...]:
        """Name at a position."""
        if isinstance(place, slice):
            return tuple(self.register.name(one) for one in self.numbers[place].tolist())
        return self.register.name(int(self.numbers[place]))

    def __len__(self) -> int:
        """Return how many there are."""
        return self.numbers.size

    def followed_by(self, more: Sequence[str]) -> Names:
        """These names and then some more."""
        register = self.register.copy()
        first = register.size
        for name in more:
            register.add(1, word_of(name), partial(_same, name))
        added = np.arange(first, first + len(more), dtype=np.int32)
        return Names(register, np.concatenate([self.numbers, added]))


class Index(Mapping[str, int]):
    """Positions by name. Names that begin with one word are listed when one is first asked for."""

    def __init__(self, names: Names) -> None:
        """Index `names`, which differ."""
        self._names = names
        self._listed: dict[str, dict[str, int]] = {}
        self._places = np.full(names.register.size, -1, dtype=np.int32)
        self._places[names.numbers] = np.arange(len(names), dtype=np.int32)

    def __getitem__(self, name: str) -> int:
        """Position of a name."""
        return self.under(word_of(name))[name]

    def __iter__(self) -> Iterator[str]:
        """Every name, by position."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._names)

    def under(self, word: str) -> Mapping[str, int]:
        """Positions of all names that begin with `word`, up to the first colon."""
        if word not in self._listed:
            found: dict[str, int] = {}
            for pattern in self._names.register.under(word):
                places = self._places[pattern.start : pattern.stop]
                there = np.flatnonzero(places >= 0)
                names = map(pattern.name, there.tolist())
                found.update(zip(names, places[there].tolist(), strict=True))
            self._listed[word] = found
        return self._listed[word]

    def places(self, first: int, size: int) -> NDArray[np.int32]:
        """Positions of some numbers of the register in a row; -1 for what has none."""
        return self._places[first : first + size]


def _same(name: str, _: int) -> str:
    return name


def word_of(name: str) -> str:
    """What a name begins with, up to the first colon."""
    return name.partition(":")[0]
