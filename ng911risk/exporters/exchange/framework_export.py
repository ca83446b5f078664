"""Views of every framework at hand: what is in place for each control, and who says so."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from ng911risk.engine.controls import Control
from ng911risk.exporters.csv_report import safe_cell
from ng911risk.exporters.documents.tables import status_words
from ng911risk.exporters.documents.workbook import Sheet, xlsx
from ng911risk.exporters.evidence_words import packets
from ng911risk.exporters.exchange.discovery import Audience, Export
from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.exchange.measures import Measures, proof
from ng911risk.exporters.stix.privacy import clean
from ng911risk.model.catalog import Framework
from ng911risk.model.evidence import Evidence, LabProof, Standing, Verdict
from ng911risk.model.speakers import speakers
from ng911risk.model.tlp import Tlp

NO_SCORE: Final = (
    "This is no compliance score, and none can be made of it: that a measure helps with a control "
    "is our judgement, and no line says that a control is met."
)
LEFT_OUT: Final = "left out"
"""Instead of a name that was not asked for, where no organisation is known."""

_HEADER: Final = (
    "Control", "Title", "Id for machines", "Measure", "State", "By place, and how firmly",
    "Who said so", "Evidence", "What proves it", "Measure id",
)  # fmt: skip
_WIDTHS: Final = (14, 40, 16, 44, 18, 44, 26, 60, 60, 32)
_NO_NAMES: Final = "with --with-people only; else the kind of organisation that said so"
_UNMAPPED: Final = "no measure of ours is mapped to it; that says nothing about you"
_SEEN: Final = {
    Verdict.EFFECTIVE: "works",
    Verdict.NOT_EFFECTIVE: "does not work",
    Verdict.INCONCLUSIVE: "without a conclusion",
}


def frameworks_workbook(given: ExchangeInput) -> bytes:
    """A workbook: what it says and does not say, then a sheet for each framework."""
    measures = Measures.of(given)
    frameworks = sorted(given.catalog.frameworks.items())
    sheets = [_read_me(given)]
    sheets += [
        Sheet(name=name[:31], header=_HEADER, rows=(*_rows(measures, one),), widths=_WIDTHS)
        for name, one in frameworks
    ]
    return xlsx(
        sheets,
        title=f"Frameworks: {given.report.site.name}",
        marking=f"{marking(given)}. {NO_SCORE}",
        at=given.report.made_at,
    )


def frameworks_csv(given: ExchangeInput) -> bytes:
    """One table of all frameworks, the framework in front of each line."""
    measures = Measures.of(given)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("Framework", *_HEADER, "Marking", "Note"))
    for name, framework in sorted(given.catalog.frameworks.items()):
        for row in _rows(measures, framework):
            writer.writerow([safe_cell(one) for one in (name, *row, marking(given), NO_SCORE)])
    return ("\ufeff" + out.getvalue()).encode()


def marking(given: ExchangeInput) -> str:
    """How far the file may be passed on."""
    return (given.wishes.tlp or Tlp.AMBER_STRICT).label


def evidence_words(measures: Measures, mitigation: str) -> str:
    """What was seen of a measure, the newest first."""
    return "\n".join(_seen(measures, one) for one in measures.evidence(mitigation))


def _read_me(given: ExchangeInput) -> Sheet:
    report = given.report
    rows: list[tuple[str, str]] = [
        ("Marking", marking(given)),
        ("Read this first", NO_SCORE),
        ("Centre", clean(report.site.name, given.wishes)),
        ("Assessed as of", f"{report.made_at:%Y-%m-%d %H:%M} UTC"),
        ("Catalogue", f"{report.catalog_version}, {report.catalog_digest[:16]}"),
        ("By place", "declared: somebody said so; verified or refuted: evidence was seen"),
        (
            "Names of people",
            "with --with-people only; else the organisation, by its kind"
            if not given.wishes.people
            else "included",
        ),
    ]
    for name, framework in sorted(given.catalog.frameworks.items()):
        rows.append((f"Sheet {name}", f"{framework.title}, version {framework.version}"))
        rows.append(("", framework.note))
        rows += [
            ("", f"Source: {', '.join(filter(None, (one.title, one.locator)))}: {one.grade.words}")
            for one in framework.sources
        ]
    return Sheet(name="Read me", header=("About", "What"), rows=tuple(rows), widths=(20, 110))


def _rows(measures: Measures, framework: Framework) -> Iterator[tuple[str, ...]]:
    """Every control, with a line for each measure that helps with it."""
    mitigations = measures.given.catalog.mitigations
    for control, title in framework.controls.items():
        head = (control, title, framework.machine_id(control))
        names = framework.mitigations_of(control)
        if not names:
            yield (*head, "", _UNMAPPED, "", "", "", "", "")
        for name in names:
            yield (
                *head,
                mitigations[name].title,
                status_words(measures.status(name)),
                "\n".join(_place(measures, one) for one in measures.scopes(name)),
                "\n".join(_said(measures, one) for one in measures.scopes(name)),
                evidence_words(measures, name),
                proof(mitigations[name]),
                name,
            )


def _place(measures: Measures, control: Control) -> str:
    where = measures.name(control.scope)
    asked = control.scope in measures.controls.by_mitigation.get(control.mitigation, {})
    return f"{where}: {status_words(control.status)}" + (
        f", {control.standing.value}" if asked else ""
    )


def _said(measures: Measures, control: Control) -> str:
    """Who said so: the organisation, and the person only where names were asked for."""
    given = measures.given
    if not (control.place and control.said_by):
        return clean(control.said_by, given.wishes) or "nobody"
    if control.standing is not Standing.DECLARED:
        return f"evidence: {clean(control.said_by, given.wishes)}"
    if given.wishes.people:
        return clean(control.said_by, given.wishes)
    return speakers(control.said_by, given.inventory).words


def _seen(measures: Measures, one: Evidence) -> str:
    wishes = measures.given.wishes
    by = f"; reviewed by {one.reviewer}" if one.reviewer and wishes.people else ""
    told = f"{one.on.isoformat()}, {one.method}: {_SEEN[one.verdict]}. {one.observed}{by}"
    return f"{clean(told, wishes)}{_traced(one.lab)}"


def _traced(lab: LabProof | None) -> str:
    """Where it can be traced to; after cleaning, as a hash may look like a telephone number."""
    if lab is None:
        return ""
    parts = [] if lab.packets is None else [packets(lab.packets)]
    parts += [f"capture SHA-256 {lab.capture}"] if lab.capture else []
    parts += [f"run {lab.run}"] if lab.run else []
    return f" ({'; '.join(parts)})" if parts else ""


EXPORTS = (
    Export(
        name="frameworks",
        title="Views of frameworks, workbook",
        serves="Auditors with a spreadsheet: CSF 2.0, CPG 2.0, SP 800-53 r5, clauses of i3 and "
        "every framework that was added, a sheet each: what is in place, and who says so.",
        ending=".xlsx",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        render=frameworks_workbook,
        audience=Audience.AUDITOR,
    ),
    Export(
        name="frameworks-csv",
        title="Views of frameworks, CSV",
        serves="Auditors and programs: the same as one table, the framework in the first column.",
        ending=".csv",
        media_type="text/csv; charset=utf-8",
        render=frameworks_csv,
        audience=Audience.AUDITOR,
    ),
)
