"""Where a site stands, and the one thing to do next. Looks at what is stored; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from ng911risk.model.catalog import Catalog
from ng911risk.questionnaire.asking import Ask, AskState
from ng911risk.store import AssessmentHead, InventoryHead, Rooms
from ng911risk.store.acceptances import Acceptance
from ng911risk.store.assessments import evidence_digest
from ng911risk.store.tracked import TrackedAction
from ng911risk_api.work.board import Board
from ng911risk_api.work.draft import Draft
from ng911risk_api.work.workbench import Live

SOON_DAYS: Final = 30
"""Days before an accepted risk ends, or an action is due, that it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Questions somebody else has."""

    ask: Ask
    state: AskState
    replied: int
    waiting: int
    """Replies nobody has decided about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What was saved last."""

    what: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is stored about the work on a site, read at one moment."""

    inventory: InventoryHead | None
    sealed: AssessmentHead | None
    owed: tuple[Owed, ...]
    tracked: tuple[TrackedAction, ...]
    expiring: tuple[Acceptance, ...]
    expired: tuple[Acceptance, ...]
    sealed_evidence: str = ""
    """Digest of the evidence that is sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One of the steps from nothing to a report."""

    title: str
    href: str
    done: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """The one thing to do next."""

    text: str
    """For the button; empty when nothing is to be done."""
    why: str
    href: str = ""
    seals: bool = False
    """The button seals the result instead of leading somewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """Where a site stands."""

    stored: Stored
    board: Board | None
    steps: tuple[Step, ...]
    next: Next
    last: Change | None
    due: tuple[TrackedAction, ...]
    """Actions that are overdue or due soon."""

    @property
    def to_accept(self) -> int:
        """Replies that came back and wait for a decision."""
        return sum(one.waiting for one in self.stored.owed)


def stored_of(rooms: Rooms, site: str, now: datetime) -> Stored:
    """
    Read what is stored about the work on a site.

    Raises:
        NotFoundError: No such site, or somebody else's.
    """
    today = now.date()
    progress = rooms.asks.replies.progress(site)
    sealed = next(iter(rooms.assessments.of_site(site)), None)
    return Stored(
        inventory=next(iter(rooms.inventories.of_site(site)), None),
        sealed=sealed,
        sealed_evidence=rooms.assessments.evidence_digest(sealed.id) if sealed else "",
        owed=tuple(
            Owed(
                ask=ask,
                state=ask.state(now),
                replied=progress[ask.id].replied if ask.id in progress else 0,
                waiting=progress[ask.id].waiting if ask.id in progress else 0,
            )
            for ask in rooms.asks.of_site(site)
        ),
        tracked=rooms.tracked.of_site(site),
        expiring=rooms.acceptances.expiring(site, today, SOON_DAYS),
        expired=rooms.acceptances.expired(site, today),
    )


def todo_of(
    site: str,
    stored: Stored,
    draft: Draft | None,
    live: Live | None,
    board: Board | None,
    catalog: Catalog,
    today: date,
) -> Todo:
    """
    Say where a site stands.

    Args:
        site: Site id.
        stored: What is stored.
        draft: What would be assessed now; None before the site is described.
        live: How far its result is.
        board: Its questions.
        catalog: What it would be assessed with.
        today: For what is due.
    """
    due = tuple(one for one in stored.tracked if _is_due(one, today))
    sealed = _is_sealed(stored, draft, catalog)
    return Todo(
        stored=stored,
        board=board,
        steps=_steps(f"/sites/{site}", stored, board, live, sealed=sealed),
        next=_next(f"/sites/{site}", stored, board, due, sealed=sealed),
        last=_last(stored, draft),
        due=due,
    )


def _is_due(action: TrackedAction, today: date) -> bool:
    if action.due is None or action.status.over:
        return False
    return (action.due - today).days <= SOON_DAYS


def _is_sealed(stored: Stored, draft: Draft | None, catalog: Catalog) -> bool:
    """Whether the newest sealed assessment is of what there is now."""
    head = stored.sealed
    if head is None or draft is None:
        return False
    then = (head.inventory_digest, head.catalog_digest, stored.sealed_evidence)
    return then == (draft.inventory_digest, catalog.digest, evidence_digest(draft.evidence))


def _steps(
    at: str, stored: Stored, board: Board | None, live: Live | None, *, sealed: bool
) -> tuple[Step, ...]:
    head, report = stored.inventory, stored.sealed
    has_result = live is not None and live.result is not None
    planned = [one for one in stored.tracked if one.owner or one.status.over]
    return (
        Step(
            title="Describe your site",
            href=f"{at}/inventory",
            done=head is not None,
            detail=f"{head.why.capitalize() or 'Described'}, by {head.by_name}" if head else "",
        ),
        Step(
            title="Answer the questions",
            href=f"{at}/questions",
            done=has_result and board is not None and board.outlook.hardly_matters,
            detail=_of_questions(board),
        ),
        Step(
            title="See how you could be stopped",
            href=f"{at}/results",
            done=has_result,
            detail="" if has_result or head is None else "Being worked out",
        ),
        Step(
            title="Plan the fixes",
            href=f"{at}/results",
            done=bool(planned),
            detail=f"{len(planned)} with an owner" if planned else "",
        ),
        Step(
            title="Seal the result and make the report",
            href=f"{at}/reports",
            done=sealed,
            detail=_of_report(report, sealed=sealed),
        ),
    )


def _of_questions(board: Board | None) -> str:
    if board is None:
        return ""
    left = board.outlook
    done = len(left.answered) + len(left.to_find_out)
    if left.hardly_matters:
        return f"{done} answered; more answers would hardly change the result"
    return f"{done} answered, {len(left.worth)} left: about {left.minutes} min"


def _of_report(head: AssessmentHead | None, *, sealed: bool) -> str:
    if head is None:
        return ""
    if sealed:
        return f"Number {head.number} is sealed"
    return f"Number {head.number} is sealed; something has changed since"


def _next(
    at: str, stored: Stored, board: Board | None, due: tuple[TrackedAction, ...], *, sealed: bool
) -> Next:
    done = Next(text="", why="Nothing waits for you. The result is sealed and up to date.")
    return next(_open(at, stored, board, due, sealed=sealed), done)


def _open(
    at: str, stored: Stored, board: Board | None, due: tuple[TrackedAction, ...], *, sealed: bool
) -> Iterator[Next]:
    """What could be done next, the most urgent first."""
    waiting = sum(one.waiting for one in stored.owed)
    if board is None:
        why = "Drop in the Excel you have, or start from a template: a first result in 15 minutes."
        yield Next(text="Describe your site", why=why, href=f"{at}/inventory")
        return
    if waiting:
        why = "Answers came back. They count when you accept them."
        yield Next(text=f"Look at what came back ({waiting})", why=why, href=f"{at}/ask")
    if board.next_topic and not board.outlook.hardly_matters:
        topic = board.next_topic.topic
        yield Next(text="Answer questions", why=_why(board), href=f"{at}/questions/{topic.value}")
    if stored.expired:
        why = "A risk was accepted until a date that has passed."
        yield Next(text="Decide again", why=why, href=f"{at}/results")
    if not stored.tracked:
        why = "The answers that matter are there. See what helps most, and who does it."
        yield Next(text="See the results and plan the fixes", why=why, href=f"{at}/results")
    if not sealed:
        why = "This keeps inventory, answers, evidence and result together as they are now."
        yield Next(text="Seal this result", why=why, seals=True)
    if due:
        why = f"{len(due)} of your planned fixes are due."
        yield Next(text="Look at what is due", why=why, href=f"{at}/results")


def _why(board: Board) -> str:
    left, line = board.outlook, board.next_topic
    first = f" Begin with: {line.topic.words}." if line else ""
    if not board.worked_out:
        return (
            f"Your first result is being worked out. {len(left.worth)} answers help most." + first
        )
    answers = "1 answer can" if len(left.worth) == 1 else f"{len(left.worth)} answers can"
    return f"{answers} still change your result: about {left.minutes} minutes." + first


def _last(stored: Stored, draft: Draft | None) -> Change | None:
    changes = [Change(what="action", by=one.by_name, at=one.at) for one in stored.tracked]
    if stored.inventory is not None:
        head = stored.inventory
        changes.append(Change(what="description of the site", by=head.by_name, at=head.added_at))
    if draft is not None:
        changes += [
            Change(what="answer", by=one.by_name, at=one.at) for one in draft.answers.values()
        ]
    return max(changes, key=lambda one: one.at, default=None)


def titles(catalog: Catalog) -> Mapping[str, str]:
    """Title of every mitigation."""
    return {name: entry.title for name, entry in catalog.mitigations.items()}
