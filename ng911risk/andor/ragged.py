"""Lists of different lengths in two arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ragged:
    """Lists of different lengths in two arrays: list i is items[start[i]:start[i + 1]]."""

    start: NDArray[np.int64]
    items: NDArray[np.int32]

    def __getitem__(self, index: int) -> NDArray[np.int32]:
        """List `index`."""
        return self.items[self.start[index] : self.start[index + 1]]

    def __len__(self) -> int:
        """Return the number of lists."""
        return self.start.size - 1

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Length of each list."""
        return np.diff(self.start)

    @property
    def owners(self) -> NDArray[np.int32]:
        """For each item, the list that holds it."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.lengths)

    @classmethod
    def of(cls, lists: Sequence[Iterable[int]]) -> Ragged:
        """The same lists as arrays."""
        plain = [list(one) for one in lists]
        start = np.zeros(len(plain) + 1, dtype=np.int64)
        start[1:] = np.cumsum([len(one) for one in plain])
        return cls(start=start, items=np.fromiter(chain.from_iterable(plain), dtype=np.int32))

    @classmethod
    def grouped(cls, size: int, keys: NDArray[np.int32], items: NDArray[np.int32]) -> Ragged:
        """
        Items gathered by key, in the order given.

        Args:
            size: Number of lists.
            keys: [n] list of each item, 0 to `size` - 1.
            items: [n] the items.
        """
        start = np.zeros(size + 1, dtype=np.int64)
        start[1:] = np.cumsum(np.bincount(keys, minlength=size))
        order = np.argsort(keys, kind="stable")
        return cls(start=start, items=items[order].astype(np.int32, copy=False))

    def turned(self, size: int) -> Ragged:
        """For each item 0 to `size` - 1, the lists that hold it."""
        return Ragged.grouped(size, self.items, self.owners)

    def lists(self) -> list[list[int]]:
        """The same as plain lists, for loops in Python."""
        items, start = self.items.tolist(), self.start.tolist()
        return [items[low:high] for low, high in pairwise(start)]
