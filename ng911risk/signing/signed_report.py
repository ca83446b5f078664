"""
A signed report: the report as it was made, and everything it was made from, in one file.

A verifier needs this file and the public key. With the same version of the tool and of its
catalogue the report can be made again from it, and every byte compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, TypeAlias, TypeVar, cast

from pydantic import ValidationError

from ng911risk.errors import InputError, Problem
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence
from ng911risk.model.intelligence import Intelligence
from ng911risk.model.inventory import Inventory
from ng911risk.model.report import RiskReport
from ng911risk.records import json_bytes
from ng911risk.records.read import adapter_of
from ng911risk.signing import envelope
from ng911risk.signing.keys import PrivateKey, PublicKey

PAYLOAD_TYPE: Final = "application/vnd.ng911risk.signed-report+json"
"""What the envelope says that it holds."""

FORMAT: Final = "ng911risk-signed-report/1"

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class SignedReport:
    """
    What is signed. The parts are texts, so that each keeps its bytes whatever reads them.

    Moments are ISO 8601 in UTC, digests SHA-256 in hexadecimal.
    """

    format: str = FORMAT
    """Version of this layout."""

    site: str
    """Key of the centre within its installation."""

    installation: str
    """UUID of the installation."""

    seal: str = ""
    """Content hash of the sealed assessment; empty when it comes from files."""

    made_at: str
    """Moment that the assessment speaks of."""

    seed: int
    """Of the worlds."""

    tool_version: str
    """Version of ng911risk that made it."""

    catalog_version: str
    """Version of the catalogue."""

    catalog_digest: str
    """Of the catalogue."""

    inventory_digest: str
    """Of the inventory below."""

    report: str
    """Canonical JSON of the report."""

    inventory: str
    """Canonical JSON of the inventory."""

    evidence: str
    """Canonical JSON of the evidence, a list."""

    places: str
    """JSON, path of a field -> where it stood in its file."""

    intelligence: str = ""
    """Canonical JSON of the intelligence that went in; empty without any."""

    @cached_property
    def inputs(self) -> Inputs:
        """
        What is inside, as values.

        Raises:
            InputError: This version cannot read it, or the parts contradict each other.
        """
        try:
            found = Inputs(
                report=_value(RiskReport, self.report),
                inventory=_value(Inventory, self.inventory),
                evidence=_value(tuple[Evidence, ...], self.evidence),
                places=_value(dict[str, str], self.places),
                intelligence=(
                    _value(Intelligence, self.intelligence) if self.intelligence else Intelligence()
                ),
            )
        except ValidationError:
            raise _refused(
                f"its parts are those of version {self.tool_version}, which this version of "
                "ng911risk cannot read"
            ) from None
        if wrong := self._disagreements(found.report):
            raise _refused(f"its parts contradict each other about {', '.join(wrong)}")
        return found

    def _disagreements(self, report: RiskReport) -> tuple[str, ...]:
        told = {name: getattr(report, name) for name in _TOLD} | {
            "made_at": report.made_at.isoformat()
        }
        wrong = [name for name, value in told.items() if getattr(self, name) != value]
        if sha256(self.inventory.encode()).hexdigest() != self.inventory_digest:
            wrong.append("inventory")
        return tuple(wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The report, and what it was made from."""

    report: RiskReport
    inventory: Inventory
    evidence: tuple[Evidence, ...]
    places: Mapping[str, str]
    intelligence: Intelligence


_TOLD: Final = ("seed", "tool_version", "catalog_version", "catalog_digest", "inventory_digest")


Remake: TypeAlias = Callable[[SignedReport, Catalog], bytes]
"""Makes the JSON of the report once more: whoever calls knows the engine and its writer."""


def of_report(  # noqa: PLR0913 -- each is a part of the file
    report: RiskReport,
    *,
    report_json: bytes,
    inventory_json: bytes,
    evidence_json: bytes,
    places_json: bytes,
    intelligence_json: bytes = b"",
    site: str,
    installation: str,
    seal: str = "",
) -> SignedReport:
    """Gather what is to be signed; the bytes are taken as they are."""
    return SignedReport(
        site=site,
        installation=installation,
        seal=seal,
        made_at=report.made_at.isoformat(),
        report=report_json.decode(),
        inventory=inventory_json.decode(),
        evidence=evidence_json.decode(),
        places=places_json.decode(),
        intelligence=intelligence_json.decode(),
        **{name: getattr(report, name) for name in _TOLD},
    )


