"""What is exported or signed: an inventory assessed now, a signed report, or a kept assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ng911risk.cli import moment as clock
from ng911risk.cli.console import name_of, note
from ng911risk.cli.files import read_bytes
from ng911risk.errors import ConflictError, InputError, Problem
from ng911risk.exporters.documents.given import Accepted, DocumentInput, Tracked
from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.model.intelligence import Feed, Intelligence
from ng911risk.model.observation import ObservationFile
from ng911risk.records import json_bytes, to_json, to_tree
from ng911risk.signing import signed_report
from ng911risk.signing.envelope import SIZE_MAX
from ng911risk.signing.keys import read_public
from ng911risk.signing.signed_report import Inputs, SignedReport

if TYPE_CHECKING:
    from ng911risk.model.catalog import Catalog
    from ng911risk.store import Rooms


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody typed about where it comes from."""

    source: str
    """File, or id of an assessment."""

    at: str | None = None
    seed: int = 1
    evidence: Path | None = None
    evidence_key: Path | None = None
    """Public key that signed evidence has to be signed with."""

    intel: Path | None = None
    store: str | None = None
    organisation: str = "local"
    installation: str | None = None
    key: Path | None = None
    """Public key that a signed report has to be signed with."""

    signed: bool = True
    """Whether a signed report will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """One assessment with everything that belongs to it."""

    whole: SignedReport
    """Its parts as bytes, signed or not."""

    inputs: Inputs
    """The same as values."""

    catalog: Catalog
    """The catalogue at hand."""

    tracked: tuple[Tracked, ...] = ()
    accepted: tuple[Accepted, ...] = ()

    seen: ObservationFile = field(default_factory=ObservationFile)
    """What the database holds of captures and checks."""

    previous: tuple[Mapping[str, Any], ...] = ()
    """What was given out before, up to this assessment."""

    libraries: tuple[Feed, ...] = ()
    """Libraries that are passed on letter by letter; they changed no number."""

    def exchange(
        self,
        wishes: Wishes,
        *,
        previous: tuple[Mapping[str, Any], ...] = (),
        seen: ObservationFile | None = None,
    ) -> ExchangeInput:
        """
        Return what exports are made from; says so where the catalogue is another one.

        Raises:
            ConflictError: The catalogue at hand does not know what the report speaks of.
        """
        from ng911risk.exporters.exchange.catalogue_at_hand import differs

        if words := differs(self.inputs.report, self.catalog):
            note(words)
        seen = seen or self.seen
        heard = self.inputs.intelligence.feeds
        names = {one.name for one in heard}
        more = (one for one in self.libraries if one.name not in names)
        return ExchangeInput(
            report=self.inputs.report,
            inventory=self.inputs.inventory,
            catalog=self.catalog,
            site=self.whole.site,
            installation=self.whole.installation,
            evidence=self.inputs.evidence,
            observations=seen.observations,
            promotions=seen.promotions,
            intelligence=Intelligence(feeds=(*heard, *more)),
            previous=(*self.previous, *previous),
            tracked=self.tracked,
            accepted=self.accepted,
            seal=self.whole.seal,
            wishes=wishes,
        )

    def document(self) -> DocumentInput:
        """Return what documents are made from."""
        return DocumentInput(
            report=self.inputs.report,
            inventory=self.inputs.inventory,
            evidence=self.inputs.evidence,
            seal=self.whole.seal,
            tracked=self.tracked,
            accepted=self.accepted,
        )


def sourced(asked: Asked) -> Sourced:
    """
    Get the assessment that somebody asked for.

    Raises:
        InputError: A file cannot be used; carries every problem.
        NotFoundError: No assessment has that id.
        SealBrokenError: It was changed after it was sealed.
        SignatureError: It was changed after it was signed, or another key signed it.
    """
    from ng911risk.content import load_catalog

    catalog = load_catalog()
    data = b""
    if asked.store is None and Path(asked.source).suffix.lower() == ".json":
        data = read_bytes(Path(asked.source), most=SIZE_MAX)
    is_signed = _is_signed(data)
    if asked.key is not None and not is_signed:
        message = "only a signed report has a signature to check, and this is none"
        raise InputError([Problem(file="--key", message=message)])
    if asked.store is not None:
        found = _kept(asked, asked.store, catalog)
    else:
        found = _signed(asked, data, catalog) if is_signed else _assessed(asked, catalog)
    if asked.installation is None:
        return found
    return replace(found, whole=replace(found.whole, installation=asked.installation))


def _is_signed(data: bytes) -> bool:
    # what an envelope has and no inventory may have
    return signed_report.looks_like_one(data) and b'"payloadType"' in data[:1000]


def _signed(asked: Asked, data: bytes, catalog: Catalog) -> Sourced:
    file = name_of(Path(asked.source).name)
    _only_for_inventories(asked)
    if not asked.signed:
        raise ConflictError("It is signed already; sign its inventory, or the sealed assessment.")
    if asked.key is None:
        note(f"The signature of {file} is not checked; for that add --key FILE.pub.pem.")
        whole = signed_report.unverified(data, file=file)
    else:
        key = read_public(read_bytes(asked.key), file=name_of(asked.key))
        whole = signed_report.verify(data, key, file=file)
    return Sourced(whole=whole, inputs=whole.inputs, catalog=catalog)


def _only_for_inventories(asked: Asked) -> None:
    """
    Refuse to change what a signed or sealed assessment was made from.

    Raises:
        InputError: An option was given that would.
    """
    given = {
        "--at": asked.at,
        "--evidence": asked.evidence,
        "--evidence-key": asked.evidence_key,
        "--intel": asked.intel,
    }
    problems = [
        Problem(file=name, message="this assessment is made already; only an inventory takes it")
        for name, value in given.items()
        if value is not None
    ]
    if problems:
        raise InputError(problems)


def _assessed(asked: Asked, catalog: Catalog) -> Sourced:
    from ng911risk.cli.assessing import assess_read
    from ng911risk.cli.reading import (
        read_evidence_file,
        read_intelligence_file,
        read_inventory_file,
    )
    from ng911risk.exporters.exchange.installation import installation_of, key_of
    from ng911risk.records.field_places import places_of

    path = Path(asked.source)
    moment = clock.moment(asked.at)
    intelligence = read_intelligence_file(asked.intel)
    read = read_inventory_file(path, catalog)
    evidence = read_evidence_file(asked.evidence, catalog, read, asked.evidence_key)
    note(f"Assessing {name_of(path)} ...")
    made = assess_read(
        read, catalog, at=moment, seed=asked.seed, evidence=evidence, intelligence=intelligence
    )
    places = places_of(read.inventory, read.place)
    inputs = Inputs(
        report=made.report,
        inventory=read.inventory,
        evidence=evidence,
        places=places,
        intelligence=intelligence,
    )
    whole = signed_report.of_report(
        made.report,
        report_json=to_json(made.report, omit_defaults=False),
        inventory_json=to_json(read.inventory),
        evidence_json=json_bytes([to_tree(one) for one in evidence]),
        places_json=json_bytes(places),
        intelligence_json=to_json(intelligence) if intelligence.feeds else b"",
        site=key_of(read.inventory.site),
        installation=installation_of(read.inventory.site),
    )
    return Sourced(whole=whole, inputs=inputs, catalog=catalog)


def _kept(asked: Asked, store: str, catalog: Catalog) -> Sourced:
    from ng911risk.access import command_line
    from ng911risk.cli.keeping import opened
    from ng911risk.store import require_seal
    from ng911risk.store.to_sign import parts_of

    _only_for_inventories(asked)
    now = clock.now()
    scope = command_line(asked.organisation)
    with opened(store, must_exist=True) as database:
        with database.read(scope) as rooms:
            held = require_seal(rooms.assessments.get(asked.source))
            site = held.head.site
            tracked, accepted = _tracked(rooms, site), _accepted(rooms, site, now.date())
            seen = rooms.observations.of_site(site)
            kept = rooms.intelligence.standing()
            previous = rooms.published.versions_of(site, held.head.made_at)
            installation = rooms.published.installation()
        if not installation:
            with database.write(scope) as rooms:
                installation = rooms.published.name_installation(at=now)
    whole = parts_of(held, installation)
    return Sourced(
        whole=whole,
        inputs=whole.inputs,
        catalog=catalog,
        tracked=tracked,
        accepted=accepted,
        seen=seen,
        previous=previous,
        libraries=tuple(one for one in kept.feeds if one.references),
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
