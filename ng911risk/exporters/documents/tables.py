"""Tables of a report as rows: the same for paper and for a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ng911risk.exporters import words
from ng911risk.exporters.documents.given import DocumentInput
from ng911risk.exporters.documents.sheets import day
from ng911risk.exporters.documents.workbook import Sheet, Value
from ng911risk.exporters.first_page import becomes
from ng911risk.model.report import Action, AttackPath, Fact, Finding, RiskReport, Unknown
from ng911risk.model.scales import Status

_STATUS = {
    Status.YES: "in place",
    Status.PARTLY: "partly in place",
    Status.NO: "not in place",
    Status.UNKNOWN: "nobody knows",
}


def status_words(status: Status) -> str:
    """What is known about a measure."""
    return _STATUS[status]


def finding_sheet(given: DocumentInput) -> Sheet:
    """Every finding with its five parts and the answer of the management."""
    return Sheet(
        name="Findings",
        header=("Risk", "Finding", "Asset", "Who can fix it", "Odds in a year", "Impact", "Hurts",
                "Criteria: what should be", "Condition: what is", "Cause", "Effect",
                "Recommendation", "Management's response", "Finding id"),
        rows=tuple(_finding_row(one, given) for one in given.report.findings),
        widths=(11, 38, 28, 16, 24, 11, 24, 40, 40, 36, 36, 40, 36, 34),
    )  # fmt: skip


def _finding_row(one: Finding, given: DocumentInput) -> tuple[Value, ...]:
    return (
        one.risk.words,
        one.title,
        one.asset_label,
        one.owner_class.words,
        words.odds(one.residual),
        one.impact.words,
        "; ".join(service.words for service in one.harms),
        one.criteria,
        one.condition,
        one.cause,
        one.effect,
        one.recommendation,
        response(one, given),
        one.id,
    )


def response(one: Finding, given: DocumentInput) -> str:
    """What the management said to a finding; empty where it has not said anything."""
    told = [one.response] if one.response else []
    told += [
        f"Accepted by {accepted.by} on {day(accepted.on)} until {day(accepted.until)}: "
        f"{accepted.reason}"
        for accepted in given.accepted
        if accepted.finding == one.id
    ]
    return " ".join(told)


def action_sheet(given: DocumentInput) -> Sheet:
    """Every action with what is tracked about it."""
    report = given.report
    return Sheet(
        name="Actions",
        header=("Nr", "Action", "Who would do it", "Owner", "Due", "Progress", "Now", "Cost",
                "Work", "What it buys", "How", "Note", "Measure id"),
        rows=tuple(
            _action_row(number, one, given) for number, one in enumerate(report.actions, start=1)
        ),
        widths=(6, 42, 18, 20, 12, 16, 16, 20, 20, 44, 60, 36, 32),
    )  # fmt: skip


def _action_row(number: int, one: Action, given: DocumentInput) -> tuple[Value, ...]:
    known = given.of(one.mitigation)
    return (
        number,
        one.title,
        one.owner_class.words,
        known.owner if known else "",
        known.due if known else None,
        known.status if known else "",
        status_words(one.status),
        words.money(one.cost),
        words.work(one.cost),
        words.capital(becomes(one, given.report)),
        one.how,
        known.note if known else "",
        one.mitigation,
    )


def unknown_sheet(report: RiskReport) -> Sheet:
    """Every open question and whom to ask."""
    return Sheet(
        name="Unknowns",
        header=("Nr", "Ask", "Question", "How much it matters", "Answer", "Where it goes"),
        rows=tuple(
            (number, one.ask.words, one.question, matters(one), "", one.place)
            for number, one in enumerate(report.unknowns, start=1)
        ),
        widths=(6, 18, 80, 22, 24, 32),
    )


def matters(one: Unknown) -> str:
    """How much an answer may move the result."""
    if one.swing is None:
        return "little"
    return f"moves the harm by {words.share(one.swing)}"


def path_sheet(report: RiskReport) -> Sheet:
    """Every path, a line for each stop."""
    return Sheet(
        name="Paths",
        header=("Path", "Step", "Who", "Where", "Part of the network", "What happens",
                "It ends in", "Odds in a year", "How long"),
        rows=tuple(_path_rows(report.paths)),
        widths=(6, 6, 26, 30, 26, 50, 40, 26, 18),
    )  # fmt: skip


def _path_rows(paths: Iterable[AttackPath]) -> Iterator[tuple[Value, ...]]:
    for number, path in enumerate(paths, start=1):
        for step, stop in enumerate(path.stops, start=1):
            yield (
                number,
                step,
                path.actor_title,
                stop.label,
                stop.zone_label,
                stop.title,
                path.outcome,
                words.odds(path.odds),
                words.hours_band(path.hours),
            )


def source_sheet(report: RiskReport) -> Sheet:
    """Every source, and how well known it is."""
    return Sheet(
        name="Sources",
        header=("Source", "Where in it", "How well known", "Used by"),
        rows=tuple(
            (one.title, one.locator, one.grade.words, "; ".join(one.used_by))
            for one in report.sources
        ),
        widths=(60, 50, 28, 50),
    )


def accepted_sheet(given: DocumentInput) -> Sheet:
    """Every risk that was accepted."""
    return Sheet(
        name="Accepted",
        header=("Risk", "What", "Accepted by", "On", "Until", "Reason", "Finding id"),
        rows=tuple(
            (one.risk, one.title, one.by, one.on, one.until, one.reason, one.finding)
            for one in given.accepted
        ),
        widths=(12, 50, 28, 12, 12, 60, 36),
    )


def trace(path: AttackPath, told: set[Fact]) -> tuple[tuple[str, str, str, str], ...]:
    """
    What the chances of a path rest on: fact, value, where it stands, who said so; each once.

    Args:
        path: The path.
        told: Facts that were told before; those that are told now come to it.
    """
    found = dict.fromkeys(
        fact
        for step in path.steps
        for factor in step.factors
        for fact in factor.facts
        if fact not in told
    )
    told.update(found)
    return tuple((one.what, one.value, one.place, _said(one)) for one in found)


def folded(unknowns: Iterable[Unknown]) -> tuple[tuple[str, Unknown], ...]:
    """Questions, each once with the machines it is asked about, and its weightiest asking."""
    about: dict[str, tuple[list[str], Unknown]] = {}
    for one in unknowns:
        label, separator, question = one.question.partition(": ")
        if "@" in one.subject and separator:
            about.setdefault(question, ([], one))[0].append(label)
        else:
            about.setdefault(one.question, ([], one))
    return tuple(
        (f"{question} (for each: {words.listing(labels)})" if labels else question, first)
        for question, (labels, first) in about.items()
    )


def _said(fact: Fact) -> str:
    if fact.said_by:
        return fact.said_by
    return fact.grade.words if fact.grade else ""
