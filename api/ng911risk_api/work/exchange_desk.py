"""
Exports of sealed assessments: who may take which, what they are made of, and making them.

An export is made when it is asked for and kept a while, under everything that it hangs on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from ng911risk.access import Permission, Scope
from ng911risk.errors import NotFoundError
from ng911risk.exporters.exchange.catalogue_at_hand import differs
from ng911risk.exporters.exchange.discovery import Audience, Export, exports
from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.model.catalog import Catalog
from ng911risk.model.intelligence import Intelligence
from ng911risk.model.record import Record
from ng911risk.model.tlp import Tlp
from ng911risk.store import Assessment, Rooms, require_seal
from ng911risk.store.object_versions import bytes_of
from ng911risk_api.deps import Desk
from ng911risk_api.media import slug_of
from ng911risk_api.work.document_desk import Shelf, sealed_source

_USUAL: Final = Tlp.AMBER_STRICT
_SHELF: Final = Shelf()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLine(Record):
    """One format that an assessment can be taken out in."""

    name: str
    """In its address."""

    title: str
    """For people."""

    serves: str
    """Whom it serves, and what they load it into."""

    audience: Audience
    """``auditor``: whoever reads report and evidence may take it; else it needs ``export``."""

    ending: str
    """Of the file, with its dot."""

    media_type: str
    """Content-Type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What exports of one assessment are made from, and what tells it from anything else."""

    key: str
    given: ExchangeInput

    @classmethod
    def of(cls, given: ExchangeInput) -> Source:
        """
        Return a source whose key is a digest of everything that an export hangs on.

        Report, inventory and evidence are under the seal, and wishes are in the tag of each
        export. All else is here: whatever were left out could be withdrawn, and still be given
        out from the shelf or told to be unchanged.
        """
        rest = (
            given.site, given.installation, given.catalog.digest, given.tracked, given.accepted,
            given.observations, given.promotions, given.intelligence,
            sorted(map(bytes_of, given.previous)),
        )  # fmt: skip
        return cls(key=_digest(given.seal, rest), given=given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A sealed assessment to be exported."""

    assessment: Assessment
    name: str
    """Of its site."""
    source: Source


def line_of(export: Export) -> ExportLine:
    """An export as a line of a list."""
    return ExportLine(
        name=export.name,
        title=export.title,
        serves=export.serves,
        audience=export.audience,
        ending=export.ending,
        media_type=export.media_type,
    )


def offered(scope: Scope) -> tuple[Export, ...]:
    """Exports that somebody may take as they usually are, by whom they serve, then by name."""
    return tuple(
        one
        for audience in Audience
        for one in exports().values()
        if one.audience is audience and not _missing(scope, one, Wishes())
    )


def found(name: str) -> Export:
    """
    Export of a name.

    Raises:
        NotFoundError: There is none.
    """
    export = exports().get(name)
    if export is None:
        raise NotFoundError("There is no such export.")
    return export


def require(scope: Scope, export: Export, wishes: Wishes) -> None:
    """
    Go on only if somebody may take an export like this.

    What is for auditors holds what the report and the evidence say, in another form: whoever
    may read both may take it as it usually is. Everything else, and every wish that lets more
    out or lets it go further, needs the permission to export.

    Raises:
        ForbiddenError: They may not.
    """
    for permission in _missing(scope, export, wishes):
        scope.require(permission)


def widens(wishes: Wishes) -> bool:
    """Whether more goes out than usual, or may be passed on further."""
    marks = (wishes.tlp, wishes.sentinel_tlp)
    further = any(mark is not None and mark.rank < _USUAL.rank for mark in marks)
    return wishes.people or wishes.numbers or further


def gathered(desk: Desk, id: str, catalog: Catalog, at: datetime, *, site: str = "") -> Sealed:
    """
    Return a sealed assessment and what its exports are made from.

    What was given out before is the history of an export, up to the moment that the
    assessment speaks of. The ids of everything hang on the number of the installation, which
    is made the first time that somebody needs it.

    Args:
        desk: The store, in somebody's scope; a link to one assessment sees no decisions.
        id: Of the assessment.
        catalog: The catalogue at hand.
        at: Now.
        site: Its site, if the address names one.

    Raises:
        NotFoundError: There is no such assessment, or not of this site.
        SealBrokenError: It was changed after it was sealed.
        ConflictError: The catalogue at hand does not know what the report speaks of.
    """
    with desk.read() as rooms:
        assessment = sealed(rooms, id, site)
        name = rooms.sites.get(assessment.head.site).name
        given = _given(rooms, desk.scope, assessment, catalog, at)
    given = replace(given, installation=installation(desk, at))
    return Sealed(assessment=assessment, name=name, source=Source.of(given))


