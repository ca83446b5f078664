from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from tests.api.conftest import sign_in

SEEN = {
    Role.VIEWER: set(),
    Role.PSAP_ADMINISTRATOR: {"people", "tokens", "links", "audit", "backup", "sharing"},
    Role.SECURITY_ANALYST: {"tokens"},
    Role.STATE_COORDINATOR: {"people", "audit", "backup"},
}


@pytest.mark.parametrize(("role", "seen"), SEEN.items(), ids=[role.value for role in SEEN])
def test_everybody_sees_what_their_role_may_look_after(
    app: FastAPI, stranger: TestClient, role: Role, seen: set[str]
) -> None:
    answer = sign_in(app, stranger, role).get("/settings")

    assert answer.status_code == 200
    every = {"people", "tokens", "links", "audit", "backup", "sharing"}
    found = {name for name in every if f'href="/settings/{name}"' in answer.text}
    assert found == seen
    assert 'href="/account"' in answer.text


def test_a_stranger_signs_in_first(stranger: TestClient) -> None:
    assert stranger.get("/settings").headers["Location"] == "/sign-in?next=/settings"
