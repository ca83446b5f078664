from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.errors import NotFoundError
from ng911risk.model.scales import Status
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.store import LOCAL, Store
from ng911risk_api.parts import Parts
from ng911risk_api.work.draft import Draft, draft_of
from tests.store.sample import EVIDENCE, INVENTORY, NOW

BACKUPS = "tested-offline-backups"


def draft(app: FastAPI, parts: Parts, site: str) -> Draft:
    store: Store = app.state.store
    with store.read(LOCAL) as rooms:
        return draft_of(rooms, site, LOCAL.tenant, parts.catalog)


def answer(app: FastAPI, site: str, subject: str, value: AnswerValue, seen: int = 0) -> None:
    store: Store = app.state.store
    with store.write(LOCAL) as rooms:
        rooms.answers.save(site, [subject], value=value, said_by="Pat", seen=seen, at=NOW)


def test_without_answers_it_is_the_inventory(
    app: FastAPI, parts: Parts, site: str, inventory: str
) -> None:
    found = draft(app, parts, site)

    assert found.inventory == found.described == INVENTORY
    assert found.inventory_digest == inventory
    assert found.evidence == ()


def test_answers_are_in_it_and_every_number_leads_to_them(
    app: FastAPI, parts: Parts, site: str, inventory: str
) -> None:
    answer(app, site, BACKUPS, AnswerValue.YES)
    answer(app, site, "default-credentials@cad", AnswerValue.YES)

    found = draft(app, parts, site)

    assert [(one.mitigation, one.status) for one in found.inventory.controls] == [
        (BACKUPS, Status.YES)
    ]
    assert [(one.name, one.status) for one in found.inventory.asset("cad").weaknesses] == [
        ("default-credentials", Status.NO)
    ]
    assert found.places["controls[0]"].endswith("answered by Pat on 24 Nov 2026")
    assert found.described == INVENTORY
    assert found.inventory_digest != inventory


def test_evidence_is_in_it(app: FastAPI, parts: Parts, site: str, inventory: str) -> None:
    store: Store = app.state.store
    with store.write(LOCAL) as rooms:
        rooms.evidence.add(site, EVIDENCE[0], at=NOW)

    assert draft(app, parts, site).evidence == EVIDENCE


def test_its_key_changes_when_the_result_could(
    app: FastAPI, parts: Parts, site: str, inventory: str
) -> None:
    before = draft(app, parts, site).key
    assert draft(app, parts, site).key == before

    answer(app, site, BACKUPS, AnswerValue.NO)
    after = draft(app, parts, site).key
    store: Store = app.state.store
    with store.write(LOCAL) as rooms:
        rooms.evidence.add(site, EVIDENCE[0], at=NOW + timedelta(seconds=1))

    assert len({before, after, draft(app, parts, site).key}) == 3


def test_there_is_none_before_there_is_an_inventory(
    client: TestClient, app: FastAPI, parts: Parts, site: str
) -> None:
    with pytest.raises(NotFoundError, match="no inventory"):
        draft(app, parts, site)


def test_the_same_content_is_read_once_and_a_new_answer_is_not_missed(
    app: FastAPI, parts: Parts, site: str, inventory: str
) -> None:
    first, again = draft(app, parts, site), draft(app, parts, site)
    assert again.inventory is first.inventory
    answer(app, site, BACKUPS, AnswerValue.YES)

    later = draft(app, parts, site)
    assert later.inventory is not first.inventory
    assert later.inventory_digest != first.inventory_digest == inventory
