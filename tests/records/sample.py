"""A small file format with one of everything, for the tests of this room."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NewType, TypeVar

from hypothesis import strategies as st

from ng911risk.model.kinds import AssetKind
from ng911risk.model.record import Record
from ng911risk.model.scales import Level, Range, Share, Status
from ng911risk.records.text import FORBIDDEN, tidy

PartId = NewType("PartId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Record):
    """One part of a whole."""

    id: PartId
    """Short name."""

    kind: AssetKind
    """What it is."""

    tags: tuple[str, ...] = ()
    """Words."""

    grid: tuple[tuple[int, ...], ...] = ()
    """Lists inside a list."""

    end: dt.date | None = None
    """Last day."""

    cost: Range | None = None
    """What it costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Record):
    """A file with one of everything."""

    title: str
    """What people call it."""

    parts: tuple[Part, ...] = ()
    """What it is made of."""

    level: Level = Level.MODERATE
    """How much."""

    state: Status = Status.UNKNOWN
    """Whether."""

    ratio: float = 0.5
    """A number."""

    count: int = 0
    """A whole number, at least 0."""

    live: bool = False
    """Yes or no."""

    share: Share | None = None
    """A share."""

    words: dict[str, str] | None = None
    """Free names."""

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError(f"count is at least 0, not {self.count}")


R = TypeVar("R", bound=Range)


def _range(cls: type[R], three: list[float], basis: str) -> R:
    return cls(low=three[0], likely=three[1], high=three[2], basis=basis)


texts = (
    st.one_of(
        st.text(max_size=40),
        st.text(alphabet="ab :#-'\"\n\t,[]{}?!&*|>%@`~.0123456789eExXnN", max_size=30),
        st.sampled_from(
            ["null", "~", "true", "NO", "010", "1e3", ".inf", "<<", "---", "...", "- a"]
        ),
        st.lists(st.text(alphabet="abcdef#:-", max_size=9), max_size=60).map(" ".join),
        st.lists(st.text(alphabet="abc #:-\t", max_size=30), max_size=6).map("\n".join),
    )
    .map(tidy)
    .filter(lambda text: not FORBIDDEN.search(text))
)
numbers = st.floats(allow_nan=False, allow_infinity=False)
shares = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)
parts = st.builds(
    Part,
    id=texts.map(PartId),
    kind=st.sampled_from(AssetKind),
    tags=st.lists(texts, max_size=3).map(tuple),
    grid=st.lists(
        st.lists(st.integers(-(2**63), 2**63 - 1), max_size=2).map(tuple), max_size=3
    ).map(tuple),
    end=st.none() | st.dates(),
    cost=st.none() | st.builds(lambda three, basis: _range(Range, three, basis), shares, texts),
)
wholes = st.builds(
    Whole,
    title=texts,
    parts=st.lists(parts, max_size=3).map(tuple),
    level=st.sampled_from(Level),
    state=st.sampled_from(Status),
    ratio=numbers,
    count=st.integers(0, 2**63 - 1),
    live=st.booleans(),
    share=st.none() | st.builds(lambda three, basis: _range(Share, three, basis), shares, texts),
    words=st.none() | st.dictionaries(texts, texts, max_size=3),
)
