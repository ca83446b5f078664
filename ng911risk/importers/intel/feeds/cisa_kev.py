"""CISA's catalogue of known exploited vulnerabilities, as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from ng911risk.errors import InputError
from ng911risk.importers.intel.faults import Faults
from ng911risk.importers.intel.feed_format import FeedFormat
from ng911risk.importers.intel.pieces import Fault
from ng911risk.importers.intel.result import ReadFeed, Source, line
from ng911risk.model.intelligence import Feed, FeedFlaw, FeedKind, UnknownCount
from ng911risk.records.text import shown

NAME: Final = "vulnerabilities"
_CVE = re.compile(r"CVE-\d{4}-\d{4,19}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MISSING: Final = "missing; it cannot be left out"
_STEP: Final = 500


def fits(head: Mapping[str, Any]) -> bool:
    """Whether it has the version and the list of the catalogue."""
    return "catalogVersion" in head and NAME in head


def read(source: Source) -> ReadFeed:
    """
    Read the catalogue.

    Raises:
        InputError: Entries of it are wrong.
    """
    head = source.pieces.head
    faults = Faults(source.pieces, NAME)
    _check_head(head, faults)
    if faults.of_the_file:
        raise InputError(faults.problems())
    flaws = _flaws(source, faults)
    if faults.count and (not source.good_objects_only or not flaws):
        raise InputError(faults.problems())
    total = len(source.pieces.lists[NAME])
    notes: tuple[str, ...] = ()
    if head.get("count") not in (None, total):
        notes = (f"the file says that it has {line(str(head['count']))} entries; it has {total:,}",)
    wrong = UnknownCount(type="entry", count=len(faults.bad), why="something is wrong with it")
    feed = Feed(
        name=source.name,
        kind=FeedKind.FEED,
        format="cisa-kev",
        digest=source.digest,
        imported_at=source.at,
        published=line(head["catalogVersion"]),
        objects=total,
        flaws=flaws,
        not_used=(wrong,) if faults.bad else (),
        notes=notes,
    )
    return ReadFeed(feed=feed, left_out=faults.problems(), warnings=notes)


FORMAT = FeedFormat(name="CISA's list of exploited flaws", fits=fits, read=read)


@dataclass(slots=True)
class _Entry:
    """What the entries of one CVE id say together."""

    products: dict[str, None] = field(default_factory=dict)
    due: list[date] = field(default_factory=list)


def _check_head(head: Mapping[str, Any], faults: Faults) -> None:
    if not isinstance(head["catalogVersion"], str):
        faults.add_whole(("catalogVersion",), "expected text")
    if not isinstance(head[NAME], list):
        faults.add_whole((NAME,), "expected a list", "Put it in [ ].")
    elif not head[NAME]:
        faults.add_whole((NAME,), "the list is empty; there is nothing to import")


def _flaws(source: Source, faults: Faults) -> tuple[FeedFlaw, ...]:
    """Every flaw of the list, all of them exploited, by CVE id."""
    found: dict[str, _Entry] = {}
    pieces = source.pieces.lists[NAME]
    for index, piece in enumerate(pieces):
        if index % _STEP == 0:
            source.progress(index, len(pieces))
        if piece is None:
            faults.add(index, (), "expected an entry { ... }")
            continue
        try:
            value = source.pieces.load(piece)
        except Fault as fault:
            faults.add(index, (), fault.message, fault.hint)
            continue
        _check(index, value, faults)
        if index not in faults.bad:
            _take(value, found.setdefault(value["cveID"], _Entry()))
    source.progress(len(pieces), len(pieces))
    return tuple(
        FeedFlaw(
            cve=cve,
            products=tuple(entry.products),
            exploited=True,
            due=min(entry.due, default=None),
        )
        for cve, entry in sorted(found.items())
    )


def _check(index: int, value: Mapping[str, Any], faults: Faults) -> None:
    cve = value.get("cveID")
    if not isinstance(cve, str) or not _CVE.fullmatch(cve):
        message = f"expected a CVE id, found {shown(cve)}" if "cveID" in value else _MISSING
        faults.add(index, ("cveID",), message, "A CVE id is written CVE-2024-41713.")
    for name in ("vendorProject", "product"):
        if name not in value:
            faults.add(index, (name,), _MISSING)
        elif not isinstance(value[name], str):
            faults.add(index, (name,), "expected text")
    if "dueDate" in value and _day(value["dueDate"]) is None:
        faults.add(index, ("dueDate",), "expected a date", "Write it as 2026-03-31.")


def _take(value: Mapping[str, Any], entry: _Entry) -> None:
    entry.products[line(f"{value['vendorProject']} {value['product']}")] = None
    if day := _day(value.get("dueDate")):
        entry.due.append(day)


def _day(text: object) -> date | None:
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
