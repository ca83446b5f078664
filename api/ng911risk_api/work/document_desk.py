"""
Documents of sealed assessments and of drafts: gathered, made when asked for, kept a while.

What is kept belongs to the content hash of the assessment, to what was decided since, to
the document and to the version that drew it; nothing has to be thrown away when any of
these changes, and nothing here needs to survive a restart.
"""

from __future__ import annotations

import io
import re
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Final

from ng911risk.access import Permission, Scope
from ng911risk.errors import NotFoundError
from ng911risk.exporters.documents import Accepted, Asked, DocumentInput, Tracked, documents, make
from ng911risk.exporters.documents.discovery import Addressee, Document, Edition, Form, Reader
from ng911risk.exporters.html_report import public_page, whole_page
from ng911risk.model.record import Record
from ng911risk.store import Assessment, Rooms
from ng911risk_api.work.workbench import Result

_MOST_BYTES: Final = 64 * 1024 * 1024
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_MOST_OFFERS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A document that has something to say, and to whom."""

    document: Document
    addressees: tuple[Addressee, ...]
    """Organisations of which each gets one of its own; else empty."""


class Shelf:
    """Bytes by key, the least recently used thrown away when there are too many."""

    def __init__(self, most: int = _MOST_BYTES) -> None:
        self._most = most
        self._size = 0
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """What is kept under `key`."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: str, data: bytes) -> None:
        """Keep `data`, unless it is too large for the shelf."""
        if len(data) > self._most:
            return
        with self._lock:
            self._size += len(data) - len(self._held.get(key, b""))
            self._held[key] = data
            self._held.move_to_end(key)
            while self._size > self._most:
                self._size -= len(self._held.popitem(last=False)[1])


_SHELF: Final = Shelf()
"""For every application of this process: the same key means the same bytes."""

