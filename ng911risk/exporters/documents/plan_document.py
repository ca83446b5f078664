"""The plan of action: who does what by when, and how far it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ng911risk.exporters import first_page, words
from ng911risk.exporters.documents import tables
from ng911risk.exporters.documents.discovery import Document, Form, Reader
from ng911risk.exporters.documents.given import DocumentInput
from ng911risk.exporters.documents.paper import Block, Facts, Heading, Lines, Paper, Table, Text
from ng911risk.exporters.documents.sheets import FULL_MARKING, day, in_forms, paper, short, whose
from ng911risk.exporters.documents.workbook import xlsx
from ng911risk.model.inventory import OwnerClass
from ng911risk.model.report import Action

_TOLD = 5
"""Actions that are told with how to do them."""


def plan(given: DocumentInput) -> Paper:
    """The plan on paper."""
    blocks = (
        *_start(given),
        *_milestones(given),
        *_next(given),
        *_every(given),
        *_accepted(given),
        *_asked(given),
        Heading(text="Agreed"),
        Lines(label="Director, date", number=1),
        Lines(label="9-1-1 authority, date", number=1),
    )
    title = f"Plan of action: {short(given.report.site.name)}"
    stood = day(given.as_of or given.report.made_at)
    return paper(
        given, title, blocks, subtitle=f"Owners, dates and progress as of {stood}", points=9.8
    )


def plan_xlsx(given: DocumentInput) -> bytes:
    """The plan as a workbook to work in."""
    sheets = [tables.action_sheet(given)]
    if given.accepted:
        sheets.append(tables.accepted_sheet(given))
    title = f"Plan of action: {short(given.report.site.name)}"
    return xlsx(sheets, title=title, marking=FULL_MARKING, at=given.report.made_at)


def _start(given: DocumentInput) -> Iterator[Block]:
    report = given.report
    count = Counter(one.owner_class for one in report.actions)
    by = words.listing(f"{count[one]} by {whose(one)}" for one in OwnerClass if count[one])
    followed = [given.of(one.mitigation) for one in report.actions]
    named = sum(1 for one in followed if one and one.owner)
    dated = sum(1 for one in followed if one and one.due)
    yield Facts(
        items=(
            ("Actions", f"{len(report.actions)}: {by}" if by else "none needed"),
            ("With an owner", f"{named} of {len(report.actions)}"),
            ("With a date", f"{dated} of {len(report.actions)}"),
            ("Now", _harm(given)),
        )
    )


def _harm(given: DocumentInput) -> str:
    return (
        f"harm of {words.plain_band(given.report.harm)} weighted hours without a service a year; "
        "each action says what it takes away"
    )


def _milestones(given: DocumentInput) -> Iterator[Block]:
    titles = {one.mitigation: one.title for one in given.report.actions}
    dated = sorted(
        (one for one in given.tracked if one.due), key=lambda one: (one.due or 0, one.mitigation)
    )
    if not dated:
        return
    yield Heading(text="Milestones")
    yield Table(
        header=("Due", "What", "Owner", "Progress"),
        rows=tuple(
            (
                day(one.due),
                titles.get(one.mitigation, words.capital(one.mitigation.replace("-", " "))),
                one.owner,
                one.status,
            )
            for one in dated
        ),
        widths=(14, 50, 20, 16),
    )


def _next(given: DocumentInput) -> Iterator[Block]:
    first = given.report.actions[:_TOLD]
    if not first:
        return
    yield Heading(text="What buys most, and how to do it")
    told = map(words.capital, (first_page.certainty(given.report), first_page.HARM))
    yield Text(text=f"{'. '.join(told)}.", small=True)
    for number, one in enumerate(first, start=1):
        yield Heading(text=f"{number}. {one.title}", level=2)
        yield Text(text=one.how, keep=True)
        yield Facts(items=_facts(one, given), keep=True)


def _facts(one: Action, given: DocumentInput) -> tuple[tuple[str, str], ...]:
    known = given.of(one.mitigation)
    who = one.owner_class.words
    if not one.available:
        who += " (ask them; at your stage it is theirs to give)"
    items = [
        ("Who", who),
        ("Cost and work", f"{words.money(one.cost)}; {words.work(one.cost)}"),
        ("What it buys", words.capital(first_page.becomes(one, given.report))),
        ("Owner", known.owner if known and known.owner else "____________________"),
        ("Due", day(known.due) if known and known.due else "____________________"),
    ]
    if known and known.status:
        items.append(("Progress", known.status))
    if known and known.note:
        items.append(("Note", known.note))
    return tuple(items)


def _every(given: DocumentInput) -> Iterator[Block]:
    if not given.report.actions:
        return
    yield Heading(text="Every action")
    yield Table(
        header=("Nr", "Action", "Who", "Owner", "Due", "Progress", "Cost"),
        rows=tuple(
            _row(number, one, given) for number, one in enumerate(given.report.actions, start=1)
        ),
        widths=(5, 32, 13, 13, 10, 10, 17),
    )


def _row(number: int, one: Action, given: DocumentInput) -> tuple[str, ...]:
    known = given.of(one.mitigation)
    return (
        str(number),
        one.title,
        one.owner_class.words,
        known.owner if known else "",
        day(known.due) if known else "",
        known.status if known else "",
        words.money(one.cost),
    )


def _accepted(given: DocumentInput) -> Iterator[Block]:
    if not given.accepted:
        return
    yield Heading(text="Not acted on: risks that were accepted")
    yield Table(
        header=("What", "Accepted by", "Until", "Reason"),
        rows=tuple((one.title, one.by, day(one.until), one.reason) for one in given.accepted),
        widths=(34, 20, 14, 32),
    )


def _asked(given: DocumentInput) -> Iterator[Block]:
    if not given.asked:
        return
    yield Heading(text="Questions that were sent")
    yield Table(
        header=("To", "Sent", "Answers wanted by", "Answered"),
        rows=tuple(
            (one.to, day(one.on), day(one.until), f"{one.answered} of {one.questions}")
            for one in given.asked
        ),
        widths=(46, 18, 20, 16),
    )


DOCUMENTS = (
    Document(
        name="plan",
        title="Plan of action",
        about="Who does what by when, with cost and what each action buys. Blanks where nobody is "
        "named yet.",
        reader=Reader.WORK,
        build=plan,
        forms={**in_forms(plan, Form.PDF, Form.DOCX), Form.XLSX: plan_xlsx},
    ),
)
