"""STIX 2.1 bundles: feeds of what happens, and MITRE's libraries of what exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from ng911risk.errors import InputError
from ng911risk.importers.intel.faults import Faults
from ng911risk.importers.intel.feed_format import FeedFormat
from ng911risk.importers.intel.mitre import is_library, library_of, unused_of
from ng911risk.importers.intel.result import ReadFeed, Source
from ng911risk.importers.intel.stix_fields import VERSION, type_of_id
from ng911risk.importers.intel.stix_marks import strictest
from ng911risk.importers.intel.stix_objects import NAME, StixObjects, gather
from ng911risk.importers.intel.stix_use import Used
from ng911risk.model.intelligence import Feed, FeedKind, UnknownCount
from ng911risk.model.tlp import Tlp
from ng911risk.records.text import shown

_ROWS_MAX: Final = 60
_ASK: Final = "Ask for the file as STIX 2.1; ATT&CK and CAPEC are published as 2.1 too."


def fits(head: Mapping[str, Any]) -> bool:
    """Whether it calls itself a bundle, or holds a list of objects."""
    return head.get("type") == "bundle" or NAME in head


def read(source: Source) -> ReadFeed:
    """
    Read a bundle.

    Raises:
        InputError: It is not one of STIX 2.1, or objects in it are wrong.
    """
    faults = Faults(source.pieces, NAME)
    _check_head(source.pieces.head, faults)
    if faults.of_the_file:
        raise InputError(faults.problems())
    objects = gather(source, faults)
    if faults.count and (not source.good_objects_only or not objects.newest):
        raise InputError(faults.problems())
    feed = _library(source, objects) if is_library(objects) else _feed(source, objects)
    warnings = list(feed.notes)
    if feed.marking is Tlp.RED:
        warnings.insert(
            0,
            "parts of this file are marked TLP:RED: for those who were given it, and nobody else. "
            "What is kept of it goes into your assessments",
        )
    return ReadFeed(feed=feed, left_out=faults.problems(), warnings=tuple(warnings))


FORMAT = FeedFormat(name="a STIX 2.1 bundle", fits=fits, read=read)


def _check_head(head: Mapping[str, Any], faults: Faults) -> None:
    version = head.get("spec_version", VERSION)
    if version != VERSION:
        told = shown(version) if isinstance(version, str | int | float) else "something else"
        faults.add_whole(
            ("spec_version",), f"only STIX {VERSION} is read, and this says {told}", _ASK
        )
    if head.get("type") != "bundle":
        faults.add_whole(("type",), "a bundle has the type 'bundle'")
    if "id" not in head:
        faults.add_whole(("id",), "missing; it cannot be left out")
    elif type_of_id(head["id"]) != "bundle":
        faults.add_whole(("id",), "the id of a bundle is bundle-- and a UUID")
    if NAME not in head:
        faults.add_whole((NAME,), "missing; there is nothing to import")
    elif not isinstance(head[NAME], list):
        faults.add_whole((NAME,), "expected a list of objects", "Put it in [ ].")
    elif not head[NAME]:
        faults.add_whole((NAME,), "the list is empty; there is nothing to import")


def _library(source: Source, objects: StixObjects) -> Feed:
    library = library_of(objects, source)
    return Feed(
        name=source.name,
        kind=FeedKind.REFERENCE,
        format=f"stix-{VERSION}",
        digest=source.digest,
        imported_at=source.at,
        published=library.published,
        objects=objects.total,
        references=library.references,
        not_used=_rows(unused_of(objects, library.kept)),
        marking=strictest(objects.newest),
        notes=library.notes,
    )


def _feed(source: Source, objects: StixObjects) -> Feed:
    used = Used(objects)
    newest = max((one.modified for one in objects.newest.values() if one.modified), default=None)
    return Feed(
        name=source.name,
        kind=FeedKind.FEED,
        format=f"stix-{VERSION}",
        digest=source.digest,
        imported_at=source.at,
        published=f"{newest:%Y-%m-%d}" if newest else "",
        objects=objects.total,
        indicators=used.indicators,
        techniques=used.techniques,
        flaws=used.flaws,
        not_used=_rows(used.unused()),
        marking=strictest(objects.newest),
        notes=_notes(source, used),
    )


def _notes(source: Source, used: Used) -> tuple[str, ...]:
    notes = []
    if dangling := used.dangling():
        lead = "reference leads" if dangling == 1 else "references lead"
        notes.append(f"{dangling:,} {lead} to objects that are not in the file")
    over = sum(
        one.valid_until is not None and one.valid_until < source.at for one in used.indicators
    )
    if over:
        notes.append(f"{over:,} of the indicators {'is' if over == 1 else 'are'} no longer valid")
    return tuple(notes)


def _rows(unused: Counter[tuple[str, str]]) -> tuple[UnknownCount, ...]:
    """Counts by type; the rarest types of a file with very many are put together."""
    rows = sorted(unused.items(), key=lambda row: (-row[1], row[0]))
    told, rest = rows[:_ROWS_MAX], rows[_ROWS_MAX:]
    counts = [UnknownCount(type=kind, count=count, why=why) for (kind, why), count in told]
    counts.sort(key=lambda one: (one.type, one.why))
    if rest:
        why = f"{len(rest):,} more types or reasons"
        counts.append(UnknownCount(type="(others)", count=sum(n for _, n in rest), why=why))
    return tuple(counts)
