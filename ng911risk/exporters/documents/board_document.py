"""One page for the board: the full one for those who decide, and one that may be read aloud."""

from __future__ import annotations

import re

from ng911risk.exporters import first_page, words
from ng911risk.exporters.documents.discovery import Document, Edition, Form, Reader
from ng911risk.exporters.documents.given import DocumentInput
from ng911risk.exporters.documents.paper import (
    Block,
    Facts,
    Heading,
    Paper,
    Points,
    Table,
    Text,
)
from ng911risk.exporters.documents.sheets import PUBLIC_MARKING, entry_label, in_forms, paper, short
from ng911risk.exporters.public import PublicReport, PublicService, public_edition
from ng911risk.model.inventory import OwnerClass

_LONGEST = 330
"""Signs of one entry: the page has to stay one."""


def board(given: DocumentInput) -> Paper:
    """The first page of the report as a sheet."""
    report = given.report
    facts: list[tuple[str, str]] = []
    blocks: list[Block] = []
    for entry in first_page.entries(report):
        text = words.shorten(entry.text, _LONGEST)
        if entry.label == "DO FIRST":
            blocks += _facts(facts)
            facts = []
            blocks += _do_first(entry)
        else:
            facts.append((entry_label(entry.label), words.capital(text)))
    blocks += _facts(facts)
    blocks.append(
        Text(
            lead="Call:",
            text="9-1-1 provider ____________   carrier ____________   state 9-1-1 ____________",
        )
    )
    title = f"How {short(report.site.name)} could be stopped, and what to do first"
    return paper(
        given, title, tuple(blocks), subtitle=first_page.people(report), points=12.0, fit=True
    )


def _facts(facts: list[tuple[str, str]]) -> list[Block]:
    return [Facts(items=tuple(facts))] if facts else []


def _do_first(entry: first_page.Entry) -> list[Block]:
    return [
        Heading(text="Do first"),
        Points(items=tuple(words.shorten(one, _LONGEST) for one in entry.items), numbered=True),
        Text(text=words.capital(entry.text) + ".", small=True),
    ]


def board_public(given: DocumentInput) -> Paper:
    """The public edition as a sheet; it sees nothing but the public record."""
    return _public_paper(public_edition(given.report), given)


def _public_paper(edition: PublicReport, given: DocumentInput) -> Paper:
    return Paper(
        title="How safe is our 9-1-1 service?",
        subtitle=f"{edition.site}{', ' + edition.state.upper() if edition.state else ''}",
        site=short(edition.site),
        marking=PUBLIC_MARKING,
        reference=words.capital(given.sealed),
        at=given.report.made_at,
        blocks=_public_blocks(edition),
        draft=given.draft,
        points=12.0,
        fit=True,
    )


def _public_blocks(edition: PublicReport) -> tuple[Block, ...]:
    return (
        Text(
            text="We asked what could stop us from answering and sending help, how often that is "
            "to be expected, and what would help. This page gives the result in numbers. It leaves "
            "out what would help an attacker: which systems, which ways in, which weaknesses."
        ),
        Heading(text="What may happen in a year"),
        Table(
            header=("Service", "Lost altogether", "On its fallback, or worse", "Time lost", "Risk"),
            rows=tuple(_public_row(one) for one in edition.services),
            widths=(22, 24, 24, 20, 10),
        ),
        Heading(text="What we found, and who can improve it"),
        Facts(
            items=(
                ("Findings", _findings(edition)),
                ("Possible improvements", _improvements(edition)),
                ("What this rests on", words.capital(_rests_on(edition))),
            )
        ),
        Text(
            lead="How to read this.",
            text=f"{_example(edition)}The "
            "numbers in brackets say how far off we may be. A fallback is how a service goes on "
            "without its systems: paper cards, another centre, hand-held radios.",
        ),
        Text(
            text="The risk words are those of NIST SP 800-30. The odds rest on published incidents "
            "and on judgement; they are no promise.",
            small=True,
        ),
    )


def _example(edition: PublicReport) -> str:
    """How to read odds, with some that stand in the table."""
    found = (
        re.match(r"1 in ([2-9]|[1-9]\d{1,2}) ", f"{odds} ")
        for one in edition.services
        for odds in (one.degraded, one.lost)
    )
    many = max((int(one[1]) for one in found if one), default=0)
    if not many:
        return ""
    return f"1 in {many} means: of {many} centres like ours, about one is hit in a year. "


def _rests_on(edition: PublicReport) -> str:
    """How much of the result nobody has confirmed."""
    facts = edition.facts_given + edition.facts_assumed
    counted = f"{edition.facts_assumed} of {facts} facts are assumed, not confirmed"
    if edition.facts_assumed * 2 > facts:
        return f"most of this rests on assumed facts: {counted}"
    return counted if edition.facts_assumed else "what we know about our centre; nothing is assumed"


def _findings(edition: PublicReport) -> str:
    told = (f"{one.findings} {one.level.words}" for one in edition.findings if one.findings)
    return words.listing(told) or "none"


def _improvements(edition: PublicReport) -> str:
    told = (f"{one.actions} {_by(one.owner_class)}" for one in edition.actions)
    return words.listing(told) or "none needed"


def _by(owner: OwnerClass) -> str:
    return "ours" if owner is OwnerClass.PSAP else f"by the {words.small(owner.words)}"


def _public_row(one: PublicService) -> tuple[str, ...]:
    return (
        words.capital(one.service.words),
        one.lost,
        one.degraded,
        one.hours_lost,
        words.capital(one.risk.words),
    )


DOCUMENTS = (
    Document(
        name="board",
        title="One page for the board",
        about="What could stop you, what it would cost, what to do first. For a closed session.",
        reader=Reader.BOARD,
        build=board,
        forms=in_forms(board, Form.PDF, Form.DOCX, Form.HTML),
    ),
    Document(
        name="board-public",
        title="One page anybody may read",
        about="Odds, counts and plain words; no system, path or weakness. For an open meeting.",
        reader=Reader.BOARD,
        edition=Edition.PUBLIC,
        build=board_public,
        forms=in_forms(board_public, Form.PDF, Form.DOCX, Form.HTML),
    ),
)