def sign(report: SignedReport, key: PrivateKey) -> bytes:
    """File with the report, its inputs and a signature; the same input gives the same bytes."""
    return envelope.sign(PAYLOAD_TYPE, json_bytes(asdict(report)), key)


def verify(data: bytes, key: PublicKey, *, file: str) -> SignedReport:
    """
    Signed report in a file, once its signature has been checked.

    Args:
        data: The bytes of the file.
        key: Of whoever has to have signed it.
        file: Name of the file, for the complaint.

    Raises:
        InputError: This is no signed report.
        SignatureError: Another key signed it, or something in it was changed.
    """
    return _read(envelope.opened(data, key, payload_type=PAYLOAD_TYPE, file=file), file)


def unverified(data: bytes, *, file: str) -> SignedReport:
    """
    Signed report in a file of your own, whose signature nobody asked about.

    Raises:
        InputError: This is no signed report.
    """
    held = envelope.looked_at(data, file=file)
    if held.payload_type != PAYLOAD_TYPE:
        raise _refused("it was signed as something else than a report", file)
    return _read(held.payload, file)


def looks_like_one(head: bytes) -> bool:
    """Whether a file that begins like this may be signed; a database begins otherwise."""
    return head.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] == b"{"


def reproduce(
    signed: SignedReport, catalog: Catalog, *, tool: str, remake: Remake
) -> tuple[str, ...]:
    """
    Make the report once more from what was signed, and compare every byte.

    Args:
        signed: Its signature was checked.
        catalog: The catalogue at hand.
        tool: Version of ng911risk at hand.
        remake: Makes the report.

    Returns:
        Why it is not the same, in plain words; empty if every byte is.

    Raises:
        InputError: This version cannot read what is inside.
    """
    versions = _versions(signed, catalog, tool)
    if catalog.digest != signed.catalog_digest:
        return versions
    made = remake(signed, catalog)
    if made == signed.report.encode():
        return ()
    lines = zip(signed.report.encode().splitlines(), made.splitlines(), strict=False)
    number = next((n for n, (old, new) in enumerate(lines, 1) if old != new), None)
    where = f"from line {number} on" if number else "in its length"
    return (*versions, f"The report made again differs {where}.")


def _versions(signed: SignedReport, catalog: Catalog, tool: str) -> tuple[str, ...]:
    """What was used and is not at hand."""
    found = []
    if signed.catalog_digest != catalog.digest:
        used = f"{signed.catalog_version} ({signed.catalog_digest[:12]})"
        here = f"{catalog.version} ({catalog.digest[:12]})"
        found.append(f"It was made with catalogue {used}; at hand is {here}.")
    if signed.tool_version != tool:
        found.append(f"It was made with ng911risk {signed.tool_version}; at hand is {tool}.")
    return tuple(found)


def _read(payload: bytes, file: str) -> SignedReport:
    try:
        tree = envelope.strict_json(payload)
    except ValueError:
        raise _refused("what was signed is no JSON", file) from None
    wanted = {one.name: (int if one.name == "seed" else str) for one in fields(SignedReport)}
    if not isinstance(tree, dict) or tree.get("format") != FORMAT:
        raise _refused("what was signed is no report, or one of a newer version", file)
    if set(tree) != set(wanted) or any(
        type(tree[name]) is not kind for name, kind in wanted.items()
    ):
        raise _refused("the parts of the signed report are not those of its format", file)
    try:
        datetime.fromisoformat(tree["made_at"])
        "".join(filter(None, (tree[name] for name in wanted if name != "seed"))).encode()
    except ValueError:
        raise _refused("it does not say when it was made, or holds what is no text", file) from None
    return SignedReport(**tree)


def _value(cls: type[T], text: str) -> T:
    kind: Any = cls
    return cast("T", adapter_of(kind).validate_json(text, strict=True))


def _refused(message: str, file: str = "the signed report") -> InputError:
    return InputError([Problem(file=file, message=message)])
