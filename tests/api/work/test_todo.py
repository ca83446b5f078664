from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ng911risk.content import load_catalog
from ng911risk.model.inventory import OwnerClass
from ng911risk.model.scales import Level
from ng911risk.questionnaire.asking import Ask, AskState
from ng911risk.questionnaire.questions import questions_of
from ng911risk.questionnaire.worth import outlook
from ng911risk.store import AssessmentHead, InventoryHead, Site
from ng911risk.store.acceptances import Acceptance, RiskOwner
from ng911risk.store.assessments import evidence_digest
from ng911risk.store.tracked import Progress, TrackedAction
from ng911risk_api.work.board import Board
from ng911risk_api.work.draft import Draft
from ng911risk_api.work.todo import Owed, Stored, Todo, todo_of
from ng911risk_api.work.workbench import Live
from tests.questionnaire.test_questions import unknown
from tests.store.sample import EVIDENCE, INVENTORY, NOW, digest_of

CATALOG = load_catalog()
SITE = "5" * 32
TODAY = NOW.date()
DRAFT = Draft(
    tenant="local",
    site=Site(id=SITE, name="Cedar County", created_at=NOW),
    described=INVENTORY,
    answers={},
    inventory=INVENTORY,
    inventory_digest=digest_of(INVENTORY),
    places={},
    evidence=(),
)
NOTHING = Stored(
    inventory=None, sealed=None, owed=(), tracked=(), expiring=(), expired=(),
    sealed_evidence=evidence_digest(()),
)  # fmt: skip
DESCRIBED = replace(
    NOTHING,
    inventory=InventoryHead(
        id="1", site=SITE, number=1, file="site.yaml", digest="d", added_at=NOW,
        by_name="Pat", why="imported",
    ),
)  # fmt: skip
SEALED = AssessmentHead(
    id="2", site=SITE, number=3, made_at=NOW, sealed_at=NOW, tool_version="0", catalog_version="0",
    catalog_digest=CATALOG.digest, inventory_digest=DRAFT.inventory_digest, seed=1,
    content_hash="h",
)  # fmt: skip


def board(*swings: float) -> Board:
    names = ("multi-factor-sign-in", "tested-offline-backups", "separate-admin-lines")
    asked = [unknown(name, swing) for name, swing in zip(names, swings, strict=False)]
    questions = questions_of(asked, INVENTORY, {}, CATALOG)
    return Board(questions=questions, outlook=outlook(questions), worked_out=True)


def action(due: date | None, status: Progress = Progress.OPEN) -> TrackedAction:
    return TrackedAction(
        site=SITE, mitigation="exercises", number=1, owner="Pat", due=due, status=status, note="",
        by_name="Pat", at=NOW + timedelta(hours=1),
    )  # fmt: skip


def owed(waiting: int) -> Owed:
    ask = Ask(
        id="3", site=SITE, to_name="Acme", owner_class=OwnerClass.VENDOR, questions=(), note="",
        by_name="Pat", at=NOW, expires_at=NOW, opened_at=None, reminded_at=None, closed_at=None,
        revoked=False, who_name="", who_role="", check="",
    )  # fmt: skip
    return Owed(ask=ask, state=AskState.OPEN, replied=2, waiting=waiting)


EXPIRED = Acceptance(
    id="4", site=SITE, finding="phishing@cad", title="Phishing", risk=Level.LOW,
    owner_role=RiskOwner.DIRECTOR, owner_name="Kim", reason="", until=TODAY, by_name="Kim", at=NOW,
    withdrawn_at=None, withdrawn_by="",
)  # fmt: skip


def todo(stored: Stored, questions: Board | None) -> Todo:
    described = stored.inventory is not None
    draft = DRAFT if described else None
    live = Live(result=None, current=False) if described else None
    return todo_of(SITE, stored, draft, live, questions, CATALOG, TODAY)


@pytest.mark.parametrize(
    ("stored", "questions", "text"),
    [
        (NOTHING, None, "Describe your site"),
        (replace(DESCRIBED, owed=(owed(2),)), board(0.3), "Look at what came back (2)"),
        (replace(DESCRIBED, owed=(owed(0),)), board(0.3), "Answer questions"),
        (DESCRIBED, board(0.001), "See the results and plan the fixes"),
        (replace(DESCRIBED, expired=(EXPIRED,)), board(), "Decide again"),
        (replace(DESCRIBED, tracked=(action(None),)), board(), "Seal this result"),
        (
            replace(DESCRIBED, tracked=(action(TODAY),), sealed=SEALED),
            board(),
            "Look at what is due",
        ),
        (replace(DESCRIBED, tracked=(action(None),), sealed=SEALED), board(), ""),
    ],
)
def test_there_is_one_next_step(stored: Stored, questions: Board | None, text: str) -> None:
    found = todo(stored, questions).next

    assert found.text == text
    assert bool(found.href) != (found.seals or not text)
    assert found.why.endswith(".")


def test_answering_goes_on_with_the_topic_that_has_the_most_to_gain() -> None:
    found = todo(DESCRIBED, board(0.3, 0.1)).next

    assert found.href == f"/sites/{SITE}/questions/getting-in"
    assert found.why == (
        "2 answers can still change your result: about 2 minutes. "
        "Begin with: Getting in from outside."
    )


def test_a_sealed_result_counts_only_while_nothing_has_changed() -> None:
    stale = replace(SEALED, inventory_digest="other")

    fresh = todo(replace(DESCRIBED, sealed=SEALED), board()).steps[-1]
    old = todo(replace(DESCRIBED, sealed=stale), board()).steps[-1]

    assert (fresh.done, fresh.detail) == (True, "Number 3 is sealed")
    assert (old.done, old.detail) == (False, "Number 3 is sealed; something has changed since")


def test_evidence_that_came_or_went_after_the_seal_opens_it_again() -> None:
    stored = replace(DESCRIBED, sealed=SEALED, tracked=(action(None),))
    more = replace(DRAFT, evidence=EVIDENCE)
    live = Live(result=None, current=False)

    added = todo_of(SITE, stored, more, live, board(), CATALOG, TODAY)
    with_it = replace(stored, sealed_evidence=evidence_digest(EVIDENCE))
    sealed_again = todo_of(SITE, with_it, more, live, board(), CATALOG, TODAY)
    withdrawn = todo_of(SITE, with_it, DRAFT, live, board(), CATALOG, TODAY)

    assert [one.steps[-1].done for one in (added, sealed_again, withdrawn)] == [False, True, False]
    assert added.next.seals


@pytest.mark.parametrize(
    ("due", "status", "told"),
    [
        (TODAY - timedelta(days=1), Progress.OPEN, True),
        (TODAY + timedelta(days=30), Progress.IN_PROGRESS, True),
        (TODAY + timedelta(days=31), Progress.OPEN, False),
        (TODAY, Progress.DONE, False),
        (None, Progress.OPEN, False),
    ],
)
def test_what_is_due_soon_is_told(due: date | None, status: Progress, told: bool) -> None:
    assert bool(todo(replace(DESCRIBED, tracked=(action(due, status),)), board()).due) is told


def test_the_last_change_is_told_whatever_it_was() -> None:
    only = todo(DESCRIBED, board()).last
    later = todo(replace(DESCRIBED, tracked=(action(None),)), board()).last

    assert only is not None
    assert (only.what, only.by) == ("description of the site", "Pat")
    assert later is not None
    assert later.what == "action"
    assert todo(NOTHING, None).last is None