_OFFERS: Final = OrderedDict[str, tuple[Offer, ...]]()
_OFFERS_LOCK: Final = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddresseeLine(Record):
    """An organisation that gets a document of its own."""

    id: str
    """For ``to`` in the address of the document."""

    name: str
    """For people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine(Record):
    """One document that an assessment has."""

    name: str
    """In its address."""

    title: str
    """For people."""

    about: str
    """What is in it."""

    reader: Reader
    """Whom it serves."""

    public: bool
    """Anybody may read it; else it is security-sensitive."""

    formats: tuple[str, ...]
    """Endings of its address: pdf, docx, xlsx, html, json."""

    addressees: tuple[AddresseeLine, ...] = ()
    """Organisations of which each gets one of its own; with two or more, ``to`` chooses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What documents are made from, and what tells it from anything else."""

    key: str
    given: DocumentInput


def sealed_source(rooms: Rooms, scope: Scope, assessment: Assessment, today: date) -> Source:
    """
    Return a sealed assessment with what was decided since.

    Args:
        rooms: Of an open transaction.
        scope: Whose; a link to one assessment sees no decisions.
        assessment: Its seal was checked.
        today: Day for which acceptances stand.
    """
    given = DocumentInput(
        seal=assessment.head.content_hash,
        report=assessment.report,
        inventory=assessment.inventory,
        evidence=assessment.evidence,
    )
    given = _with_decisions(given, rooms, scope, assessment.head.site, today)
    return Source(key=_key(assessment.head.content_hash, given), given=given)


def draft_source(rooms: Rooms, scope: Scope, result: Result, today: date) -> Source:
    """Return a result that is not sealed, with what was decided."""
    given = DocumentInput(
        report=result.report,
        inventory=result.draft.inventory,
        evidence=result.draft.evidence,
        draft=True,
    )
    given = _with_decisions(given, rooms, scope, result.draft.site.id, today)
    return Source(key=_key(f"{result.draft.key} {result.report.made_at}", given), given=given)


def made(source: Source, name: str, form: str, version: str) -> bytes:
    """
    One document, from the shelf if it was made before.

    Raises:
        NotFoundError: There is no such document.
        NG911RiskError: It cannot be made.
    """
    key = f"{source.key} {name} {form} {version}"
    data = _SHELF.get(key)
    if data is None:
        data = make(name, form, source.given)
        _SHELF.put(key, data)
    return data


def for_one(source: Source, to: str) -> Source:
    """Return `source` for documents to one organisation; an empty `to` changes nothing."""
    if not to:
        return source
    return Source(key=f"{source.key} to {to}", given=replace(source.given, to=to))


def offered(key: str, given: Callable[[], DocumentInput]) -> tuple[Offer, ...]:
    """
    Documents that have something to say.

    Args:
        key: Remembers the answer; the same key is the same report.
        given: Reads what they are made from; asked only where the answer is not known.
    """
    with _OFFERS_LOCK:
        if key in _OFFERS:
            return _OFFERS[key]
    held = given()
    found = tuple(
        Offer(document=one, addressees=one.addressees(held))
        for one in documents().values()
        if one.applies(held)
    )
    with _OFFERS_LOCK:
        _OFFERS[key] = found
        while len(_OFFERS) > _MOST_OFFERS:
            _OFFERS.popitem(last=False)
    return found


def bare(assessment: Assessment) -> DocumentInput:
    """A sealed assessment without what was decided since."""
    return DocumentInput(report=assessment.report, inventory=assessment.inventory)


def as_page(assessment: Assessment, *, public: bool = False) -> bytes:
    """A sealed report as one web page that shows its check code."""
    given = replace(bare(assessment), seal=assessment.head.content_hash)
    if public:
        return public_page(given.report, given.sealed)
    return whole_page(given.report, given.reference)


def line_of(offer: Offer) -> DocumentLine:
    """A document as a line of a list."""
    document = offer.document
    return DocumentLine(
        name=document.name,
        title=document.title,
        about=document.about,
        reader=document.reader,
        public=document.edition is Edition.PUBLIC,
        formats=tuple(one.value for one in document.forms),
        addressees=tuple(AddresseeLine(id=one.id, name=one.name) for one in offer.addressees),
    )


def form_of(name: str, form: str) -> Form:
    """
    Format of a document by its ending.

    Raises:
        NotFoundError: There is no such document, or not in this format.
    """
    document = documents().get(name)
    found = next((one for one in document.forms if one.value == form), None) if document else None
    if found is None:
        raise NotFoundError("There is no such document.")
    return found


def zipped(source: Source, offers: tuple[Offer, ...], version: str) -> bytes:
    """
    Every document in one file, each in its most useful format, one for each addressee.

    Raises:
        NG911RiskError: One of them cannot be made.
    """
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for offer in offers:
            for to in [one.id for one in offer.addressees] or [""]:
                form = next(iter(offer.document.forms))
                name = _ascii(f"{offer.document.name} {to}") + f".{form.value}"
                data = made(for_one(source, to), offer.document.name, form.value, version)
                file.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _ascii(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower())[:80].strip("-")


def saved_name(site: str, day: str, document: str, form: Form, *, draft: bool) -> str:
    """Name under which a browser saves it: ASCII letters, digits and hyphens."""
    slug = re.sub("[^a-z0-9]+", "-", site.lower())[:60].strip("-") or "site"
    return f"{slug}-{day}-{document}{'-draft' if draft else ''}.{form.value}"


def _with_decisions(
    given: DocumentInput, rooms: Rooms, scope: Scope, site: str, today: date
) -> DocumentInput:
    """Add what was accepted, tracked and asked, but not for a link to one assessment."""
    if not scope.may(Permission.READ_SITE) or scope.assessment:
        return given
    return replace(
        given,
        accepted=_accepted(rooms, site, today),
        tracked=_tracked(rooms, site),
        asked=_asked(rooms, site),
        as_of=today,
    )


def _accepted(rooms: Rooms, site: str, today: date) -> tuple[Accepted, ...]:
    return tuple(
        Accepted(
            finding=one.finding,
            title=one.title,
            risk=one.risk.words,
            by=f"{one.owner_name}, {one.owner_role.words}",
            reason=one.reason,
            until=one.until,
            on=one.at.date(),
        )
        for _, one in sorted(rooms.acceptances.standing(site, today).items())
    )


def _tracked(rooms: Rooms, site: str) -> tuple[Tracked, ...]:
    return tuple(
        Tracked(
            mitigation=one.mitigation,
            owner=one.owner,
            due=one.due,
            status=one.status.words,
            note=one.note,
        )
        for one in rooms.tracked.of_site(site)
    )


def _asked(rooms: Rooms, site: str) -> tuple[Asked, ...]:
    progress = rooms.asks.replies.progress(site)
    return tuple(
        Asked(
            to=one.to_name,
            owner_class=one.owner_class,
            on=one.at.date(),
            until=one.expires_at.date(),
            questions=len(one.questions),
            answered=progress[one.id].replied if one.id in progress else 0,
        )
        for one in rooms.asks.of_site(site)
        if not one.revoked
    )


def _key(content: str, given: DocumentInput) -> str:
    rest = (given.draft, given.accepted, given.tracked, given.asked, given.as_of)
    return sha256(f"{content} {rest!r}".encode()).hexdigest()
