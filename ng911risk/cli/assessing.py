"""One inventory file -> one report, as every command does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from ng911risk.cli.reading import (
    read_evidence_file,
    read_intelligence_file,
    read_inventory_file,
)
from ng911risk.model.intelligence import NOTHING_IMPORTED, Intelligence

if TYPE_CHECKING:
    from ng911risk.importers import ReadInventory
    from ng911risk.model.catalog import Catalog
    from ng911risk.model.evidence import Evidence
    from ng911risk.model.report import RiskReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """A report and everything that went into it."""

    read: ReadInventory
    evidence: tuple[Evidence, ...]
    report: RiskReport
    intelligence: Intelligence = NOTHING_IMPORTED


def tool_version() -> str:
    """Version of ng911risk, as installed."""
    try:
        return version("ng911risk")
    except PackageNotFoundError:
        return "0+unknown"


def assess_file(
    path: Path,
    *,
    at: datetime,
    seed: int = 1,
    evidence: Path | None = None,
    evidence_key: Path | None = None,
    intelligence: Path | None = None,
    good_rows_only: bool = False,
) -> Assessed:
    """
    Assess the inventory in `path` with the catalogue of the package.

    Raises:
        InputError: The inventory, the evidence, the intelligence or the catalogue cannot be used.
        SignatureError: The evidence is signed, and not with that key.
    """
    from ng911risk.content import load_catalog

    catalog = load_catalog()
    read = read_inventory_file(path, catalog, good_rows_only=good_rows_only)
    seen = read_evidence_file(evidence, catalog, read, evidence_key)
    heard = read_intelligence_file(intelligence)
    return assess_read(read, catalog, at=at, seed=seed, evidence=seen, intelligence=heard)


def assess_read(
    read: ReadInventory,
    catalog: Catalog,
    *,
    at: datetime,
    seed: int = 1,
    evidence: tuple[Evidence, ...] = (),
    intelligence: Intelligence = NOTHING_IMPORTED,
) -> Assessed:
    """Assess an inventory that was read."""
    from ng911risk.engine.assess import assess

    report = assess(
        read.inventory,
        catalog,
        at=at,
        tool_version=tool_version(),
        inventory_digest=read.digest,
        evidence=evidence,
        intelligence=intelligence,
        place=read.place,
        seed=seed,
    )
    return Assessed(read=read, evidence=evidence, report=report, intelligence=intelligence)
