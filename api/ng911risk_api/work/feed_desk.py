"""What others report, over HTTP: taking a file of it, and what of it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ng911risk.errors import ForbiddenError, InputError, Problem
from ng911risk.importers.intel import PATTERNS_QUICK, looks_like_library, read_feed, what_changed
from ng911risk.model.intelligence import FeedKind, UnknownCount
from ng911risk.model.record import Record
from ng911risk.model.tlp import Tlp
from ng911risk.store.intelligence import KeptFeed
from ng911risk_api.deps import Desk
from ng911risk_api.messages import ProblemLine, line_of
from ng911risk_api.parts import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHead(Record):
    """A feed that counts, without its content."""

    id: str
    """Of the feed as it is kept; an import of the same name has another one."""

    name: str
    """A feed of the same name replaces it."""

    kind: FeedKind
    """reference (says what exists) or feed (says what happened)."""

    format: str
    """stix-2.1, cisa-kev, csaf-2.0, ..."""

    digest: str
    """SHA-256 of the file."""

    published: str
    """Version or day that the file itself names; may be empty."""

    imported_at: datetime
    """UTC."""

    by_name: str
    """Who imported it."""

    objects: int
    """Objects in the file."""

    indicators: int
    """What is kept of them and can be compared."""

    techniques: int
    """That it says are used."""

    flaws: int
    """CVE ids that it speaks of."""

    references: int
    """Objects of a library that the catalogue points to."""

    marking: Tlp | None
    """Strictest marking of anything in the file."""

    not_used: tuple[UnknownCount, ...]
    """What was in the file and is not used, and why."""

    notes: tuple[str, ...]
    """What a reader should know besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFeed(Record):
    """A file that was read and kept."""

    feed: FeedHead
    """How it is kept."""

    change: str
    """What is new, gone and changed against the feed of that name before."""

    warnings: tuple[str, ...]
    """What whoever imports it should see at once."""

    left_out: tuple[ProblemLine, ...]
    """What is wrong with the objects that were left out, if only the good ones were asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFeed:
    """A file as it came."""

    data: bytes
    file: str
    """As its author calls it."""

    name: str = ""
    """What the feed shall be called; else the name of the file without its ending."""

    good_objects_only: bool = False
    """Leave out what is wrong, and say what."""


def take_feed(stored: Desk, parts: Parts, sent: SentFeed) -> TakenFeed:
    """
    Read a file and keep it for the whole organisation.

    Raises:
        InputError: It cannot be used, or is a library, which is imported on the command line;
            carries every problem.
        ConflictError: It is too large, or there are too many.
        ForbiddenError: The scope does not allow it.
    """
    require_whole(stored)
    if looks_like_library(sent.data):
        raise _library(sent.file)
    now = parts.now()
    read = read_feed(
        sent.data,
        file=sent.file,
        at=now,
        catalog=parts.catalog,
        name=sent.name,
        good_objects_only=sent.good_objects_only,
        patterns_max=PATTERNS_QUICK,
    )
    if read.feed.kind is FeedKind.REFERENCE:
        raise _library(sent.file)
    with stored.write() as rooms:
        change = what_changed(rooms.intelligence.standing(), read.feed)
        kept = rooms.intelligence.add(read.feed, at=now)
    return TakenFeed(
        feed=head_of(kept),
        change=change,
        warnings=read.warnings,
        left_out=tuple(map(line_of, read.left_out)),
    )


def remove_feed(stored: Desk, id: str, *, at: datetime) -> None:
    """
    Let a feed count no more.

    Raises:
        NotFoundError: None has that id, or it counts no more.
        ForbiddenError: The scope does not allow it.
    """
    require_whole(stored)
    with stored.write() as rooms:
        rooms.intelligence.remove(id, at=at)


def heads(stored: Desk, *, at: datetime) -> tuple[FeedHead, ...]:
    """
    Return every feed that counts, by name; the reading is entered in the audit log.

    Raises:
        ForbiddenError: The scope does not allow it.
    """
    with stored.read() as rooms:
        kept = rooms.intelligence.kept()
    stored.was_read("intelligence.listed", stored.scope.tenant, at)
    return tuple(map(head_of, kept))


def require_whole(stored: Desk) -> None:
    """
    Go on only with a scope that is not of one site: feeds change the results of all sites.

    Raises:
        ForbiddenError: It is of one site.
    """
    if stored.scope.site:
        raise ForbiddenError("a token for all sites")


def head_of(kept: KeptFeed) -> FeedHead:
    """`kept` without its content."""
    feed = kept.feed
    return FeedHead(
        id=kept.id,
        name=feed.name,
        kind=feed.kind,
        format=feed.format,
        digest=feed.digest,
        published=feed.published,
        imported_at=kept.at,
        by_name=kept.by_name,
        objects=feed.objects,
        indicators=len(feed.indicators),
        techniques=len(feed.techniques),
        flaws=len(feed.flaws),
        references=len(feed.references),
        marking=feed.marking,
        not_used=feed.not_used,
        notes=feed.notes,
    )


def _library(file: str) -> InputError:
    """Such a file has up to 50 MB: reading it would keep everybody waiting."""
    return InputError(
        [
            Problem(
                file=file,
                message="this is a library such as ATT&CK or CAPEC, which is not read here",
                hint="On the server: ng911risk intel import FILE --store DATABASE",
            )
        ]
    )
