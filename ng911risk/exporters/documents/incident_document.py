"""A hand-out for the shift: what to do in the first minutes, for this site's own worst cases."""

from __future__ import annotations

from collections.abc import Iterator

from ng911risk.exporters import words
from ng911risk.exporters.documents.discovery import Document, Form, Reader
from ng911risk.exporters.documents.given import DocumentInput
from ng911risk.exporters.documents.paper import Block, Box, Facts, Heading, Paper, Points, Text
from ng911risk.exporters.documents.scenarios import Scenario, scenarios
from ng911risk.exporters.documents.sheets import goes_on, in_forms, paper, service_of, short


def incident(given: DocumentInput) -> Paper:
    """One sheet for each kind of trouble that weighs most here."""
    blocks: list[Block] = []
    for number, one in enumerate(scenarios(given)):
        blocks += _sheet(one, given, new_page=number > 0)
    title = f"If it happens: {short(given.report.site.name)}"
    return paper(
        given,
        title,
        blocks,
        subtitle="For the shift supervisor. One sheet for each of your worst cases.",
        points=11.2,
    )


def _sheet(one: Scenario, given: DocumentInput, *, new_page: bool) -> Iterator[Block]:
    family = one.family
    yield Heading(text=family.name, new_page=new_page)
    yield Facts(
        items=(
            ("Most likely here", f"{one.where}: {words.small(one.path.outcome)}"),
            ("Odds in a year", words.odds(one.path.odds)),
            ("How long", words.hours_band(one.path.hours)),
            ("Going on meanwhile", _meanwhile(one, given)),
        )
    )
    yield Text(lead="How you notice it.", text=" ".join(map(one.say, family.shows)))
    yield Heading(text="First five minutes", level=2)
    yield Points(items=tuple(map(one.say, family.at_once)), boxes=True)
    yield Heading(text="First hour", level=2)
    yield Points(items=tuple(map(one.say, family.hour)), boxes=True)
    yield Heading(text="Until it works again", level=2)
    yield Points(items=tuple(map(one.say, family.until)), boxes=True)
    yield Box(title="What makes it worse", lines=tuple(map(one.say, family.never)))
    if one.actions:
        told = words.listing(words.small(action.title) for action in one.actions)
        yield Text(lead="What would make this sheet shorter:", text=f"{told}.", small=True)


def _meanwhile(one: Scenario, given: DocumentInput) -> str:
    how, when = goes_on(given, service_of(given, one.path.service))
    return f"{how.rstrip('.')}; last practised: {when}"


DOCUMENTS = (
    Document(
        name="incident",
        title="If it happens: sheets for the shift",
        about="The first minutes and hours of your own worst cases, as lists to tick.",
        reader=Reader.WALL,
        build=incident,
        forms=in_forms(incident, Form.PDF, Form.DOCX),
        applies=lambda given: bool(scenarios(given, 1)),
    ),
)
