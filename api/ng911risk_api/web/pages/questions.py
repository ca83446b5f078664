"""Questions: one topic a page, the most valuable first, saved at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from ng911risk.access import Permission
from ng911risk.errors import InputError, NotFoundError, Problem
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.questionnaire.questions import Question
from ng911risk.questionnaire.topics import Topic
from ng911risk.questionnaire.worth import WORTH_ASKING
from ng911risk.store import Rooms, Site
from ng911risk.store.answers import SavedAnswer
from ng911risk.store.files import FileHead
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Bench, Stored, Using, Who
from ng911risk_api.web.forms import Form, Posted
from ng911risk_api.web.questions_form import entries_of
from ng911risk_api.web.render import is_part, page, see_other
from ng911risk_api.work.answering import Entry, Outcome, check_subjects, save_entries, text_of
from ng911risk_api.work.board import Board, board_of
from ng911risk_api.work.draft import draft_of

router = APIRouter(include_in_schema=False)

CHOICES: Final = (
    (AnswerValue.YES, "Yes", ""),
    (AnswerValue.PARTLY, "Partly", ""),
    (AnswerValue.NO, "No", ""),
    (AnswerValue.UNKNOWN, "I don't know", ""),
    (AnswerValue.NOT_AVAILABLE, "Not available to us", "ask our provider"),
)
"""What may be answered, in words."""

WORDS: Final = {value: text for value, text, _ in CHOICES}

_MINOR_SHOWN: Final = 8
"""Questions of hardly any value that a page shows before somebody asks for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One question as the page shows it."""

    number: int
    """Its place on the page; names its fields."""
    question: Question
    answer: SavedAnswer | None
    """With who and when."""
    files: tuple[FileHead, ...]


@router.get("/sites/{id}/questions", dependencies=[allow(Permission.READ_SITE)])
def overview(
    request: Request, id: str, stored: Stored, who: Who, parts: Using, bench: Bench
) -> Response:
    """Show the topics, how far each is and what it could change."""
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        if not rooms.inventories.of_site(id):
            return page(request, "questions/none.html", site=site)
        draft = draft_of(rooms, id, who.scope.tenant, parts.catalog)
    live = bench.live(draft)
    board = board_of(draft, live, parts.catalog)
    return page(request, "questions/topics.html", site=site, board=board, live=live)


@router.get("/sites/{id}/questions/history", dependencies=[allow(Permission.READ_SITE)])
def history(
    request: Request, id: str, stored: Stored, parts: Using, subject: Annotated[str, Query()] = ""
) -> Response:
    """Show every version of one answer."""
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        versions = rooms.answers.of_subject(id, subject)
    if not versions:
        raise NotFoundError("Nobody answered this question yet.")
    text = text_of(subject, parts.catalog)
    return page(
        request,
        "questions/history.html",
        site=site,
        versions=versions,
        text=text,
        answer_words=WORDS,
    )


@router.get("/sites/{id}/questions/{topic}", dependencies=[allow(Permission.READ_SITE)])
def show(
    request: Request, id: str, topic: str, stored: Stored, who: Who, parts: Using, bench: Bench
) -> Response:
    """Show the questions of one topic."""
    wanted = _topic(topic)
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        draft = draft_of(rooms, id, who.scope.tenant, parts.catalog)
        files = rooms.files.of_site(id) if who.scope.may(Permission.READ_EVIDENCE) else ()
    board = board_of(draft, bench.live(draft), parts.catalog)
    cards = _cards(board.of(wanted), draft.answers, files)
    every = request.query_params.get("all") == "1"
    minor = [one for one in cards if one.answer is None and not _counts(one.question, board)]
    return page(
        request,
        "questions/topic.html",
        site=site,
        topic=wanted,
        board=board,
        first=[one for one in cards if one.answer is None and _counts(one.question, board)],
        minor=minor if every else minor[:_MINOR_SHOWN],
        hidden=0 if every else max(0, len(minor) - _MINOR_SHOWN),
        answered=[one for one in cards if one.answer is not None],
        choices=CHOICES,
        saved=request.query_params.get("saved", ""),
    )


@router.post("/sites/{id}/questions/{topic}", dependencies=[allow(Permission.ANSWER)])
def save(
    request: Request, id: str, topic: str, form: Posted, stored: Stored, parts: Using
) -> Response:
    """Save the answers of a form: that of one question with htmx, those of a page without."""
    wanted, entries, at = _topic(topic), entries_of(form), parts.now()
    try:
        with stored.write() as rooms:
            site = rooms.sites.get(id)
            outcome = save_entries(rooms, id, entries, parts.catalog, at=at)
            attached = 0 if is_part(request) else _attach(rooms, id, form, entries, at)
            if form.text("remove"):
                _remove(rooms, id, form.text("remove"), at)
    except InputError as error:
        if not is_part(request):
            raise
        return page(request, "questions/unsaved.html", problems=error.problems)
    if is_part(request):
        return _part(request, site, wanted, entries, outcome)
    if outcome.clashes:
        return _clashes(request, site, wanted, outcome)
    count = len(outcome.saved) + attached
    address = f"/sites/{id}/questions/{wanted}?saved={count}"
    return see_other(address)


@router.post("/sites/{id}/questions/{topic}/files", dependencies=[allow(Permission.ANSWER)])
def attach(
    request: Request,
    id: str,
    topic: str,
    form: Posted,
    stored: Stored,
    parts: Using,
) -> Response:
    """Take the files that were chosen for one question, and list those that are there."""
    wanted, entries, at = _topic(topic), entries_of(form), parts.now()
    if len(entries) != 1:
        raise NotFoundError("There is no such question at this site.")
    (entry,) = entries
    problems: tuple[Problem, ...] = ()
    with stored.write() as rooms:
        site = rooms.sites.get(id)
        check_subjects(entry.subjects, rooms.inventories.latest(id).inventory, parts.catalog)
        try:
            _attach(rooms, id, form, entries, at)
        except InputError as error:
            problems = error.problems
        files = rooms.files.of_subject(id, entry.subjects[0])
    return page(
        request,
        "questions/files.html",
        site=site,
        topic=wanted,
        number=entry.number,
        subjects=entry.subjects,
        files=files,
        problems=problems,
    )


def _topic(name: str) -> Topic:
    if name not in {one.value for one in Topic}:
        raise NotFoundError("There is no topic of this name.")
    return Topic(name)


def _counts(question: Question, board: Board) -> bool:
    """Whether a question stands among the first ones."""
    return not board.worked_out or question.is_worth_asking(WORTH_ASKING)


def _cards(
    questions: tuple[Question, ...], answers: Mapping[str, SavedAnswer], files: tuple[FileHead, ...]
) -> list[Card]:
    by_subject: dict[str, list[FileHead]] = {}
    for one in files:
        by_subject.setdefault(one.subject, []).append(one)
    return [
        Card(
            number=number,
            question=question,
            answer=answers.get(question.subject),
            files=tuple(file for name in question.subjects for file in by_subject.get(name, ())),
        )
        for number, question in enumerate(questions)
    ]


def _attach(rooms: Rooms, site: str, form: Form, entries: tuple[Entry, ...], at: datetime) -> int:
    """Keep the files that came with a form; how many there were."""
    count = 0
    for entry in entries:
        for sent in form.files(f"file-{entry.number}"):
            rooms.files.add(site, entry.subjects[0], sent.name, sent.media, sent.content, at)
            count += 1
    return count


def _remove(rooms: Rooms, site: str, file: str, at: datetime) -> None:
    if file not in {one.id for one in rooms.files.of_site(site)}:
        raise NotFoundError("There is no file with this id.")
    rooms.files.remove(file, at=at)


def _part(
    request: Request, site: Site, topic: Topic, entries: tuple[Entry, ...], outcome: Outcome
) -> Response:
    """What htmx puts under the question that was changed."""
    if len(entries) != 1:
        raise NotFoundError("There is no such question at this site.")
    return page(
        request,
        "questions/saved.html",
        site=site,
        topic=topic,
        entry=entries[0],
        answer=next(iter([*outcome.saved, *outcome.untouched]), None),
        clash=outcome.clashes[0] if outcome.clashes else None,
        answer_words=WORDS,
    )


def _clashes(request: Request, site: Site, topic: Topic, outcome: Outcome) -> Response:
    catalog = request.app.state.parts.catalog
    return page(
        request,
        "questions/clashes.html",
        site=site,
        status=HTTPStatus.CONFLICT,
        topic=topic,
        clashes=[(one, text_of(one.entry.subjects[0], catalog)) for one in outcome.clashes],
        saved=len(outcome.saved),
        answer_words=WORDS,
    )
