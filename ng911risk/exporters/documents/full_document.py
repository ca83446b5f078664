"""The full report on paper: as long as it must be, the grave things first, the rest folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ng911risk.exporters import capacity_words, first_page, words
from ng911risk.exporters.documents import tables
from ng911risk.exporters.documents.discovery import Document, Form, Reader
from ng911risk.exporters.documents.given import DocumentInput
from ng911risk.exporters.documents.paper import (
    Block,
    Facts,
    Heading,
    Lines,
    Paper,
    Points,
    Table,
    Text,
)
from ng911risk.exporters.documents.pictures import path_picture
from ng911risk.exporters.documents.sheets import (
    FULL_MARKING,
    day,
    entry_label,
    in_forms,
    paper,
    short,
)
from ng911risk.exporters.documents.workbook import xlsx
from ng911risk.exporters.html_report import whole_page
from ng911risk.exporters.html_report.groups import FindingGroup, ask_list, by_vector, owner_letter
from ng911risk.exporters.json_report import render as render_json
from ng911risk.model.evidence import Evidence
from ng911risk.model.report import AttackPath, Basis, Fact, ProgrammeLine, RiskReport, Working
from ng911risk.model.scales import Level

_DRAWN = 5
"""Paths that are drawn; the others are lines of a table."""

_TRACED = 14
"""Facts behind one path that are printed; the web page holds all."""

_GRAVE = (Level.MODERATE, Level.HIGH, Level.VERY_HIGH)
"""Risks whose findings are told with their five parts; lighter ones are lines of a table."""

_LISTED_ASSETS = 6
_LONGEST = 500


def full(given: DocumentInput) -> Paper:
    """The whole report."""
    blocks = (
        *_summary(given.report),
        *_services(given.report),
        *_paths(given.report),
        *_findings(given),
        *_actions(given),
        *_unknown(given.report),
        *_working(given.report),
        *_capacity(given.report),
        *_accepted(given),
        *_evidence(given),
        *_programmes(given.report),
        *_basis(given.report),
        *_intelligence(given.report),
        *_sources(given.report),
    )
    return paper(
        given,
        f"Risk report: {short(given.report.site.name)}",
        blocks,
        subtitle=first_page.people(given.report),
        points=9.5,
        contents=True,
    )


def full_xlsx(given: DocumentInput) -> bytes:
    """The tables of the report as a workbook."""
    report = given.report
    sheets = [
        tables.finding_sheet(given),
        tables.action_sheet(given),
        tables.unknown_sheet(report),
        tables.path_sheet(report),
        tables.source_sheet(report),
    ]
    if given.accepted:
        sheets.append(tables.accepted_sheet(given))
    title = f"Risk report: {report.site.name}{' (DRAFT, not sealed)' if given.draft else ''}"
    return xlsx(sheets, title=title, marking=FULL_MARKING, at=report.made_at)


def _summary(report: RiskReport) -> Iterator[Block]:
    yield Heading(text="On one page")
    items: list[tuple[str, str]] = []
    for entry in first_page.entries(report):
        done = " ".join(f"{number}. {one}." for number, one in enumerate(entry.items, start=1))
        items.append((entry_label(entry.label), f"{words.capital(entry.text)} {done}".strip()))
    yield Facts(items=tuple(items))


def _services(report: RiskReport) -> Iterator[Block]:
    yield Heading(text="What may happen to each service in a year")
    yield Table(
        header=("Service", "Lost altogether", "On its fallback, or worse", "Time lost a year",
                "One time lasts", "Risk"),
        rows=tuple(
            (
                words.capital(one.service.words),
                words.odds(one.lost),
                words.odds(one.degraded),
                words.hours_likely(one.hours_lost),
                words.hours_band(one.hours_each),
                words.capital(one.risk.words),
            )
            for one in report.services
        ),
        widths=(17, 22, 22, 18, 13, 8),
        caption="The band in brackets is what nobody knows, not chance. Risk words: NIST SP "
        "800-30 r1, Table I-2.",
    )  # fmt: skip
    yield Text(
        lead="Confidential data is read by somebody who should not:",
        text=f"{words.odds(report.exposure)} a year.",
    )


def _paths(report: RiskReport) -> Iterator[Block]:
    yield Heading(text="How it could happen: the worst paths")
    if not report.paths:
        yield Text(text="No path to any service was found in this inventory.")
        return
    drawn, rest = report.paths[:_DRAWN], report.paths[_DRAWN:]
    told: set[Fact] = set()
    for number, path in enumerate(drawn, start=1):
        yield from _path(path, number, told)
    if rest:
        yield Heading(text="Other paths", level=2)
        yield Table(
            header=("Path", "From whom, to what", "Way", "Odds in a year", "How long"),
            rows=tuple(
                (
                    str(number),
                    f"{one.actor_title}: {words.small(one.outcome)}",
                    ", ".join(stop.label for stop in one.stops),
                    words.odds(one.odds),
                    words.hours_band(one.hours),
                )
                for number, one in enumerate(rest, start=_DRAWN + 1)
            ),
            widths=(6, 34, 28, 20, 12),
        )


def _path(path: AttackPath, number: int, told: set[Fact]) -> Iterator[Block]:
    yield Heading(text=f"Path {number}: {words.small(path.outcome)}", level=2)
    yield path_picture(path, number)
    yield Text(
        text=f"Odds in a year {words.odds(path.odds)} by any way there, "
        f"{words.odds(path.this_way)} "
        f"by this one. Until the last part works again: {words.hours_band(path.hours)}."
    )
    facts = tables.trace(path, told)
    if facts:
        yield Table(
            header=("What the odds rest on", "Value", "Where it stands", "Who says so"),
            rows=tuple(
                tuple(words.shorten(cell, 160) if cell else "" for cell in row)
                for row in facts[:_TRACED]
            ),
            widths=(34, 20, 28, 18),
            caption="Facts that an earlier path told are left out." if number > 1 else "",
        )


def _findings(given: DocumentInput) -> Iterator[Block]:
    report = given.report
    yield Heading(text="Findings")
    counted = Counter(one.risk for one in report.findings)
    told = words.listing(f"{counted[one]} {one.words}" for one in reversed(Level) if counted[one])
    yield Text(
        text=f"{words.number_of(len(report.findings), 'finding')}: {told or 'none'}. Those of "
        "moderate risk and above follow with their five parts, like ones together; the others "
        "stand in the table after them."
    )
    grave = [one for one in report.findings if one.risk in _GRAVE]
    for group in by_vector(grave):
        yield from _group(group, given)
    light = [one for one in report.findings if one.risk not in _GRAVE]
    if light:
        yield Heading(text="Findings of low and very low risk", level=2)
        yield Table(
            header=("What", "Where", "Risk", "Recommendation"),
            rows=tuple(_light_row(group) for group in by_vector(light)),
            widths=(24, 34, 9, 33),
        )


def _group(group: FindingGroup, given: DocumentInput) -> Iterator[Block]:
    first = group.findings[0]
    yield Heading(text=f"{group.title} ({group.worst.words})", level=2)
    yield Table(
        header=("Where", "Who can fix it", "Odds in a year", "Impact", "Risk"),
        rows=tuple(
            (
                one.asset_label,
                one.owner_class.words,
                words.odds(one.residual),
                words.capital(one.impact.words),
                words.capital(one.risk.words),
            )
            for one in group.findings
        ),
        widths=(36, 16, 26, 11, 11),
    )
    yield Facts(
        items=(
            ("Criteria", first.criteria),
            ("Condition", _conditions(group)),
            ("Cause", first.cause),
            ("Effect", first.effect),
            ("Recommendation", _alike(one.recommendation for one in group.findings)),
        )
    )
    answers = [text for one in group.findings if (text := tables.response(one, given))]
    if answers:
        yield Text(lead="Management's response:", text=" ".join(dict.fromkeys(answers)))
    else:
        yield Lines(label="Management's response")


def _conditions(group: FindingGroup) -> str:
    """What is, said once for all places where it is the same."""
    places: dict[str, list[str]] = {}
    for one in group.findings:
        places.setdefault(one.condition, []).append(one.asset_label)
    if len(places) == 1:
        return next(iter(places))
    return " ".join(f"{_named(labels)}: {text}" for text, labels in places.items())


def _alike(texts: Iterator[str]) -> str:
    return " ".join(dict.fromkeys(texts))


def _named(labels: list[str]) -> str:
    shown = labels[:_LISTED_ASSETS]
    more = len(labels) - len(shown)
    return words.listing([*shown, f"{more} more"] if more else shown)


def _light_row(group: FindingGroup) -> tuple[str, ...]:
    return (
        group.title,
        _named([one.asset_label for one in group.findings]),
        words.capital(group.worst.words),
        words.shorten(group.findings[0].recommendation, _LONGEST),
    )


def _actions(given: DocumentInput) -> Iterator[Block]:
    report = given.report
    yield Heading(text="What to do, what buys most first")
    if not report.actions:
        yield Text(text="No measure is left that would remove a part of the risk worth telling.")
        return
    yield Text(
        text=f"{words.capital(first_page.certainty(report))}. {words.capital(first_page.HARM)}."
    )
    yield Table(
        header=("Nr", "Action", "Who", "Now", "Cost and work", "What it buys"),
        rows=tuple(
            (
                str(number),
                one.title,
                one.owner_class.words,
                words.capital(tables.status_words(one.status)),
                f"{words.money(one.cost)}; {words.work(one.cost)}",
                words.capital(first_page.becomes(one, report)),
            )
            for number, one in enumerate(report.actions, start=1)
        ),
        widths=(5, 30, 12, 12, 17, 24),
    )


def _unknown(report: RiskReport) -> Iterator[Block]:
    yield Heading(text="What nobody knows, and whom to ask")
    if not report.unknowns:
        yield Text(text="Nothing that would change the result.")
    for group in ask_list(report.unknowns):
        yield Heading(text=owner_letter(group.owner_class), level=2)
        yield Table(
            header=("Question", "How much it matters"),
            rows=tuple(
                (question, words.capital(tables.matters(one)))
                for question, one in tables.folded(group.unknowns)
            ),
            widths=(78, 22),
        )


def _working(report: RiskReport) -> Iterator[Block]:
    yield Heading(text="What works: keep it")
    tested = day(report.last_test, "never tested")
    yield Text(text=f"Backup: {report.backup or 'none'}. Last test of a diversion: {tested}.")
    whole, partly = first_page.in_place(report)
    if whole:
        yield _controls(whole)
    if partly:
        yield Heading(text="Partly in place: finish it")
        yield _controls(partly)


def _controls(controls: tuple[Working, ...]) -> Table:
    return Table(
        header=("Measure", "Now", "How sure", "Said by", "Where"),
        rows=tuple(
            (
                one.title,
                words.capital(tables.status_words(one.status)),
                words.capital(one.standing.value),
                one.said_by,
                ", ".join(one.scope) or "everywhere",
            )
            for one in controls
        ),
        widths=(38, 15, 12, 15, 20),
    )


def _attack_calls(report: RiskReport) -> Iterator[Block]:
    if not capacity_words.sentences(report.shifts):
        return
    yield Table(
        header=("Hours", "Attack calls come by", "A tenth of 9-1-1 callers lost, as it is today",
                "With nothing done", "Half of them lost, as it is today"),
        rows=tuple(
            (
                f"{capacity_words.hours(one)}, {one.on_duty} on duty",
                words.capital(front.front.words),
                capacity_words.calls_text(capacity_words.today(front)),
                capacity_words.calls_text(front.tenth_lost),
                capacity_words.calls_text(capacity_words.today_half(front)),
            )
            for one in report.shifts
            for front in one.fronts
        ),
        widths=(18, 16, 22, 22, 22),
        caption=f"Attack calls an hour. {capacity_words.ENDS}",
    )  # fmt: skip
    yield Table(
        header=("What is done", "Here today", "Calls to 9-1-1, by day",
                capacity_words.worst_hours(report.shifts),
                "Real callers turned away"),
        rows=tuple(
            (
                one.title,
                one.status,
                capacity_words.in_line(one.day),
                capacity_words.in_line(one.worst),
                one.rejected,
            )
            for one in capacity_words.changes(report.shifts)
        ),
        widths=(30, 15, 20, 20, 15),
        caption="Attack calls an hour that lose a tenth of 9-1-1 callers, each remedy for itself.",
    )  # fmt: skip
    for note in capacity_words.notes(report.shifts):
        yield Text(text=note)


def _capacity(report: RiskReport) -> Iterator[Block]:
    if not report.shifts:
        return
    yield Heading(text="What the people on duty can carry")
    for sentence in capacity_words.sentences(report.shifts):
        yield Text(text=sentence)
    yield from _attack_calls(report)
    yield Table(
        header=("Hours", "On duty", "Give up or find no line", "Answered in time"),
        rows=tuple(
            (
                capacity_words.hours(one),
                str(one.on_duty),
                words.share(one.baseline_lost),
                capacity_words.in_time(one),
            )
            for one in report.shifts
        ),
        widths=(20, 12, 28, 40),
        caption="An ordinary hour, without any attack.",
    )
    if report.floods:
        yield Table(
            header=("Call flood", "Odds in a year", "Extra calls an hour", "Callers not answered"),
            rows=tuple(
                (
                    f"{one.label}{'' if one.hostile else ' (genuine callers in a disaster)'}",
                    words.odds(one.odds),
                    words.plain_band(one.calls_per_hour),
                    f"{words.share(one.callers_lost.likely)} while it lasts",
                )
                for one in report.floods
            ),
            widths=(30, 26, 24, 20),
        )


def _accepted(given: DocumentInput) -> Iterator[Block]:
    if not given.accepted:
        return
    yield Heading(text="Risks that were accepted")
    yield Table(
        header=("What", "Risk", "Accepted by", "Until", "Reason"),
        rows=tuple(
            (one.title, words.capital(one.risk), f"{one.by}, {day(one.on)}", day(one.until),
             one.reason)
            for one in given.accepted
        ),
        widths=(28, 10, 18, 12, 32),
        caption="Each opens again by itself on its date.",
    )  # fmt: skip


def _evidence(given: DocumentInput) -> Iterator[Block]:
    if not given.evidence:
        return
    yield Heading(text="Evidence")
    yield Table(
        header=("Measure", "Where", "Result", "What was seen", "Method, day, reviewer"),
        rows=tuple(
            (
                words.capital(one.mitigation.replace("-", " ")),
                ", ".join(one.scope) or "everywhere",
                words.capital(one.verdict.value.replace("-", " ")),
                one.observed,
                ", ".join(
                    part for part in (one.method, day(one.on), one.reviewer, _traced(one)) if part
                ),
            )
            for one in given.evidence
        ),
        widths=(20, 16, 12, 30, 22),
    )


def _traced(one: Evidence) -> str:
    """Hash of the capture of what a machine saw."""
    return f"capture SHA-256 {one.lab.capture}" if one.lab and one.lab.capture else ""


def _programmes(report: RiskReport) -> Iterator[Block]:
    if not report.programmes:
        return
    yield Heading(text="National programmes and frameworks")
    yield Text(text="How many measures for each line are in place. This is no compliance score.")
    for view in report.programmes:
        yield Heading(text=view.title, level=2)
        if view.note:
            yield Text(text=view.note, small=True)
        yield Table(
            header=("Line", "What it asks for", "In place", "Partly", "Missing", "Not known"),
            rows=tuple(_programme_row(one) for one in view.lines),
            widths=(14, 46, 10, 9, 10, 11),
        )


def _programme_row(one: ProgrammeLine) -> tuple[str, ...]:
    title = one.title if not one.note else f"{one.title} ({one.note})"
    numbers = (one.in_place, one.partly, one.missing, one.unknown)
    return (one.id, title, *(str(len(some)) for some in numbers))


def _basis(report: RiskReport) -> Iterator[Block]:
    yield Heading(text="What this report rests on")
    basis = report.basis
    yield Facts(
        items=(
            ("Answers", _answers(basis)),
            ("Not answered", f"{basis.unknown} questions that can change the result"),
            ("Numbers of the catalogue", f"{words.share(basis.judgement_share)} are judgement"),
            ("Made with", _made_with(report)),
        )
    )
    if report.influences:
        yield Heading(text="What moves the result most", level=2)
        yield Table(
            header=("What nobody knows exactly", "Lowest to highest", "Harm at the one end",
                    "And at the other", "How well known"),
            rows=tuple(
                (
                    one.what,
                    f"{words.two_digits(one.low)} to {words.two_digits(one.high)}",
                    words.two_digits(one.harm_at_low),
                    words.two_digits(one.harm_at_high),
                    one.grade.words if one.grade else "an answer of yours",
                )
                for one in report.influences
            ),
            widths=(40, 18, 13, 12, 17),
            caption="Harm: weighted hours a year without a service, with all else as likely.",
        )  # fmt: skip
    if report.warnings:
        yield Heading(text="What the inventory leaves open", level=2)
        yield Points(items=report.warnings)


def _answers(basis: Basis) -> str:
    return (
        f"{basis.declared} given, {basis.by_others} of them by others; {basis.verified} confirmed "
        f"by evidence; {basis.assumed} assumed"
    )


def _made_with(report: RiskReport) -> str:
    return (
        f"ng911risk {report.tool_version}, catalogue {report.catalog_version} "
        f"({report.catalog_digest[:12]}), inventory {report.inventory_digest[:12]}, seed "
        f"{report.seed}, {report.worlds:,} worlds for each actor"
    )


def _intelligence(report: RiskReport) -> Iterator[Block]:
    if not report.intelligence:
        return
    yield Heading(text="What others report")
    yield Table(
        header=("About", "What is reported", "By", "In the numbers"),
        rows=tuple(
            (one.about, one.what, one.feed, "yes" if one.raised else "no")
            for one in report.intelligence
        ),
        widths=(22, 48, 16, 14),
        caption="Yes: it raised the chance of the first steps of that way in. By how much is "
        "judgement of this project.",
    )


def _sources(report: RiskReport) -> Iterator[Block]:
    if not report.sources:
        return
    folded: dict[tuple[str, str], list[str]] = {}
    for one in report.sources:
        places = folded.setdefault((one.title, one.grade.words), [])
        if one.locator and one.locator not in places:
            places.append(one.locator)
    yield Heading(text="Sources")
    yield Table(
        header=("Source", "Where in it", "How well known"),
        rows=tuple((title, "; ".join(places), grade) for (title, grade), places in folded.items()),
        widths=(36, 46, 18),
    )


DOCUMENTS = (
    Document(
        name="full",
        title="Full report",
        about="Everything, with sources: paths, findings with their five parts, actions, unknowns.",
        reader=Reader.AUDITOR,
        forms={
            **in_forms(full, Form.PDF, Form.DOCX),
            Form.XLSX: full_xlsx,
            Form.HTML: lambda given: whole_page(given.report, given.reference),
            Form.JSON: lambda given: render_json(given.report, public=False),
        },
    ),
)
