"""What somebody without an account sees by their link: their questions, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.questionnaire.asking import (
    NAME_MAX,
    NOTE_MAX,
    REPLY_WORDS,
    Ask,
    AskedQuestion,
    NewReply,
    Reply,
)
from ng911risk.store import Store
from ng911risk.store.door import KnownAsk
from ng911risk_api.auth.pace import Pace
from ng911risk_api.auth.secrets import hash_of
from ng911risk_api.auth.visitor import anyone, scope_of_reply
from ng911risk_api.deps import Using
from ng911risk_api.parts import Parts
from ng911risk_api.web.forms import Form, Stranger, number_of
from ng911risk_api.web.render import is_part, moment, page, see_other

router = APIRouter(include_in_schema=False)

SAVES: Final = 300
"""Most saves of one link in ten minutes: more than fingers can do."""

_WITHIN: Final = timedelta(minutes=10)
_WHY: Final = "whoever has the link is who was asked"
_HEADERS: Final[Mapping[str, str]] = {
    # the address is the secret: whatever is opened from here learns the host at most
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One question, and what they said last."""

    label: str
    question: AskedQuestion
    reply: Reply | None
    held: bool = False
    """Whether it was answered and is not saved because nobody said who answers."""


@dataclass(slots=True)
class Outcome:
    """What came of saving a form."""

    told: list[str]
    """What was not saved, and why."""
    saved: int = 0
    nameless: bool = False
    """Whether nothing was saved because nobody said who answers."""


@router.get("/reply/{secret}", dependencies=[anyone(_WHY)])
def show(
    request: Request, secret: str, parts: Using, saved: Annotated[str, Query(max_length=1)] = ""
) -> Response:
    """Show the questions, with what was answered before."""
    known = _known(request, secret)
    if known is None or _is_over(known, parts):
        return _nothing_here(request, known)
    if not _pace(request).lets(known.id, parts.now()):
        return _too_fast(request)
    with _store(request).read(scope_of_reply(known)) as rooms:
        is_new = rooms.asks.mine().opened_at is None
    if is_new:
        with _store(request).write(scope_of_reply(known)) as rooms:
            rooms.asks.opened(at=parts.now())
    return _form(request, known, parts, told=(), saved=bool(saved))


@router.post("/reply/{secret}", dependencies=[anyone(_WHY)])
def save(request: Request, secret: str, form: Stranger, parts: Using) -> Response:
    """Save what they answered so far."""
    known = _known(request, secret)
    if known is None or _is_over(known, parts):
        return _nothing_here(request, known)
    if not _pace(request).lets(known.id, parts.now()):
        return _too_fast(request)
    outcome = _save(request, known, form, parts)
    if outcome.told or is_part(request):
        saved = outcome.saved > 0 or not outcome.told
        return _form(
            request,
            known,
            parts,
            told=tuple(outcome.told),
            saved=saved,
            sent=form,
            nameless=outcome.nameless,
        )
    location = f"/reply/{secret}?saved=1"
    return see_other(location, _HEADERS)


def _save(request: Request, known: KnownAsk, form: Form, parts: Parts) -> Outcome:
    outcome = Outcome(told=[])
    name, role = form.text("name"), form.text("role")
    if not name:
        outcome.nameless = True
        outcome.told.append("Not saved yet: say who you are first. Then all is saved at once.")
        return outcome
    if len(name) > NAME_MAX or len(role) > NAME_MAX:
        outcome.told.append(f"Not saved yet: keep name and job to {NAME_MAX} characters each.")
        return outcome
    store = _store(request)
    with store.read(scope_of_reply(known)) as rooms:
        ask = rooms.asks.mine()
    scope = scope_of_reply(known, ask.said_by(name, role))
    with store.write(scope) as rooms:
        ask = rooms.asks.mine()
        before = rooms.asks.replies.of_ask(ask)
        for number, new in _wanted(ask, form, outcome):
            newest = before.get(new.subject)
            if newest is not None and _says(newest, new, ask.said_by(name, role)):
                continue
            if newest is not None and newest.number > number_of(form.text(f"seen-q{number}")):
                outcome.told.append(
                    f"Question {number} was answered in another window meanwhile "
                    f"({REPLY_WORDS[newest.value]}). Load this page again before you change it."
                )
                continue
            rooms.asks.replies.save(ask, new, name=name, role=role, at=parts.now())
            outcome.saved += 1
    return outcome


