from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from ng911risk.model.report import RiskReport
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.store import LOCAL, Store, require_seal
from ng911risk_api.deps import Desk
from ng911risk_api.parts import Parts
from ng911risk_api.work.draft import draft_of
from ng911risk_api.work.sealing import seal
from ng911risk_api.work.workbench import Result
from tests.api.conftest import small_assess
from tests.store.sample import EVIDENCE, NOW, report_on

BACKUPS = "tested-offline-backups"


@pytest.fixture
def stored(app: FastAPI, site: str, inventory: str) -> Desk:
    """The store with a site that was described, answered and looked at."""
    store: Store = app.state.store
    with store.write(LOCAL) as rooms:
        rooms.answers.save(site, [BACKUPS], value=AnswerValue.YES, said_by="Pat", seen=0, at=NOW)
        rooms.evidence.add(site, EVIDENCE[0], at=NOW)
    return Desk(store=store, scope=LOCAL)


def shown(stored: Desk, parts: Parts, site: str, made_at: datetime) -> Result:
    """A result on somebody's screen; its seed tells it from others."""
    with stored.read() as rooms:
        draft = draft_of(rooms, site, LOCAL.tenant, parts.catalog)
    report = report_on(draft.inventory, at=made_at, seed=77)
    return Result(
        draft=draft,
        report=report,
        opened=None,
        session=None,
        lock=threading.Lock(),
        made_at=made_at,
    )


def test_answers_and_evidence_go_into_what_is_sealed(stored: Desk, parts: Parts, site: str) -> None:
    seen: dict[str, Any] = {}

    def assess(inventory: Any, catalog: Any, **more: Any) -> RiskReport:  # noqa: ANN401 - only looked at
        seen.update(more)
        return small_assess(inventory, catalog, **more)

    head = seal(stored, replace(parts, assess=assess), site)

    with stored.read() as rooms:
        assessment = rooms.assessments.get(head.id)
    require_seal(assessment)
    assert [one.mitigation for one in assessment.inventory.controls] == [BACKUPS]
    assert seen["evidence"] == EVIDENCE
    assert seen["place"]("controls[0].status").startswith("Questions: ")


def test_what_was_on_the_screen_is_what_is_sealed(stored: Desk, parts: Parts, site: str) -> None:
    earlier = NOW - timedelta(hours=1)

    head = seal(stored, parts, site, shown=shown(stored, parts, site, earlier))

    assert (head.seed, head.made_at, head.sealed_at) == (77, earlier, NOW)


def test_a_result_of_yesterday_is_worked_out_again(stored: Desk, parts: Parts, site: str) -> None:
    head = seal(stored, parts, site, shown=shown(stored, parts, site, NOW - timedelta(days=1)))

    assert (head.seed, head.made_at) == (1, NOW)


def test_a_result_that_something_changed_since_is_worked_out_again(
    stored: Desk, parts: Parts, site: str
) -> None:
    before = shown(stored, parts, site, NOW)
    with stored.write() as rooms:
        rooms.answers.save(site, [BACKUPS], value=AnswerValue.NO, said_by="Pat", seen=1, at=NOW)

    assert seal(stored, parts, site, shown=before).seed == 1
