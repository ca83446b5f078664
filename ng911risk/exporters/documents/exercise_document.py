"""A tabletop exercise on this site's own worst path: for the facilitator, and for the players."""

from __future__ import annotations

from collections.abc import Iterator

from ng911risk.exporters import words
from ng911risk.exporters.documents.discovery import Document, Form, Reader
from ng911risk.exporters.documents.families import Inject
from ng911risk.exporters.documents.given import DocumentInput
from ng911risk.exporters.documents.paper import (
    Block,
    Box,
    Facts,
    Heading,
    Lines,
    Paper,
    Points,
    Table,
    Text,
)
from ng911risk.exporters.documents.pictures import path_picture
from ng911risk.exporters.documents.scenarios import Scenario, scenarios
from ng911risk.exporters.documents.sheets import in_forms, paper, short

_EXERCISES = 2

_QUESTIONS = (
    "What do we know, what do we only guess, and how could we find out?",
    "Who leads now? Who answers calls, who keeps the log, who speaks to the outside?",
    "Whom do we call first, and where is the number?",
    "What do we tell callers, responders and the public?",
)

_WATCHED = (
    "Calls were answered all the time",
    "Somebody led, and everybody knew who",
    "The right people were called, with numbers at hand",
    "The fallback was used before the queue grew",
    "Diversion was decided by somebody who may",
    "The public heard one true message",
    "Times and decisions were written down",
    "The way back was checked before it was taken",
)


def facilitator(given: DocumentInput) -> Paper:
    """Everything: the path, what to read out and when, what good looks like."""
    blocks: list[Block] = [
        Box(
            title="How to run it",
            lines=(
                "Ninety minutes: ten to begin, fifteen for each part, twenty to look back.",
                "Six to ten people: call-takers, a supervisor, county IT, the provider.",
                "Read each part aloud, then be quiet. Ask the questions.",
                "Nobody can fail: the plan is tested, not the people.",
                "Say \u201cexercise\u201d on every call and radio.",
                "Do not hand this edition to the players. Real calls always come first.",
            ),
        )
    ]
    for number, one in enumerate(scenarios(given, _EXERCISES), start=1):
        blocks += _told(one, number)
    blocks += _evaluation()
    return paper(
        given,
        f"Exercise for the facilitator: {short(given.report.site.name)}",
        blocks,
        subtitle="Made from the worst paths of your own site",
        points=10.0,
    )


def players(given: DocumentInput) -> Paper:
    """What the players hold: the rules and sheets to write on; nothing of what is to come."""
    blocks: list[Block] = [
        Box(
            title="Rules",
            lines=(
                "This is an exercise. Real calls come first; then stop and go.",
                (
                    "Use what you have: your cards, your phone list, your plan. If a number is "
                    "missing, write that down; that is a result."
                ),
                "Nobody can fail. Say what you would really do.",
            ),
        ),
        Text(text="The facilitator reads four parts to you. After each, write on its sheet."),
    ]
    for number, _ in enumerate(scenarios(given, _EXERCISES), start=1):
        for part in range(1, 5):
            blocks += _worksheet(number, part)
    blocks += [
        Heading(text="Looking back", new_page=True),
        Lines(label="What went well", number=4),
        Lines(label="What was missing: a number, a key, a plan, a person", number=4),
        Lines(label="What we do by when, and who", number=5),
    ]
    return paper(
        given,
        f"Exercise for the players: {short(given.report.site.name)}",
        blocks,
        points=11.0,
    )


def _told(one: Scenario, number: int) -> Iterator[Block]:
    yield Heading(text=f"Scenario {number}: {words.small(one.family.name)}", new_page=number > 1)
    yield Text(text=f"{one.path.actor_title}. It ends with: {words.small(one.path.outcome)}.")
    yield path_picture(one.path, number)
    yield Facts(
        items=(
            ("Odds in a year", words.odds(one.path.odds)),
            ("Would last", words.hours_band(one.path.hours)),
            ("Meanwhile", words.capital(one.how)),
            ("Calls could go to", one.backup),
        )
    )
    for part, inject in enumerate(one.family.injects, start=1):
        yield from _inject(one, inject, part)


def _inject(one: Scenario, inject: Inject, part: int) -> Iterator[Block]:
    yield Heading(text=f"Part {part}: {inject.at}", level=2)
    yield Box(title="Read aloud", lines=(one.say(inject.told),))
    yield Text(lead="Ask.", text=_QUESTIONS[part - 1] if part <= len(_QUESTIONS) else _QUESTIONS[0])
    yield Text(lead="What good looks like:", text="")
    yield Points(items=tuple(map(one.say, inject.good)), boxes=True)
    yield Lines(label="Seen and heard", number=2)


def _evaluation() -> Iterator[Block]:
    yield Heading(text="Evaluation", new_page=True)
    yield Table(
        header=("Watched", "Yes", "Partly", "No", "What was seen"),
        rows=tuple((one, "", "", "", "") for one in _WATCHED),
        widths=(40, 8, 9, 8, 35),
        fill=True,
    )
    yield Heading(text="What follows", level=2)
    yield Table(
        header=("What we change", "Who", "By when"),
        rows=tuple(("", "", "") for _ in range(5)),
        widths=(60, 22, 18),
        fill=True,
    )
    yield Text(
        text="Enter the date of this exercise as the day the fallback was last practised: the next "
        "assessment counts it.",
        small=True,
    )


def _worksheet(number: int, part: int) -> Iterator[Block]:
    yield Heading(text=f"Scenario {number}, part {part}", new_page=part % 2 == 1)
    yield Lines(label="What we know, and what we only guess", number=3)
    yield Lines(label="What we do now, and who does it", number=3)
    yield Lines(label="Whom we call, and the number", number=2)
    yield Lines(label="What we say to callers, responders, the public", number=2)


def _has_one(given: DocumentInput) -> bool:
    return bool(scenarios(given, 1))


DOCUMENTS = (
    Document(
        name="exercise-facilitator",
        title="Exercise: facilitator's edition",
        about="Two scenarios from your worst paths, with what to read aloud and what good looks "
        "like. Ninety minutes.",
        reader=Reader.EXERCISE,
        build=facilitator,
        forms=in_forms(facilitator, Form.PDF, Form.DOCX),
        applies=_has_one,
    ),
    Document(
        name="exercise-players",
        title="Exercise: players' edition",
        about="Rules and sheets to write on; nothing of what is to come.",
        reader=Reader.EXERCISE,
        build=players,
        forms=in_forms(players, Form.PDF, Form.DOCX),
        applies=_has_one,
    ),
)
