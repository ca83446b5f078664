from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.access import Role
from ng911risk.store import LOCAL, Store
from ng911risk_api.auth.secrets import LINK_PREFIX, hash_of, new_secret
from ng911risk_api.taxii.callers import TRIES, secret_in
from ng911risk_api.taxii.documents import TAXII
from tests.api.conftest import PASSWORD, sign_in
from tests.api.taxii.conftest import Published, token_of
from tests.store.sample import NOW


def basic(name: str, password: str) -> str:
    """Header of Basic authentication."""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("header", "secret"),
    [
        ("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("Token abc", "abc"), ("TOKEN abc", "abc"),
        (basic("siem", "abc"), "abc"), (basic("", "abc"), "abc"), (basic("a", "b:c"), "b:c"),
        (basic("abc", ""), ""), ("Basic !!!", ""), ("Basic", ""), ("", ""), ("Digest abc", ""),
        ("Basic " + base64.b64encode(b"no colon").decode(), ""), ("Basic /w==", ""),
    ],
)  # fmt: skip
def test_a_token_comes_as_a_token_or_as_a_password(header: str, secret: str) -> None:
    assert secret_in(header) == secret


@given(st.text(st.characters(max_codepoint=255)))
def test_no_header_is_a_defect(header: str) -> None:
    secret_in(header)
    secret_in(f"Basic {header}")


def _status(client: TestClient, authorization: str) -> int:
    answer = client.get("/taxii2/", headers={"Authorization": authorization, "Accept": TAXII})
    assert answer.headers["content-type"] == TAXII
    return answer.status_code


def test_one_token_opens_by_every_scheme(client: TestClient, store: Store) -> None:
    token = token_of(store)

    for header in (
        f"Bearer {token}", f"Token {token}", basic("siem", token), basic("anybody", token),
    ):  # fmt: skip
        assert _status(client, header) == 200


def test_a_token_that_ended_or_was_revoked_or_is_a_link_opens_nothing(
    client: TestClient, store: Store, mine: Published
) -> None:
    revoked = token_of(store)
    link = new_secret(LINK_PREFIX)
    with store.write(LOCAL) as rooms:
        rooms.tokens.revoke(rooms.tokens.all()[0].id, at=NOW)
        for one in rooms.tokens.all():
            if not one.ended(NOW):
                rooms.tokens.revoke(one.id, at=NOW)
        rooms.tokens.add_link(
            mine.head.id, name="Auditor", hash=hash_of(link), at=NOW, until=NOW + timedelta(days=3)
        )

    assert _status(client, basic("siem", revoked)) == 401
    assert _status(client, basic("siem", link)) == 401


def test_passwords_of_people_and_their_sessions_open_nothing(
    app: FastAPI, client: TestClient, store: Store
) -> None:
    sign_in(app, client, Role.PSAP_ADMINISTRATOR)  # which leaves its cookie

    answer = client.get(
        "/taxii2/",
        headers={"Authorization": basic("psap-administrator@example.org", PASSWORD)},
    )
    assert answer.status_code == 401
    assert "Passwords of people are not taken" in answer.json()["description"]
    assert client.get("/taxii2/").status_code == 401
    client.cookies.clear()


def test_who_tries_without_end_is_slowed_and_the_right_token_still_opens(
    client: TestClient, store: Store
) -> None:
    found = [_status(client, basic("siem", f"wrong{number}")) for number in range(TRIES + 5)]

    assert found[-1] == 429
    assert 401 in found
    assert _status(client, basic("siem", token_of(store))) == 200
