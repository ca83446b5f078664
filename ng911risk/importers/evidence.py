"""A file of evidence -> observations that fit the site and the catalogue, or every problem."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from ng911risk.errors import InputError, Problem
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence, EvidenceFile, LabProof
from ng911risk.model.inventory import Inventory
from ng911risk.model.references import evidence_unknown_to
from ng911risk.records import Located, read_record
from ng911risk.signing import signed_evidence
from ng911risk.signing.keys import PublicKey

RECORDS_MAX: Final = 500
"""Most observations in one file."""

LONGEST: Final[Mapping[str, int]] = {
    "observed": 4_000,
    "method": 200,
    "reviewer": 200,
    "period": 200,
    "sample": 500,
}
"""Longest text of each field, in characters."""

PROOF_LONGEST: Final[Mapping[str, int]] = {"check": 100, "reason": 500}
"""The same of where a lab check or a capture can be traced to."""

CITED_MAX: Final = 20
"""Most packets that one record cites."""

CITED_LONGEST: Final = 2_000
"""Longest text of a cited packet, in characters."""

_WITH_A_KEY: Final = (
    "Take it in with the public key of whoever has to have signed it; "
    "on the command line: --evidence-key."
)
_CAPTURES: Final = frozenset(
    bytes.fromhex(one) for one in ("a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "0a0d0d0a")
)
"""First bytes of pcap, in both orders and both precisions, and of pcapng."""

_FROM_A_CAPTURE: Final = (
    "Captures are read on your own machine: ng911risk lab pcap with --evidence makes a file of "
    "evidence of one; bring that."
)
_DIGESTS: Final = {"record": 64, "capture": 64, "run": 32}
_ONE_DAY: Final = timedelta(days=1)


def read_evidence(
    data: bytes, catalog: Catalog, inventory: Inventory, *, file: str, today: date | None = None
) -> tuple[Evidence, ...]:
    """
    Evidence in the bytes of a YAML or JSON file; the ending of its name says which.

    Args:
        data: The bytes as they came.
        catalog: Where mitigations are looked up.
        inventory: Where zones, assets and owners are looked up.
        file: Name of the file as its author knows it.
        today: Nobody has seen anything later; None: that is not asked.

    Raises:
        InputError: It cannot be used; carries every problem.
    """
    if signed_evidence.looks_like_one(data):
        message = "this is signed evidence, and nobody here can vouch for who signed it"
        raise InputError([Problem(file=file, message=message, hint=_WITH_A_KEY)])
    if data[:4] in _CAPTURES:
        message = "this is a capture of traffic, not evidence"
        raise InputError([Problem(file=file, message=message, hint=_FROM_A_CAPTURE)])
    located = read_record(
        EvidenceFile,
        data,
        file=file,
        format="json" if file.lower().endswith(".json") else "yaml",
    )
    evidence = located.value.evidence
    if len(evidence) > RECORDS_MAX:
        message = f"more than {RECORDS_MAX} observations"
        raise InputError([Problem(file=file, message=message, hint="Split the file.")])
    faults = faults_of(evidence, catalog, inventory, today=today)
    problems = [_problem(located, *one) for one in faults]
    if problems:
        raise InputError(problems)
    return evidence


def read_signed(
    data: bytes,
    keys: Iterable[PublicKey],
    catalog: Catalog,
    inventory: Inventory,
    *,
    file: str,
    also_called: Collection[str] = (),
    today: date | None = None,
) -> tuple[Evidence, ...]:
    """
    Evidence in a signed file, each record with the key that signed it.

    Args:
        data: The bytes as they came.
        keys: Of everybody who is believed.
        catalog: Where mitigations are looked up.
        inventory: Where assets are looked up, and the name of the centre.
        file: Name of the file as its author knows it.
        also_called: Other names of the same centre.
        today: Nobody has seen anything later; None: that is not asked.

    Raises:
        InputError: It cannot be used; carries every problem.
        SignatureError: Nobody who is believed signed it, or something in it was changed.
    """
    found = signed_evidence.read(data, keys, file=file)
    names = {_plain(one) for one in (inventory.site.name, *also_called)}
    if _plain(found.site) not in names:
        message = f"it speaks of {found.site[:100]!r}, and this is {inventory.site.name!r}"
        raise InputError([Problem(file=file, message=message)])
    seen = read_evidence(found.evidence, catalog, inventory, file=f"{file}.json", today=today)
    return tuple(
        replace(one, lab=replace(one.lab, signed_by=found.key_id)) if one.lab else one
        for one in seen
    )


def faults_of(
    evidence: tuple[Evidence, ...],
    catalog: Catalog,
    inventory: Inventory,
    *,
    today: date | None = None,
) -> Iterator[tuple[str, str]]:
    """
    Everything that does not fit the site, the catalogue or the calendar, or is too long.

    What is dated later than `today` would count as the newest for as long as it takes; a day is
    allowed for, because days begin at different times.

    Yields:
        (field path below ``evidence``, message).
    """
    yield from evidence_unknown_to(catalog, inventory, evidence)
    assets = {one.id for one in inventory.assets}
    for i, item in enumerate(evidence):
        for name, longest in LONGEST.items():
            if len(getattr(item, name)) > longest:
                yield f"evidence[{i}].{name}", f"longer than {longest:,} characters"
        if not item.observed.strip():
            yield f"evidence[{i}].observed", "say what was seen"
        if today is not None and item.on - today > _ONE_DAY:
            yield f"evidence[{i}].on", "nobody has seen that yet: the day is in the future"
        if item.lab is not None:
            yield from _faults_of_lab(f"evidence[{i}]", item, item.lab, assets)


def _faults_of_lab(
    where: str, item: Evidence, lab: LabProof, assets: Collection[str]
) -> Iterator[tuple[str, str]]:
    """What a machine saw is of single assets, has a moment, and can be traced."""
    if not item.scope or not set(item.scope) <= set(assets):
        yield (
            f"{where}.scope",
            "a lab check or a capture speaks of the assets it saw only; name them by id",
        )
    if lab.at.tzinfo is None:
        yield f"{where}.lab.at", "the moment has no time zone; write it in UTC, with a Z"
    elif abs(lab.at.date() - item.on) > _ONE_DAY:
        yield f"{where}.lab.at", "this is another day than that of the record"
    if lab.signed_by:
        yield f"{where}.lab.signed_by", "only a signed file shows who signed it; leave it out"
    if lab.packets is not None and lab.packets < 0:
        yield f"{where}.lab.packets", "fewer than no packets"
    yield from _texts_of_lab(f"{where}.lab", lab)


def _texts_of_lab(where: str, lab: LabProof) -> Iterator[tuple[str, str]]:
    if not lab.check.strip():
        yield f"{where}.check", "say what was checked or looked for"
    for name, longest in PROOF_LONGEST.items():
        if len(getattr(lab, name)) > longest:
            yield f"{where}.{name}", f"longer than {longest:,} characters"
    for name, digits in _DIGESTS.items():
        text = getattr(lab, name)
        if text and not re.fullmatch(rf"[0-9a-f]{{{digits}}}", text):
            yield f"{where}.{name}", f"not {digits} hexadecimal digits in small letters"
    if len(lab.cited) > CITED_MAX:
        yield f"{where}.cited", f"more than {CITED_MAX} packets"
    for i, text in enumerate(lab.cited):
        if len(text) > CITED_LONGEST:
            yield f"{where}.cited[{i}]", f"longer than {CITED_LONGEST:,} characters"


def _problem(located: Located[EvidenceFile], field: str, message: str) -> Problem:
    what, _, guess = message.partition("; did you mean ")
    row, column = located.position(field)
    return Problem(
        file=located.file,
        row=row,
        column=column,
        field=field,
        message=what,
        hint=f"Did you mean {guess}" if guess else "",
    )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