def _wanted(ask: Ask, form: Form, outcome: Outcome) -> Iterator[tuple[int, NewReply]]:
    """Yield number and reply of every question that the form answers."""
    for number, (label, question) in enumerate(ask.labelled.items(), start=1):
        value, note = form.text(f"value-{label}"), form.text(f"note-{label}")
        if len(note) > NOTE_MAX:
            outcome.told.append(
                f"Question {number} was not saved: the note is longer than {NOTE_MAX:,} characters."
            )
        elif value in REPLY_WORDS:
            answer = NewReply(subject=question.subject, value=AnswerValue(value), note=note)
            yield number, answer
        elif note:
            outcome.told.append(f"Question {number} was not saved: choose an answer to your note.")


def _says(reply: Reply, new: NewReply, said_by: str) -> bool:
    return (reply.value, reply.note, reply.said_by) == (new.value, new.note, said_by)


def _form(
    request: Request,
    known: KnownAsk,
    parts: Parts,
    *,
    told: tuple[str, ...],
    saved: bool,
    sent: Form | None = None,
    nameless: bool = False,
) -> Response:
    with _store(request).read(scope_of_reply(known)) as rooms:
        ask = rooms.asks.mine()
        replies = rooms.asks.replies.of_ask(ask)
        centre = rooms.sites.get(known.site).name
    lines = [
        Line(
            label=label,
            question=question,
            reply=replies.get(question.subject),
            held=nameless and sent is not None and sent.text(f"value-{label}") in REPLY_WORDS,
        )
        for label, question in ask.labelled.items()
    ]
    last = max((one.at for one in replies.values()), default=None)
    return page(
        request,
        "reply/saved.html" if is_part(request) else "reply/form.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if told else HTTPStatus.OK,
        headers=_HEADERS,
        ask=ask,
        centre=centre,
        lines=lines,
        replied=len(replies),
        answers=[(value.value, words) for value, words in REPLY_WORDS.items()],
        sent=sent,
        nameless=nameless,
        told=told,
        saved=f"Saved on {moment(last)}" if saved and last else "",
        last=moment(last) if last else "",
        name_max=NAME_MAX,
        note_max=NOTE_MAX,
        action=request.url.path,
        now=parts.now(),
    )


def _known(request: Request, secret: str) -> KnownAsk | None:
    with _store(request).door() as door:
        return door.ask(hash_of(secret))


def _is_over(known: KnownAsk, parts: Parts) -> bool:
    return known.closed or known.expires_at <= parts.now()


def _nothing_here(request: Request, known: KnownAsk | None) -> Response:
    """Tell whoever holds a link that is over so; everybody else learns nothing."""
    return page(
        request,
        "reply/gone_part.html" if is_part(request) else "reply/gone.html",
        status=HTTPStatus.NOT_FOUND if known is None else HTTPStatus.GONE,
        headers=_HEADERS,
        was_there=known is not None,
    )


def _too_fast(request: Request) -> Response:
    return page(
        request,
        "reply/too_fast_part.html" if is_part(request) else "reply/too_fast.html",
        status=HTTPStatus.TOO_MANY_REQUESTS,
        headers={**_HEADERS, "Retry-After": "60"},
    )


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _pace(request: Request) -> Pace:
    """Count of saves of each link, one for the running server."""
    state = request.app.state
    found: Pace | None = getattr(state, "reply_pace", None)
    if found is None:
        found = state.reply_pace = Pace(SAVES, _WITHIN)
    return found
