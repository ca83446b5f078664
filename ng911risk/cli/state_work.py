"""
One site of a state as a task: plain bytes in, plain bytes out, the same on every machine.

A task needs nothing of the machine it runs on but ng911risk itself, and the same
version and catalogue. What goes wrong with one inventory is a result, not an error.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from ng911risk.errors import InputError, NG911RiskError, Problem

if TYPE_CHECKING:
    from ng911risk.model.catalog import Catalog
    from ng911risk.model.evidence import Evidence
    from ng911risk.model.report import RiskReport
    from ng911risk.model.state import SiteRow

ROW_FILE: Final = "row.json"
"""Name of the file that may be handed on in place of an inventory."""

_SQUEEZE = 1
"""Reports shrink to a tenth at the fastest setting; they wait in memory and cross a network."""


class SiteKind(StrEnum):
    """What a file says about a site."""

    INVENTORY = "inventory"
    REPORT = "report"
    """A finished assessment."""

    ROW = "row"
    """The few numbers of a finished assessment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTask:
    """Everything that a result depends on."""

    kind: SiteKind
    """What `data` is."""

    file: str
    """Path below the folder of the state, with slashes."""

    data: bytes
    """The file."""

    evidence_file: str
    """Name of the file of evidence beside it, or empty."""

    evidence: bytes
    """That file."""

    at: datetime
    """Moment the assessment speaks of."""

    seed: int
    """Seed of the worlds."""

    formats: tuple[str, ...]
    """Formats of the report that are wanted."""

    tool_version: str
    """Version of ng911risk that must do it."""

    catalog_digest: str
    """Catalogue it must be done with."""

    @property
    def key(self) -> str:
        """SHA-256 of everything above: while it stays the same, so does the result."""
        parts = (
            self.kind.encode(),
            self.file.encode(errors="surrogateescape"),
            self.data,
            self.evidence_file.encode(errors="surrogateescape"),
            self.evidence,
            self.at.isoformat().encode(),
            str(self.seed).encode(),
            " ".join(self.formats).encode(),
            self.tool_version.encode(),
            self.catalog_digest.encode(),
        )
        digest = sha256()
        for part in parts:
            digest.update(len(part).to_bytes(8, "big") + part)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteResult:
    """The files of one site, or why there are none."""

    packed: Mapping[str, bytes]
    """Name of a file -> its bytes, packed."""

    problems: tuple[Problem, ...] = ()
    """What is wrong with the site; then there are no files."""

    refused: str = ""
    """Why this machine must not do it; then nothing of the whole run can be trusted to it."""

    @property
    def files(self) -> dict[str, bytes]:
        """Name of a file -> its bytes."""
        return {name: zlib.decompress(data) for name, data in self.packed.items()}


def assess_site(task: SiteTask) -> SiteResult:
    """Do one task; never fails because of what is in the file."""
    try:
        return _done(task)
    except InputError as error:
        return SiteResult(packed={}, problems=error.problems)
    except NG911RiskError as error:
        return _failed(task, str(error))
    except Exception as error:  # noqa: BLE001 -- one site must not end the run of all the others
        first = (str(error).splitlines() or [""])[0][:200]
        return _failed(task, f"a defect of ng911risk: {type(error).__name__}: {first}")


def _failed(task: SiteTask, message: str) -> SiteResult:
    return SiteResult(packed={}, problems=(Problem(file=task.file, message=message),))


def _done(task: SiteTask) -> SiteResult:
    from ng911risk.cli.assessing import tool_version
    from ng911risk.content import load_catalog

    catalog = load_catalog()
    mine = (tool_version(), catalog.digest)
    if mine != (task.tool_version, task.catalog_digest):
        return SiteResult(
            packed={},
            refused=f"A worker has ng911risk {mine[0]} with another version or catalogue than this "
            f"machine ({task.tool_version}); install the same everywhere.",
        )
    if task.kind is SiteKind.ROW:
        return _packed({}, _row_in(task))
    if task.kind is SiteKind.REPORT:
        return _from_report(task)
    return _from_inventory(task, catalog)


def _from_inventory(task: SiteTask, catalog: Catalog) -> SiteResult:
    from ng911risk.cli.assessing import assess_read
    from ng911risk.cli.reading import read_inventory_bytes
    from ng911risk.engine.site_row import site_row

    name = task.file.rpartition("/")[2]
    read = read_inventory_bytes(task.data, catalog, file=name)
    evidence: tuple[Evidence, ...] = ()
    if task.evidence_file:
        from ng911risk.cli.reading import read_evidence_bytes

        evidence = read_evidence_bytes(
            task.evidence, catalog, read, file=task.evidence_file.rpartition("/")[2]
        )
    report = assess_read(read, catalog, at=task.at, seed=task.seed, evidence=evidence).report
    return _packed(_rendered(report, task.formats), site_row(report, read.inventory))


def _from_report(task: SiteTask) -> SiteResult:
    from ng911risk.engine.site_row import site_row
    from ng911risk.model.report import RiskReport
    from ng911risk.records import read_record

    report = read_record(RiskReport, task.data, file=task.file, format="json").value
    return _packed(_rendered(report, task.formats), site_row(report))


def _row_in(task: SiteTask) -> SiteRow:
    from ng911risk.model.state import SiteRow
    from ng911risk.records import read_record

    return read_record(SiteRow, task.data, file=task.file, format="json").value


def _rendered(report: RiskReport, formats: tuple[str, ...]) -> dict[str, bytes]:
    from ng911risk.exporters import render

    return {f"report.{one}": render(report, one) for one in formats}


def _packed(files: dict[str, bytes], row: SiteRow) -> SiteResult:
    from ng911risk.records import to_json

    files[ROW_FILE] = to_json(row, omit_defaults=False)
    return SiteResult(packed={name: zlib.compress(data, _SQUEEZE) for name, data in files.items()})
