"""Ask someone: questions to people without an account, and what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Response

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, InputError, NotFoundError, Problem
from ng911risk.exporters import ask_form
from ng911risk.importers.returned_form import fitting, read_returned
from ng911risk.model.inventory import OwnerClass
from ng911risk.questionnaire.asking import (
    DAYS,
    DAYS_MAX,
    QUESTIONS_MAX,
    REPLY_WORDS,
    Ask,
    AskedQuestion,
    AskState,
    Decision,
    NewAsk,
    Reply,
    until,
)
from ng911risk.store import Rooms, Site
from ng911risk.store.answers import AnsweredMeanwhileError, SavedAnswer
from ng911risk.store.ids import new_id
from ng911risk.store.replies import Progress
from ng911risk_api.auth.secrets import LINK_PREFIX, hash_of, new_secret
from ng911risk_api.auth.visitor import allow
from ng911risk_api.media import slug_of
from ng911risk_api.parts import Parts
from ng911risk_api.settings import LOOPBACK_NAMES
from ng911risk_api.web.around import Around, Here
from ng911risk_api.web.forms import Form, Posted, SentFile, number_of
from ng911risk_api.web.letters import BY_FILE, BY_LINK, first_letter, mailto, reminder
from ng911risk_api.web.render import address_of_server, day, is_part, page, see_other
from ng911risk_api.work.asking import Group, chosen_from, groups_of
from ng911risk_api.work.draft import Draft, draft_of
from ng911risk_api.work.workbench import Live

router = APIRouter(include_in_schema=False)

_READ: Final = allow(Permission.READ_SITE)
_ASK: Final = allow(Permission.ASK)
_DAYS: Final = tuple((str(days), f"{days} days") for days in (7, 14, DAYS, 30, 60, DAYS_MAX))
_NO_PROGRESS: Final = Progress(replied=0, waiting=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desktop:
    """What every page about questions to others starts from."""

    site: Site
    asks: tuple[Ask, ...]
    draft: Draft | None
    """None while the site has no inventory."""
    live: Live | None

    def groups(self, parts: Parts) -> tuple[Group, ...]:
        """Questions by whom to ask; none before there is a result."""
        if self.draft is None or self.live is None or self.live.result is None:
            return ()
        now = parts.now()
        waiting = [one for one in self.asks if one.state(now) is AskState.OPEN]
        return groups_of(self.live.result.report.unknowns, self.draft, parts.catalog, waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Words to copy, and an address that opens a mail with them."""

    text: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One question that was sent, beside what counts now."""

    label: str
    question: AskedQuestion
    reply: Reply | None
    current: SavedAnswer | None
    said: tuple[Reply, ...] = ()
    """Every different reply that nobody decided about, the newest first."""

    @property
    def differ(self) -> bool:
        """Whether several different replies came."""
        return len(self.said) > 1

    @property
    def waits(self) -> bool:
        """Whether somebody has to decide about the reply."""
        return self.reply is not None and self.reply.decision is Decision.WAITING

    @property
    def same(self) -> bool:
        """Whether the reply says what counts already."""
        return (
            self.reply is not None
            and self.current is not None
            and self.reply.value is self.current.value
        )


# --- sending ------------------------------------------------------------------------


@router.get("/sites/{id}/ask", dependencies=[_READ])
def show(id: str, here: Around) -> Response:
    """List whom you may ask, whom you asked, and how far that is."""
    return _overview(here, id)


@router.get("/sites/{id}/ask/new", dependencies=[_ASK])
def choose(id: str, here: Around, to: Annotated[str, Query()] = "") -> Response:
    """Choose questions for one class of people."""
    return _chooser(here, id, to)


@router.post("/sites/{id}/ask", dependencies=[_ASK])
def send(id: str, form: Posted, here: Around) -> Response:
    """Keep the questions, and show the link once."""
    desk = _desktop(here, id)
    ask = form.text("ask")
    if any(one.id == ask for one in desk.asks):
        return see_other(f"/sites/{id}/ask/{ask}")  # the form was sent twice
    try:
        new = _new(form, desk, here)
        secret = new_secret(LINK_PREFIX)
        with here.stored.write() as rooms:
            made = rooms.asks.send(id, new, id=ask, hash=hash_of(secret), at=here.now)
    except InputError as error:
        return _chooser(here, id, form.text("to"), form=form, problems=error.problems)
    return _link_page(here, desk.site, made, secret)


@router.post("/sites/{id}/ask/{ask}/renew", dependencies=[_ASK])
def renew(id: str, ask: str, form: Posted, here: Around) -> Response:  # noqa: ARG001 - the form carries the token
    """Make another link; the one before ends."""
    secret = new_secret(LINK_PREFIX)
    with here.stored.write() as rooms:
        site, found = _found(rooms, id, ask)
        made = rooms.asks.renew(found.id, hash=hash_of(secret), at=here.now)
    return _link_page(here, site, made, secret)


@router.get("/sites/{id}/ask/{ask}/form.html", dependencies=[_ASK])
def download(id: str, ask: str, here: Around) -> Response:
    """Give the questions as one file that opens offline."""
    with here.stored.read() as rooms:
        site, found = _found(rooms, id, ask)
    if found.state(here.now) is not AskState.OPEN:
        raise ConflictError("This is not open any more. Send the questions again instead.")
    here.stored.was_read("ask.form-read", found.id, here.now)
    form = ask_form.AskForm(
        centre=site.name,
        asker=found.by_name,
        to_name=found.to_name,
        note=found.note,
        questions=found.questions,
        ask=found.id,
        check=found.check,
        until=day(found.expires_at),
    )
    name = f"questions-{slug_of(found.to_name) or 'to-you'}.html"
    return Response(
        ask_form.render(form),
        media_type="text/html; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


# --- what came back -----------------------------------------------------------------


@router.post("/sites/{id}/ask/file", dependencies=[_ASK])
def take_file(id: str, form: Posted, here: Around) -> Response:
    """Take the file that an offline form saved."""
    sent = form.file("file")
    if sent is None:
        nothing = Problem(file="", message="Choose the file that came back.")
        return _overview(here, id, problems=(nothing,))
    name = sent.name
    try:
        found, added = _taken(here, id, sent)
    except NotFoundError:
        problem = Problem(file=name, message="it does not belong to anything you sent from here")
        return _overview(here, id, problems=(problem,))
    except ConflictError as error:
        return _overview(here, id, problems=(Problem(file=name, message=str(error)),))
    except InputError as error:
        return _overview(here, id, problems=error.problems)
    return see_other(f"/sites/{id}/ask/{found.id}?taken={added}")


@router.get("/sites/{id}/ask/{ask}", dependencies=[_ASK])
def review(
    id: str, ask: str, here: Around, taken: Annotated[int, Query(le=QUESTIONS_MAX)] = -1
) -> Response:
    """Show each reply beside what counts now."""
    return _review(here, id, ask, taken=taken)


@router.post("/sites/{id}/ask/{ask}/decide", dependencies=[_ASK])
def decide(id: str, ask: str, form: Posted, here: Around) -> Response:
    """Accept or refuse replies; an accepted one becomes an answer."""
    accepted = form.flag("accept")
    wanted = form.text("accept") if accepted else form.text("refuse")
    told: list[str] = []
    with here.stored.write() as rooms:
        _, found = _found(rooms, id, ask)
        for line in _lines(rooms, found):
            if line.waits and wanted in {line.label, "all"}:
                told += _decide(rooms, found, line, form, accepted=accepted, at=here.now)
    if told:
        return _review(here, id, ask, told=told)
    return see_other(f"/sites/{id}/ask/{ask}")


@router.post("/sites/{id}/ask/{ask}/remind", dependencies=[_ASK])
def remind(id: str, ask: str, form: Posted, here: Around) -> Response:  # noqa: ARG001 - the form carries the token
    """Note that they are reminded, and give words for it."""
    with here.stored.write() as rooms:
        site, found = _found(rooms, id, ask)
        found = rooms.asks.reminded(found.id, at=here.now)
        replied = len(rooms.asks.replies.of_ask(found))
    text = reminder(found, centre=site.name, asker=here.stored.scope.name, replied=replied)
    return page(here.request, "ask/remind.html", site=site, ask=found, mail=_mail(site, text))


@router.post("/sites/{id}/ask/{ask}/extend", dependencies=[_ASK])
def extend(id: str, ask: str, form: Posted, here: Around) -> Response:
    """Let the link hold for longer."""
    with here.stored.write() as rooms:
        _, found = _found(rooms, id, ask)
        rooms.asks.extend(found.id, expires_at=until(_days(form), here.now), at=here.now)
    return see_other(f"/sites/{id}/ask/{ask}")


@router.post("/sites/{id}/ask/{ask}/close", dependencies=[_ASK])
def close(id: str, ask: str, form: Posted, here: Around) -> Response:
    """End it, or take it back."""
    with here.stored.write() as rooms:
        _, found = _found(rooms, id, ask)
        rooms.asks.close(found.id, revoked=form.flag("revoke"), at=here.now)
    return see_other(f"/sites/{id}/ask/{ask}")


# --- the parts of it ----------------------------------------------------------------


def _desktop(here: Here, id: str) -> Desktop:
    with here.stored.read() as rooms:
        site, asks = rooms.sites.get(id), rooms.asks.of_site(id)
        try:
            draft = draft_of(rooms, id, here.stored.scope.tenant, here.parts.catalog)
        except NotFoundError:
            draft = None  # the site is there, but nothing is said about it yet
    live = here.bench.live(draft) if draft else None
    return Desktop(site=site, asks=asks, draft=draft, live=live)


def _taken(here: Here, id: str, sent: SentFile) -> tuple[Ask, int]:
    """
    Take what a file says, and return what it answers and how many replies are new.

    Raises:
        InputError: It is no file of ours, or was changed.
        NotFoundError: It belongs to nothing that was sent from this site.
        ConflictError: What it answers was taken back.
    """
    returned = read_returned(sent.content, file=sent.name)
    with here.stored.write() as rooms:
        _, found = _found(rooms, id, returned.ask)
        news = fitting(returned, check=found.check, labelled=found.labelled, file=sent.name)
        name, role = returned.name.strip(), returned.role.strip()
        return found, rooms.asks.replies.take(found, news, name=name, role=role, at=here.now)


def _found(rooms: Rooms, id: str, ask: str) -> tuple[Site, Ask]:
    """
    Return the site and the ask of the address.

    Raises:
        NotFoundError: One is not there, or they do not belong together.
    """
    site, found = rooms.sites.get(id), rooms.asks.get(ask)
    if found.site != site.id:
        raise NotFoundError("There is no such request.")
    return site, found


def _overview(here: Here, id: str, problems: Sequence[Problem] = ()) -> Response:
    desk = _desktop(here, id)
    with here.stored.read() as rooms:
        progress = rooms.asks.replies.progress(id)
    return page(
        here.request,
        "ask/groups.html" if is_part(here.request) else "ask/overview.html",
        site=desk.site,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        draft=desk.draft,
        live=desk.live,
        groups=desk.groups(here.parts),
        lines=[(one, one.state(here.now), progress.get(one.id, _NO_PROGRESS)) for one in desk.asks],
        problems=problems,
    )


def _chooser(
    here: Here, id: str, to: str, form: Form | None = None, problems: Sequence[Problem] = ()
) -> Response:
    desk = _desktop(here, id)
    group = next((one for one in desk.groups(here.parts) if one.owner_class.value == to), None)
    if group is None:
        return see_other(f"/sites/{id}/ask")
    first = {one.question.subject for one in group.choices if one.first}
    return page(
        here.request,
        "ask/new.html",
        site=desk.site,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        group=group,
        chosen=set(form.texts("subject")) if form else first,
        ask=form.text("ask") if form else new_id(),
        to_name=form.text("to_name") if form else group.only_name,
        note=form.text("note") if form else "",
        days=form.text("days") if form else str(DAYS),
        named=form.flag("named") if form else True,
        all_days=_DAYS,
        words_of=REPLY_WORDS,
        most=QUESTIONS_MAX,
        problems=problems,
    )


def _new(form: Form, desk: Desktop, here: Here) -> NewAsk:
    """
    Return what a form asks of whom.

    Raises:
        InputError: It names nobody known, or there is no result to choose from yet.
    """
    try:
        owner = OwnerClass(form.text("to"))
    except ValueError:
        raise InputError([Problem(file="", message="Say whom you ask.")]) from None
    questions: tuple[AskedQuestion, ...] = ()
    if desk.draft is not None and desk.live is not None and desk.live.result is not None:
        unknowns = desk.live.result.report.unknowns
        subjects, named = form.texts("subject"), form.flag("named")
        questions = tuple(
            chosen_from(subjects, unknowns, desk.draft, here.parts.catalog, named=named)
        )
    return NewAsk(
        to_name=form.text("to_name"),
        owner_class=owner,
        questions=questions,
        note=form.text("note"),
        expires_at=until(_days(form), here.now),
    )


def _days(form: Form) -> int:
    return number_of(form.text("days"), otherwise=DAYS)


def _review(
    here: Here, id: str, ask: str, *, taken: int = -1, told: Sequence[str] = ()
) -> Response:
    with here.stored.read() as rooms:
        site, found = _found(rooms, id, ask)
        lines = _lines(rooms, found)
    return page(
        here.request,
        "ask/review.html",
        site=site,
        status=HTTPStatus.CONFLICT if told else HTTPStatus.OK,
        ask=found,
        state=found.state(here.now),
        lines=lines,
        waiting=sum(one.waits for one in lines),
        words_of=REPLY_WORDS,
        all_days=_DAYS,
        default_days=str(DAYS),
        taken=taken,
        told=told,
    )


def _lines(rooms: Rooms, ask: Ask) -> tuple[Line, ...]:
    replies, answers = rooms.asks.replies.of_ask(ask), rooms.answers.standing(ask.site)
    said = rooms.asks.replies.undecided(ask)
    return tuple(
        Line(
            label=label,
            question=question,
            reply=replies.get(question.subject),
            current=answers.get(question.subject),
            said=said.get(question.subject, ()),
        )
        for label, question in ask.labelled.items()
    )


def _decide(
    rooms: Rooms, ask: Ask, line: Line, form: Form, *, accepted: bool, at: datetime
) -> Sequence[str]:
    """Decide about one reply; what stands in the way is told, and nothing is changed then."""
    newest, number = line.reply, line.label[1:]
    if newest is None or form.text(f"number-{line.label}") != str(newest.number):
        return (f"Question {number}: {ask.to_name} has sent another answer meanwhile.",)
    picked = form.text(f"pick-{line.label}") if accepted else ""
    reply = next((one for one in line.said if str(one.number) == picked), newest)
    try:
        if accepted:
            rooms.answers.save(
                ask.site,
                line.question.subjects,
                value=reply.value,
                said_by=reply.said_by,
                note=reply.note,
                seen=number_of(form.text(f"seen-{line.label}")),
                at=at,
            )
    except AnsweredMeanwhileError as error:
        return (f"Question {number}: {error} Look at both, then choose again.",)
    decision = Decision.ACCEPTED if accepted else Decision.REFUSED
    rooms.asks.replies.decide(
        ask,
        reply.subject,
        number=newest.number,
        decision=decision,
        at=at,
        chosen=reply.number,
    )
    return ()


# --- links and letters --------------------------------------------------------------


def _link_page(here: Here, site: Site, ask: Ask, secret: str) -> Response:
    base = address_of_server(here.request)
    link = f"{base}/reply/{secret}"
    names = {"centre": site.name, "asker": here.stored.scope.name}
    return page(
        here.request,
        "ask/sent.html",
        site=site,
        status=HTTPStatus.CREATED,
        ask=ask,
        link=link,
        loopback=_bracketed(urlsplit(base).hostname) in LOOPBACK_NAMES,
        by_link=_mail(site, first_letter(ask, how=f"{link}\n\n{BY_LINK}", **names)),
        by_file=_mail(site, first_letter(ask, how=BY_FILE, **names)),
    )


def _mail(site: Site, text: str) -> Mail:
    return Mail(text=text, address=mailto(f"Questions from {site.name}", text))


def _bracketed(host: str | None) -> str:
    return f"[{host}]" if host and ":" in host else host or ""
