"""About 25 plain questions that lead to a first result; every page of them is saved as it goes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, NotFoundError
from ng911risk.importers.start import build_inventory
from ng911risk.importers.start_answers import Answer, answer_to
from ng911risk.importers.start_questions import QUESTIONS, Question, QuestionKind, question
from ng911risk.importers.start_sense import doubts
from ng911risk.model.inventory import Inventory
from ng911risk.records import json_bytes
from ng911risk.store import Rooms, Site
from ng911risk.store.uploads import NOTES
from ng911risk_api.auth.visitor import Visitor, allow
from ng911risk_api.deps import Desk, Stored, Using, Who
from ng911risk_api.parts import Parts
from ng911risk_api.web.forms import Form, Posted
from ng911risk_api.web.render import is_part, page, see_other
from ng911risk_api.work.edits import newest, save_version, version_in

router = APIRouter(include_in_schema=False)

DONT_KNOW: Final = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Questions on one page."""

    title: str
    minutes: int
    first: str
    """Id of its first question; it goes on to the first of the next step."""


STEPS: Final = (
    Step(title="How calls reach you", minutes=2, first="arrival"),
    Step(title="People and calls", minutes=3, first="positions"),
    Step(title="Lines, and who takes over", minutes=3, first="trunks_911"),
    Step(title="Accounts and vendors", minutes=3, first="shared_sign_in"),
    Step(title="When things stop", minutes=4, first="offline_backups"),
)

