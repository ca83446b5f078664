"""What is known about the weaknesses of all assets: answers first, then the fields that tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ng911risk.engine.columns import NO, NOBODY, STATUSES, UNKNOWN, YES, Columns, Numbers
from ng911risk.model.inventory import Authentication, Protection, Software
from ng911risk.model.scales import Status

_WORDS: Final = tuple(STATUSES)

_CLEARTEXT: Final = {
    Protection.NONE: YES,
    Protection.PRIVATE_LINE: YES,
    Protection.UNKNOWN: UNKNOWN,
}
_WEAK_SIGN_IN: Final = {
    Authentication.NONE: YES,
    Authentication.PASSWORD: YES,
    Authentication.UNKNOWN: UNKNOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One weakness of one asset."""

    status: Status
    said_by: str = ""
    place: str = ""
    """Field path it was read from; empty when nobody said anything."""

    shared: str = ""
    """What shares it: a product, else empty."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """One weakness of every asset."""

    status: NDArray[np.int8]
    """[n] YES, PARTLY, UNKNOWN or NO."""

    answer: Numbers
    """[n] which of the asset's own answers says so, or NOBODY."""

    row: Numbers
    """[n] else which row of arrivals or releases says so, or NOBODY."""

    product: Numbers
    """[n] what shares it, or NOBODY."""


class Weaknesses:
    """Asked by the name of a weakness; unknown stays unknown: it widens the range and is asked."""

    def __init__(self, columns: Columns, at: date) -> None:
        self._columns = columns
        self._at = at
        self._told: dict[str, Told] = {}

    def told(self, name: str) -> Told:
        """What is known about weakness `name` of every asset."""
        if name not in self._told:
            self._told[name] = self._read(name)
        return self._told[name]

    def known(self, name: str, asset: int) -> Known:
        """The same of one asset, with who said so and where."""
        told = self.told(name)
        status = _WORDS[told.status[asset]]
        answer, row = int(told.answer[asset]), int(told.row[asset])
        if answer != NOBODY:
            path = f"assets[{asset}].weaknesses[{answer}].status"
            said_by = self._columns.inventory.assets[asset].weaknesses[answer].said_by
            return Known(status=status, said_by=said_by, place=path)
        if row == NOBODY:
            return Known(status=status)
        return Known(
            status=status,
            place=_TELLS[name].place(self._columns, row),
            shared=self.shared(name, asset),
        )

    def shared(self, name: str, asset: int) -> str:
        """Product that shares the weakness of one asset, or nothing."""
        product = int(self.told(name).product[asset])
        return "" if product == NOBODY else self._columns.products[product]

    def _read(self, name: str) -> Told:
        size = len(self._columns)
        nobody = np.full(size, NOBODY, dtype=np.int32)
        told = Told(
            status=np.full(size, UNKNOWN, dtype=np.int8),
            answer=nobody,
            row=nobody.copy(),
            product=nobody.copy(),
        )
        if name in _TELLS:
            _TELLS[name].tell(self._columns, self._at, told)
        answers = self._columns.answers
        code = self._columns.weaknesses.code.get(name, NOBODY)
        rows = np.flatnonzero(answers.name == code)[::-1]  # the first of two answers stays
        asset = answers.asset[rows]
        told.status[asset], told.answer[asset] = answers.status[rows], answers.place[rows]
        told.row[asset] = told.product[asset] = NOBODY
        return told


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfFlows:
    """A weakness that one field of the flows into an asset tells."""

    field: str
    words: Mapping[Any, int]
    """Status of each value; every other value is a no."""

    def tell(self, columns: Columns, _at: date, told: Told) -> None:
        words, value = self.words, attrgetter(self.field)
        each = [words.get(value(flow), NO) for flow in columns.inventory.flows]
        codes = np.array(each, dtype=np.int64)[columns.arrivals.flow]
        _worst(columns.arrivals.target, codes, told)

    def place(self, columns: Columns, row: int) -> str:
        return f"flows[{columns.arrivals.flow[row]}].{self.field}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfSoftware:
    """A weakness that one field of an asset's software tells, shared by all who run the release."""

    field: str
    code: Callable[[Software, date], int]

    def tell(self, columns: Columns, at: date, told: Told) -> None:
        software = chain.from_iterable(asset.software for asset in columns.inventory.assets)
        codes = np.array([self.code(one, at) for one in software], dtype=np.int64)
        _worst(columns.releases.asset, codes, told)
        found = told.row != NOBODY
        told.product[found] = columns.releases.product[told.row[found]]

    def place(self, columns: Columns, row: int) -> str:
        releases = columns.releases
        return f"assets[{releases.asset[row]}].software[{releases.place[row]}].{self.field}"


def _worst(asset: Numbers, codes: NDArray[np.int64], told: Told) -> None:
    """The lowest status of each asset's rows, and the first row that says so."""
    rows = asset.size
    best = np.full(told.row.size, NO * rows + rows, dtype=np.int64)
    np.minimum.at(best, asset, codes * rows + np.arange(rows))
    found = best < NO * rows + rows
    told.status[found], told.row[found] = best[found] // rows, best[found] % rows


def _end_of_life(software: Software, at: date) -> int:
    ends = software.end_of_life
    return UNKNOWN if ends is None else YES if ends < at else NO


def _known_exploited(software: Software, _at: date) -> int:
    return STATUSES[software.known_exploited]


_TELLS: Final[Mapping[str, _OfFlows | _OfSoftware]] = {
    "cleartext-transport": _OfFlows(field="protected", words=_CLEARTEXT),
    "weak-authentication": _OfFlows(field="authenticated", words=_WEAK_SIGN_IN),
    "end-of-life": _OfSoftware(field="end_of_life", code=_end_of_life),
    "known-exploited": _OfSoftware(field="known_exploited", code=_known_exploited),
}
