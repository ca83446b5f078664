"""
One letter for each organisation outside: what it must answer, and what only it can do.

A letter holds the questions for its reader and the measures that are theirs. It has no
odds, no path, no finding and no question for anybody else: what it does not hold cannot be
passed on. Where the inventory names several organisations of a kind, each letter is a document
of its own, with what concerns the machines of its reader only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ng911risk.errors import NotFoundError
from ng911risk.exporters import words
from ng911risk.exporters.documents import tables
from ng911risk.exporters.documents.discovery import Addressee, Document, Form, Reader
from ng911risk.exporters.documents.given import DocumentInput
from ng911risk.exporters.documents.paper import (
    Block,
    Heading,
    Lines,
    Paper,
    Table,
    Text,
)
from ng911risk.exporters.documents.sheets import in_forms, named, short
from ng911risk.model.inventory import Owner, OwnerClass
from ng911risk.model.report import Action

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
    """Its name, or its role where nobody named it."""

    is_named: bool
    questions: tuple[str, ...]
    more: int
    """Questions that were left out because others matter more."""

    actions: tuple[Action, ...]


def letter(given: DocumentInput, kind: OwnerClass) -> Paper:
    """
    One letter to one organisation of a kind.

    Raises:
        NotFoundError: There are several and `given` names none of them, or another one.
    """
    report = given.report
    known = addressees(given, kind)
    if given.to and given.to not in {one.id for one in known}:
        raise NotFoundError(f"Nothing is to be asked of '{given.to}'. {_choice(known)}".strip())
    if not given.to and len(known) > 1:
        raise NotFoundError(f"Each organisation gets a letter of its own. {_choice(known)}")
    owner = given.to or (known[0].id if known else "")
    return Paper(
        title=f"Questions to our {_ALL_OF_THEM[kind]}",
        subtitle=f"From {report.site.name}",
        site=short(report.site.name),
        marking=MARKING,
        reference=given.reference,
        at=report.made_at,
        blocks=tuple(_blocks(given, kind, _letter(given, kind, owner))),
        draft=given.draft,
        points=10.2,
    )


def addressees(given: DocumentInput, kind: OwnerClass) -> tuple[Addressee, ...]:
    """Organisations of a kind that have something to answer or to do; empty if none is listed."""
    found = (_letter(given, kind, owner.id) for owner in _organisations(given, kind))
    return tuple(
        Addressee(id=owner.id, name=one.to)
        for owner, one in zip(_organisations(given, kind), found, strict=True)
        if one.questions or one.actions
    )


def _choice(known: tuple[Addressee, ...]) -> str:
    told = words.listing((f"{one.id} ({one.name})" for one in known), last="or")
    return f"Choose one: {told}." if told else ""


def _letter(given: DocumentInput, kind: OwnerClass, owner: str) -> _Letter:
    """What goes to an organisation; an empty owner stands for the only one, which nobody listed."""
    held = {one.id: one for one in _organisations(given, kind)}
    alone = len(held) < 2  # noqa: PLR2004 -- who is alone is asked everything
    unknowns = [
        one
        for one in given.report.unknowns
        if one.ask is kind and (alone or owner in _concerned(one.subject, given))
    ]
    folded = tuple(question for question, _ in tables.folded(unknowns))
    known = held.get(owner)
    return _Letter(
        to=(known.name or known.id) if known else "",
        is_named=bool(known and given.inventory and named(known, given.inventory)),
        questions=folded[:_MOST],
        more=max(0, len(folded) - _MOST),
        actions=tuple(
            one
            for one in given.report.actions
            if one.owner_class is kind and (alone or owner in _concerned(one.mitigation, given))
        ),
    )


def _organisations(given: DocumentInput, kind: OwnerClass) -> tuple[Owner, ...]:
    owners = given.inventory.owners if given.inventory else ()
    return tuple(one for one in owners if one.owner_class is kind)


def _concerned(subject: str, given: DocumentInput) -> frozenset[str]:
    """Owners whose machines a question or a measure is about."""
    asset = subject.partition("@")[2]
    if asset:
        assets = given.inventory.assets if given.inventory else ()
        return frozenset(one.owner for one in assets if one.id == asset)
    vectors = {
        vector
        for one in given.report.actions
        if one.mitigation == subject
        for vector in one.vectors
    }
    return frozenset(one.owner for one in given.report.findings if one.vector in vectors)


def _blocks(given: DocumentInput, kind: OwnerClass, letter: _Letter) -> Iterator[Block]:
    site = given.report.site
    yield Heading(text=f"To {letter.to or 'our ' + _ALL_OF_THEM[kind]}")
    if not letter.is_named:
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
        yield Text(
            text="The questions are those of our own list: \u201cyou\u201d in them is our centre, "
            "and they are about what you run or supply for us.",
            small=True,
        )
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
        yield Heading(text="What would help us, and is yours to do", level=2)
        yield Text(
            text="Please tell us of each line whether it is in place for what you run or supply "
            "for us; if it is not, by when it could be, and at what price."
        )
        yield Table(
            header=("Nr", "Measure", "In place since", "If not: by when", "Price"),
            rows=tuple(
                (str(number), one.title, "", "", "")
                for number, one in enumerate(letter.actions, start=1)
            ),
            widths=(6, 46, 16, 18, 14),
            fill=True,
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
    return lambda given: letter(given, kind)


def _addressees(kind: OwnerClass) -> Callable[[DocumentInput], tuple[Addressee, ...]]:
    return lambda given: addressees(given, kind)


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
        "centre. Each organisation gets its own.",
        reader=Reader.PROVIDER,
        build=_build(kind),
        forms=in_forms(_build(kind), Form.DOCX, Form.PDF),
        applies=_applies(kind),
        addressees=_addressees(kind),
    )
    for kind in _NAMES
)
