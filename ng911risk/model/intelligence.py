"""What others say: threat feeds and reference bundles, cut down to what a centre can use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from ng911risk.model.record import Record
from ng911risk.model.tlp import Tlp


class FeedKind(StrEnum):
    """What a file of intelligence is."""

    REFERENCE = "reference"
    """A library such as ATT&CK or CAPEC: says what exists, not what happens now."""

    FEED = "feed"
    """Says what was seen, by whom, until when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedIndicator(Record):
    """One indicator of a feed; what can be compared is taken out of its pattern."""

    id: str
    """STIX id."""

    name: str
    """As the feed calls it."""

    pattern: str
    """As it came."""

    valid_from: datetime
    """UTC."""

    valid_until: datetime | None = None
    """UTC; None: the feed does not say."""

    addresses: tuple[str, ...] = ()
    """IP addresses and networks that the pattern names."""

    domains: tuple[str, ...] = ()
    """Host and domain names that the pattern names, also from addresses of pages."""

    software: tuple[str, ...] = ()
    """Products or CPE names that the pattern names."""

    flaws: tuple[str, ...] = ()
    """CVE ids that it indicates or names."""

    techniques: tuple[str, ...] = ()
    """STIX ids of techniques that it indicates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTechnique(Record):
    """A technique that a feed says is used."""

    id: str
    """STIX id."""

    name: str
    """As the feed calls it."""

    external_ids: tuple[str, ...]
    """Ids such as T1499, T1499.001, CAPEC-125."""

    because: str
    """What in the feed says that it is used: an indicator, a campaign, a sighting, a report."""

    seen: date | None = None
    """Last day the feed speaks of; None: it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFlaw(Record):
    """A flaw that a feed speaks of."""

    cve: str
    """CVE id."""

    products: tuple[str, ...] = ()
    """Products it is in, as the feed names them."""

    exploited: bool = False
    """True: the feed says that it is exploited."""

    due: date | None = None
    """For the known-exploited list: by when federal agencies had to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceObject(Record):
    """An object of a reference bundle that the catalogue points to, letter by letter."""

    external_id: str
    """T1498, M1037, CAPEC-125."""

    id: str
    """STIX id."""

    text: str
    """The object as JSON, as its publisher wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownCount(Record):
    """Objects of one type that were not used, and why."""

    type: str
    """STIX type."""

    count: int
    """How many."""

    why: str
    """In plain words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed(Record):
    """One imported file."""

    name: str
    """What people call it: the file name, or the name that was given."""

    kind: FeedKind
    """reference or feed."""

    format: str
    """stix-2.1, cisa-kev, ..."""

    digest: str
    """SHA-256 of the file."""

    imported_at: datetime
    """UTC."""

    published: str = ""
    """Version or day that the file itself names."""

    objects: int = 0
    """Objects in the file."""

    indicators: tuple[FeedIndicator, ...] = ()
    """In the order of their ids."""

    techniques: tuple[FeedTechnique, ...] = ()
    """In the order of their ids."""

    flaws: tuple[FeedFlaw, ...] = ()
    """In the order of their ids."""

    references: tuple[ReferenceObject, ...] = ()
    """Objects the catalogue points to, and the identities and markings that they need."""

    not_used: tuple[UnknownCount, ...] = ()
    """What was in the file and is not used; nothing is dropped without a word."""

    marking: Tlp | None = None
    """Strictest marking of anything in the file; None: nothing in it is marked."""

    notes: tuple[str, ...] = ()
    """What a reader should know besides: ids that are missing, references that lead nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intelligence(Record):
    """Everything that was imported: a file, or what an organisation keeps."""

    feeds: tuple[Feed, ...] = ()
    """In the order of their names."""


NOTHING_IMPORTED: Final = Intelligence()
"""No feed and no library."""
