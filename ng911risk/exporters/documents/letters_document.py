"""
One letter for each kind of organisation: what it must answer, and what only it can do.

A letter holds the questions for its reader and the measures that are theirs. It has no
odds, no path, no finding and no question for anybody else: what it does not hold cannot be
passed on. Where the inventory names several organisations of a kind, each has a letter of
its own in the file, with the questions about its own machines only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ng911risk.exporters import words
from ng911risk.exporters.documents import tables
from ng911risk.exporters.documents.discovery import Document, Form, Reader
from ng911risk.exporters.documents.given import DocumentInput
from ng911risk.exporters.documents.paper import (
    Block,
    Heading,
    Lines,
    Paper,
    Points,
    Table,
    Text,
)
from ng911risk.exporters.documents.sheets import in_forms, short
from ng911risk.model.inventory import Inventory, OwnerClass
from ng911risk.model.report import Action, Unknown

MARKING = "CONFIDENTIAL: for the addressee only"

_MOST = 30
"""Questions of one letter: more are not answered."""

_NAMES = {
    OwnerClass.NGCS_PROVIDER: "provider",
    OwnerClass.CARRIER: "carrier",
    OwnerClass.COUNTY_IT: "county-it",
    OwnerClass.VENDOR: "vendor",
    OwnerClass.AUTHORITY: "authority",
}

_ALL_OF_THEM = {
    OwnerClass.NGCS_PROVIDER: "9-1-1 provider",
    OwnerClass.CARRIER: "carrier",
    OwnerClass.COUNTY_IT: "county IT department",
    OwnerClass.VENDOR: "vendor",
    OwnerClass.AUTHORITY: "9-1-1 authority",
}

_REACH = {
    OwnerClass.NGCS_PROVIDER: (
        "Trouble desk, day and night", "Who may order a diversion, and the code word",
        "How soon you call us when you see an outage",
    ),
    OwnerClass.CARRIER: (
        "Repair desk, day and night", "Desk against call floods and fraud",
        "Our circuit numbers with their TSP codes (priority for repair)",
    ),
    OwnerClass.COUNTY_IT: (
        "Who is on call at night and on weekends", "Who may cut a network off without asking",
        "Where the backups are, and who can restore them",
    ),
    OwnerClass.VENDOR: (
        "Support, day and night", "Whom to tell about a security problem",
        "How your people connect to our systems, and how we close that door",
    ),
    OwnerClass.AUTHORITY: (
        "Duty officer, day and night", "Who agrees with our provider on a diversion",
        "Whom we tell about an outage or an attack, and within what time",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """What one organisation gets."""

    to: str
    """Its name; empty where nobody named it."""

    questions: tuple[str, ...]
    more: int
    """Questions that were left out because others matter more."""

    actions: tuple[Action, ...]


def letters(given: DocumentInput, kind: OwnerClass) -> Paper:
    """Every letter to organisations of a kind, one after the other."""
    report = given.report
    blocks: list[Block] = []
    for number, letter in enumerate(_letters(given, kind)):
        blocks += _blocks(given, kind, letter, new_page=number > 0)
    return Paper(
        title=f"Questions to our {_ALL_OF_THEM[kind]}",
        subtitle=f"From {report.site.name}",
        site=short(report.site.name),
        marking=MARKING,
        reference=given.reference,
        at=report.made_at,
        blocks=tuple(blocks),
        draft=given.draft,
        points=10.2,
    )


def _letters(given: DocumentInput, kind: OwnerClass) -> Iterator[_Letter]:
    unknowns = [one for one in given.report.unknowns if one.ask is kind]
    actions = tuple(one for one in given.report.actions if one.owner_class is kind)
    names = _organisations(given.inventory, kind) if given.inventory else {"": ""}
    for owner, name in names.items():
        mine = [one for one in unknowns if _is_for(one, owner, given.inventory)]
        folded = tuple(question for question, _ in tables.folded(mine))
        yield _Letter(
            to=name,
            questions=folded[:_MOST],
            more=max(0, len(folded) - _MOST),
            actions=actions,
        )


def _organisations(inventory: Inventory, kind: OwnerClass) -> dict[str, str]:
    found = {one.id: one.name or one.id for one in inventory.owners if one.owner_class is kind}
    return found or {"": ""}


def _is_for(one: Unknown, owner: str, inventory: Inventory | None) -> bool:
    """Whether a question goes to that organisation: those about a machine only to its owner."""
    asset = one.subject.partition("@")[2]
    if not asset or inventory is None or not owner:
        return True
    return any(known.id == asset and known.owner == owner for known in inventory.assets)


def _blocks(
    given: DocumentInput, kind: OwnerClass, letter: _Letter, *, new_page: bool
) -> Iterator[Block]:
    site = given.report.site
    yield Heading(text=f"To {letter.to or 'our ' + _ALL_OF_THEM[kind]}", new_page=new_page)
    if not letter.to:
        yield Text(text="Name and address: ________________________________")
    people = f" for about {site.population:,} people" if site.population else ""
    yield Text(
        text=f"{site.name} answers 9-1-1 calls{people}. We are checking what could stop that "
        "service, and we depend on you for part of it. Please help us with the questions below. "
        "\u201cPartly\u201d and \u201cwe do not know yet\u201d are useful answers; tell us then "
        "who could find out. Nothing here asks for a password, and please send none."
    )
    yield Text(lead="Please answer by:", text="________________  to  ________________________")
    if letter.questions:
        yield Heading(text="What we need to know", level=2)
        yield Table(
            header=("Nr", "Question", "Yes, partly, no", "Since when, or what shows it"),
            rows=tuple(
                (str(number), one, "", "") for number, one in enumerate(letter.questions, start=1)
            ),
            widths=(6, 54, 15, 25),
            fill=True,
        )
    if letter.more:
        yield Text(
            text=f"{words.number_of(letter.more, 'question')} that matter less are left out.",
            small=True,
        )
    if letter.actions:
        yield Heading(text="What we ask you to do, or to tell us the price of", level=2)
        yield Points(
            items=tuple(f"{one.title}. {one.how}" for one in letter.actions), numbered=True
        )
    yield Heading(text="How we reach you when it matters", level=2)
    yield Table(
        header=("What", "Your answer"),
        rows=tuple((one, "") for one in _REACH[kind]),
        widths=(50, 50),
        fill=True,
    )
    yield Text(text="Thank you. We will tell you what came of it.")
    yield Lines(label="Name, office, phone, date")


def _build(kind: OwnerClass) -> Callable[[DocumentInput], Paper]:
    return lambda given: letters(given, kind)


def _applies(kind: OwnerClass) -> Callable[[DocumentInput], bool]:
    return lambda given: (
        any(one.ask is kind for one in given.report.unknowns)
        or any(one.owner_class is kind for one in given.report.actions)
    )


DOCUMENTS = tuple(
    Document(
        name=f"letter-{_NAMES[kind]}",
        title=f"Letter to your {_ALL_OF_THEM[kind]}",
        about="What they must answer and what only they can do; nothing about the rest of your "
        "centre.",
        reader=Reader.PROVIDER,
        build=_build(kind),
        forms=in_forms(_build(kind), Form.DOCX, Form.PDF),
        applies=_applies(kind),
    )
    for kind in _NAMES
)