def installation(desk: Desk, at: datetime) -> str:
    """UUID that ids of the organisation hang on; made, and entered in the log, the first time."""
    with desk.read() as rooms:
        known = rooms.published.installation()
    if known:
        return known
    with desk.write() as rooms:
        return rooms.published.name_installation(at=at)


def sealed(rooms: Rooms, id: str, site: str = "") -> Assessment:
    """
    Assessment whose seal holds.

    Raises:
        NotFoundError: There is none, or not of this `site` if one is named.
        SealBrokenError: It was changed after it was sealed.
    """
    assessment = require_seal(rooms.assessments.get(id))
    if site and assessment.head.site != site:
        raise NotFoundError("There is no assessment with this id.")
    return assessment


def _given(
    rooms: Rooms, scope: Scope, assessment: Assessment, catalog: Catalog, at: datetime
) -> ExchangeInput:
    differs(assessment.report, catalog)
    told = sealed_source(rooms, scope, assessment, at.astimezone(UTC).date()).given
    given = ExchangeInput(
        report=assessment.report,
        inventory=assessment.inventory,
        catalog=catalog,
        site=assessment.head.site,
        installation="",
        evidence=assessment.evidence,
        intelligence=assessment.intelligence,
        tracked=told.tracked,
        accepted=told.accepted,
        seal=assessment.head.content_hash,
    )
    if not scope.may(Permission.EXPORT) or scope.assessment:
        return given
    seen = rooms.observations.of_site(given.site)
    return replace(
        given,
        observations=seen.observations,
        promotions=seen.promotions,
        intelligence=_with_libraries(assessment.intelligence, rooms.intelligence.standing()),
        previous=rooms.published.versions_of(given.site, given.report.made_at),
    )


def _with_libraries(used: Intelligence, kept: Intelligence) -> Intelligence:
    """Add the libraries that an organisation keeps: what is passed on letter by letter."""
    names = {one.name for one in used.feeds}
    libraries = (
        replace(one, techniques=(), indicators=(), flaws=())
        for one in kept.feeds
        if one.references and one.name not in names
    )
    return Intelligence(feeds=(*used.feeds, *libraries))


def tag_of(source: Source, export: Export, wishes: Wishes, version: str) -> str:
    """Strong entity tag of one export."""
    return f'"{_digest(source.key, (export.name, wishes, version))}"'


def made(source: Source, export: Export, wishes: Wishes, version: str) -> bytes:
    """
    One export, from the shelf if it was made before.

    Raises:
        NG911RiskError: It cannot be made of this, with the reason.
    """
    key = tag_of(source, export, wishes, version)
    data = _SHELF.get(key)
    if data is None:
        data = export.render(replace(source.given, wishes=wishes))
        _SHELF.put(key, data)
    return data


def told_of(export: Export, wishes: Wishes) -> dict[str, str]:
    """What the audit log tells of an export: the form, and every wish that was made."""
    told = {"form": export.name}
    if wishes.tlp is not None:
        told["tlp"] = wishes.tlp.label
    if wishes.sentinel_tlp is not None:
        told["sentinel_tlp"] = wishes.sentinel_tlp.label
    told |= {name: "yes" for name in ("people", "numbers") if getattr(wishes, name)}
    return told | ({"widened": "yes"} if widens(wishes) else {})


def saved_as(site: str, day: str, name: str, ending: str) -> str:
    """Name under which a browser saves an export: ASCII letters, digits and hyphens."""
    return f"{slug_of(site) or 'site'}-{day}-{name}{ending}"


def _missing(scope: Scope, export: Export, wishes: Wishes) -> tuple[Permission, ...]:
    """Permissions that are needed and not held."""
    if scope.may(Permission.EXPORT):
        return ()
    if export.audience is not Audience.AUDITOR or widens(wishes):
        return (Permission.EXPORT,)
    needed = (Permission.READ_REPORT, Permission.READ_EVIDENCE)
    return tuple(one for one in needed if not scope.may(one))


def _digest(content: str, rest: object) -> str:
    return sha256(f"{content} {rest!r}".encode()).hexdigest()