WORDS: Final = {
    "phone-lines": "Telephone trunks from a selective router (the older way, with ALI)",
    "gateway": "An ESInet (the 9-1-1 data network), through a gateway to older equipment",
    "state-network": "An ESInet, into call handling that a vendor hosts for you",
    "own-network": "An NG9-1-1 (i3) network that you run yourself",
    "yes": "Yes",
    "partly": "Partly",
    "no": "No",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question as it is shown."""

    question: Question
    value: str
    unknown: bool
    error: str
    options: tuple[tuple[str, str], ...]
    """Empty where somebody writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What was answered so far."""

    answers: Mapping[str, Answer]
    unknown: frozenset[str]
    """Questions that somebody says nobody can answer now."""

    @property
    def said(self) -> int:
        """How many questions have been dealt with."""
        return len(set(self.answers) | self.unknown)


def questions_of(number: int) -> tuple[Question, ...]:
    """
    Questions of a step, counted from 1.

    Raises:
        NotFoundError: There is no such step.
    """
    if not 1 <= number <= len(STEPS):
        raise NotFoundError("There is no such page of questions.")
    ids = [one.id for one in QUESTIONS]
    starts = [ids.index(step.first) for step in STEPS] + [len(ids)]
    return QUESTIONS[starts[number - 1] : starts[number]]


_BASE = "/sites/{id}/inventory/start"


@router.get(_BASE, dependencies=[allow(Permission.EDIT_INVENTORY)])
def begin(id: str, stored: Stored) -> Response:
    """Go to the first page on which something is open."""
    with stored.read() as rooms:
        rooms.sites.get(id)
        notes = _notes(rooms, id)
    known = set(notes.answers) | notes.unknown
    for number in range(1, len(STEPS) + 1):
        if any(one.id not in known for one in questions_of(number)):
            return see_other(f"/sites/{id}/inventory/start/{number}")
    return see_other(f"/sites/{id}/inventory/start/review")


@router.get(f"{_BASE}/review", dependencies=[allow(Permission.EDIT_INVENTORY)])
def review(request: Request, id: str, stored: Stored) -> Response:
    """Show what was answered, before the first result."""
    return _reviewed(request, id, stored)


def _reviewed(request: Request, id: str, stored: Desk, *, newer: bool = False) -> Response:
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        notes = _notes(rooms, id)
        described = newest(rooms, id)
    return page(
        request,
        "new_site/review.html",
        site=site,
        steps=[
            (number, step, [(one, _said(one, notes)) for one in questions_of(number)])
            for number, step in enumerate(STEPS, start=1)
        ],
        said=notes.said,
        total=len(QUESTIONS),
        head=described.head if described else None,
        doubts=_doubts(notes),
        newer=newer,
        status=HTTPStatus.CONFLICT if newer else HTTPStatus.OK,
    )


@router.post(f"{_BASE}/finish", dependencies=[allow(Permission.EDIT_INVENTORY)])
def finish(
    request: Request, id: str, form: Posted, stored: Stored, parts: Using, who: Who
) -> Response:
    """Make the inventory from the answers, and go to the first result."""
    try:
        _finish(id, form, stored, parts, who)
    except ConflictError:
        return _reviewed(request, id, stored, newer=True)
    return see_other(f"/sites/{id}/results")


def _finish(id: str, form: Form, stored: Desk, parts: Parts, who: Visitor) -> None:
    """
    Make the inventory from the answers.

    Raises:
        ConflictError: Somebody described the site meanwhile.
    """
    with stored.write() as rooms:
        site = rooms.sites.get(id)
        notes = _notes(rooms, id)
        inventory = _signed(build_inventory(_all_answers(notes, site.name)), who.scope.name, parts)
        save_version(
            rooms,
            id,
            inventory,
            file="your answers",
            places={"": f"answers of {who.scope.name}, {parts.now():%Y-%m-%d}"},
            why="answered the first questions",
            at=parts.now(),
            seen=max(0, version_in(form.text("seen"))),
        )
        kept = rooms.uploads.notes(id)
        if kept is not None:
            rooms.uploads.remove(id, kept.id)
        if inventory.site.name != site.name and rooms.sites.named(inventory.site.name) is None:
            rooms.sites.rename(id, inventory.site.name, at=parts.now())


@router.get(f"{_BASE}/{{number}}", dependencies=[allow(Permission.EDIT_INVENTORY)])
def show(request: Request, id: str, number: int, stored: Stored) -> Response:
    """Ask the questions of one step."""
    questions_of(number)
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        upload = rooms.uploads.notes(id)
        notes = _notes(rooms, id)
    return _step(request, site, number, notes, {}, upload.at if upload else None)


@router.post(f"{_BASE}/{{number}}", dependencies=[allow(Permission.EDIT_INVENTORY)])
def save(
    request: Request, id: str, number: int, form: Posted, stored: Stored, parts: Using
) -> Response:
    """Save the answers of one step; what is wrong is told, what is right is kept all the same."""
    asked = questions_of(number)
    now = parts.now()
    with stored.write() as rooms:
        rooms.sites.hold(id)  # two answers at once must not both begin the notes
        site = rooms.sites.get(id)
        notes, wrong = _read(form, asked, _notes(rooms, id))
        _keep(rooms, id, notes, now)
    if is_part(request):
        return page(request, "new_site/saved.html", at=now, wrong=len(wrong))
    if wrong:
        return _step(request, site, number, notes, wrong, now, form)
    if form.flag("finish") or number == len(STEPS):
        return see_other(f"/sites/{id}/inventory/start/review")
    return see_other(f"/sites/{id}/inventory/start/{number + 1}")


def _step(
    request: Request,
    site: Site,
    number: int,
    notes: Notes,
    wrong: Mapping[str, str],
    at: datetime | None,
    form: Form | None = None,
) -> Response:
    asked = tuple(
        Asked(
            question=one,
            value=form.text(one.id) if form and one.id in wrong else _value(one, notes, site),
            unknown=one.id in notes.unknown,
            error=wrong.get(one.id, ""),
            options=_options(one),
        )
        for one in questions_of(number)
    )
    return page(
        request,
        "new_site/questions.html",
        site=site,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        number=number,
        step=STEPS[number - 1],
        steps=STEPS,
        minutes=sum(step.minutes for step in STEPS[number - 1 :]),
        asked=asked,
        wrong=wrong,
        at=at,
        said=notes.said,
        doubts=_doubts(notes),
        total=len(QUESTIONS),
        dont_know=DONT_KNOW,
    )


def _doubts(notes: Notes) -> list[tuple[str, str]]:
    """What to look at again: the place of its question, below the first page, and why."""
    steps = {one.id: number for number in range(1, len(STEPS) + 1) for one in questions_of(number)}
    return [(f"{steps[one.question]}#{one.question}", one.text) for one in doubts(notes.answers)]


def _value(asked: Question, notes: Notes, site: Site) -> str:
    if asked.id in notes.unknown:
        return DONT_KNOW if _options(asked) else ""
    if asked.id == "name" and "name" not in notes.answers:
        return site.name
    return str(notes.answers.get(asked.id, ""))


def _options(asked: Question) -> tuple[tuple[str, str], ...]:
    if asked.kind in (QuestionKind.TEXT, QuestionKind.NUMBER):
        return ()
    found = [(word, WORDS.get(word, word)) for word in asked.allowed if word != DONT_KNOW]
    return (*found, (DONT_KNOW, "I don't know"))


def _said(asked: Question, notes: Notes) -> str:
    if asked.id in notes.unknown:
        return "I don't know"
    if asked.id not in notes.answers:
        return ""
    answer = str(notes.answers[asked.id])
    return WORDS.get(answer, answer) if _options(asked) else answer


def _read(form: Form, asked: tuple[Question, ...], notes: Notes) -> tuple[Notes, Mapping[str, str]]:
    """Notes with the answers of a form, and what is wrong with the others."""
    answers, unknown = dict(notes.answers), set(notes.unknown)
    wrong: dict[str, str] = {}
    for one in asked:
        text = form.text(one.id)
        answers.pop(one.id, None)
        unknown.discard(one.id)
        if form.flag(f"unknown-{one.id}") or text == DONT_KNOW:
            unknown.add(one.id)
        elif text:
            try:
                answers[one.id] = answer_to(one, text)
            except ValueError as error:
                wrong[one.id] = str(error)[:1].upper() + str(error)[1:]
    return Notes(answers=answers, unknown=frozenset(unknown)), wrong


def _notes(rooms: Rooms, site: str) -> Notes:
    kept = rooms.uploads.notes(site)
    if kept is None:
        return Notes(answers={}, unknown=frozenset())
    tree = json.loads(kept.content)
    return Notes(answers=tree["answers"], unknown=frozenset(tree["unknown"]))


def _keep(rooms: Rooms, site: str, notes: Notes, now: datetime) -> None:
    content = json_bytes({"answers": dict(notes.answers), "unknown": sorted(notes.unknown)})
    kept = rooms.uploads.notes(site)
    if kept is None:
        rooms.uploads.add(site, file=NOTES, content=content, at=now)
    else:
        rooms.uploads.rewrite(site, kept.id, content=content, at=now)


def _all_answers(notes: Notes, name: str) -> dict[str, object]:
    """Answers for the builder; a number that nobody knows is left out."""
    said: dict[str, object] = {"name": name, **notes.answers}
    for id in notes.unknown:
        if _options(question(id)) and DONT_KNOW in question(id).allowed:
            said[id] = DONT_KNOW
        else:
            said.pop(id, None)
    return said


def _signed(inventory: Inventory, name: str, parts: Using) -> Inventory:
    """Answers carry the name of who gave them, and when."""
    today = parts.now().date()
    signed = tuple(replace(one, said_by=name, on=today) for one in inventory.controls)
    return replace(inventory, controls=signed)
