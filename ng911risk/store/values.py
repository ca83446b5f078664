"""What the repositories take and give: plain values, never rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, TypeVar, cast

from ng911risk.access import command_line
from ng911risk.model.evidence import Evidence
from ng911risk.model.intelligence import Intelligence
from ng911risk.model.inventory import Inventory
from ng911risk.model.record import Record
from ng911risk.model.report import RiskReport
from ng911risk.records.read import adapter_of

T = TypeVar("T")

LOCAL: Final = command_line()
"""Whoever works on the machine itself, in the tenant that every new database has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Record):
    """A centre that is assessed."""

    id: str
    """Random, 32 hexadecimal digits."""

    name: str
    """Name for people, unique among your sites."""

    created_at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryHead(Record):
    """One inventory as it was posted, without its content."""

    id: str
    """Random, 32 hexadecimal digits."""

    site: str
    """Site id."""

    number: int
    """1 for the first of the site, then 2, 3 and so on."""

    file: str
    """Name of the file as its author knows it."""

    digest: str
    """SHA-256 of the inventory in canonical form."""

    added_at: datetime
    """UTC."""

    by_name: str = ""
    """Who added it."""

    why: str = ""
    """What was done, for instance ``imported``, ``changed cad`` or ``undone``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredInventory:
    """One inventory with its content."""

    head: InventoryHead
    inventory_json: bytes
    """Canonical JSON."""

    places_json: bytes
    """Where each field stood in the file it came from: JSON, path -> place."""

    @property
    def inventory(self) -> Inventory:
        """The content as a value."""
        return _inventory(self.inventory_json)

    @property
    def places(self) -> Mapping[str, str]:
        """Path of a field -> where it stood, for instance ``Assets!D7``."""
        return _value(dict[str, str], self.places_json)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentHead(Record):
    """One sealed assessment, without its content."""

    id: str
    """Random, 32 hexadecimal digits."""

    site: str
    """Site id."""

    number: int
    """1 for the first of the site, then 2, 3 and so on."""

    made_at: datetime
    """Moment the assessment speaks of, UTC."""

    sealed_at: datetime
    """Moment it was stored, UTC."""

    tool_version: str
    """Version of ng911risk that made it."""

    catalog_version: str
    """Version of the catalogue."""

    catalog_digest: str
    """SHA-256 of the catalogue."""

    inventory_digest: str
    """SHA-256 of the inventory in canonical form."""

    seed: int
    """Seed of the worlds."""

    content_hash: str
    """SHA-256 over everything sealed (ng911risk.store.seal)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One sealed assessment: everything that went in, and the report as it was made."""

    head: AssessmentHead
    inventory_json: bytes
    """Canonical JSON."""

    evidence_json: bytes
    """Canonical JSON, a list."""

    places_json: bytes
    """JSON, path of a field -> where it stood in its file."""

    report_json: bytes
    """The bytes that readers get."""

    intelligence_json: bytes | None = None
    """Canonical JSON of what others reported and went in; None where nothing did."""

    @property
    def inventory(self) -> Inventory:
        """The inventory as a value."""
        return _value(Inventory, self.inventory_json)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence as values."""
        return _value(tuple[Evidence, ...], self.evidence_json)

    @property
    def intelligence(self) -> Intelligence:
        """What others reported, as a value."""
        if self.intelligence_json is None:
            return Intelligence()
        return _value(Intelligence, self.intelligence_json)

    @property
    def places(self) -> Mapping[str, str]:
        """Path of a field -> where it stood."""
        return _value(dict[str, str], self.places_json)

    @property
    def report(self) -> RiskReport:
        """The report as a value."""
        return _value(RiskReport, self.report_json)


@lru_cache(maxsize=16)
def _inventory(data: bytes) -> Inventory:
    """Inventories never change, and the newest one is asked for by every page of its site."""
    return _value(Inventory, data)


def _value(cls: type[T], data: bytes) -> T:
    """Read bytes of our own making; the limits for strangers' files do not apply."""
    kind: Any = cls
    return cast("T", adapter_of(kind).validate_json(data, strict=True))
