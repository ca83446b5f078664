"""Signing in with a real, certified provider: `oidc-provider`, on loopback."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.store import LOCAL
from ng911risk.store.door import KnownUser
from ng911risk_api.app import create_app
from ng911risk_api.parts import Parts
from ng911risk_api.settings import Settings
from ng911risk_api.web.pages.oidc import COOKIE
from tests.api.accounts import LOGIN, Clock, add, another, give, is_in, told, words_of

pytestmark = pytest.mark.browser

ROOT: Final = Path(__file__).resolve().parents[4]
MODULE: Final = ROOT / "api/frontend/node_modules/oidc-provider/lib/index.js"
CALLBACK: Final = "https://127.0.0.1/oidc/callback"
ROLES: Final = {"dispatch-it": "psap-administrator", "audit": "auditor", "all": "viewer"}


@dataclass
class Provider:
    """A provider that runs, and whom it knows."""

    issuer: str
    file: Path

    def knows(self, **people: list[str]) -> None:
        """Say which groups each person is in."""
        told = {
            id: {
                "email": f"{id}@example.org",
                "name": id.title(),
                "preferred_username": id,
                "groups": groups,
            }
            for id, groups in people.items()
        }
        self.file.write_text(json.dumps(told), "utf-8")


@pytest.fixture(scope="module", params=["token", "asked"])
def provider(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Provider]:
    node = shutil.which("node")
    if node is None or not MODULE.is_file():
        pytest.skip("needs node and oidc-provider: run .ci/frontend python3 --tests")
    file = tmp_path_factory.mktemp("provider") / "people.json"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    script = Path(__file__).parents[2] / "auth" / "oidc_provider.mjs"
    command = [node, str(script), str(MODULE), str(port), str(file), str(request.param)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert any(line.strip() == "ready" for line in process.stdout), "it did not start"
        yield Provider(f"http://127.0.0.1:{port}", file)
        process.terminate()


@pytest.fixture
def clock() -> Clock:
    """A clock that agrees with that of the provider."""
    return Clock(datetime.now(UTC))  # noqa: TID251 - the provider has no other


@pytest.fixture
def settings(tmp_path: Path, provider: Provider) -> Settings:
    provider.knows(ann=["dispatch-it", "others"], eve=["cleaners"], aud=["audit"], bob=[])
    return Settings.model_validate(
        {
            "store": str(tmp_path / "store.sqlite"),
            "database_url": "",
            "oidc_issuer": provider.issuer,
            "oidc_client_id": "ng911risk",
            "oidc_client_secret": "made up for a test",
            "oidc_scope": "openid email profile groups",
            "oidc_roles": ROLES,
        }
    )


@pytest.fixture
def app(settings: Settings, parts: Parts, clock: Clock) -> FastAPI:
    moving = replace(parts, now=lambda: clock.now)
    return create_app(settings, parts=lambda: moving)


def begin(client: TestClient, wanted: str = "/") -> str:
    """Address of the provider that the browser is sent to."""
    answer = client.get("/oidc/begin", params={"next": wanted})
    assert answer.status_code == 303, words_of(answer)
    return answer.headers["location"]


def at_provider(address: str, login: str) -> str:
    """Sign in there as a person would, and return where the provider sends the browser back."""
    with httpx2.Client(trust_env=False) as person:
        for _ in range(12):
            answer = person.get(address)
            if answer.status_code == 200:
                answer = _fill_in(person, answer, login)
            address = str(httpx2.URL(address).join(answer.headers["location"]))
            if address.startswith(CALLBACK):
                return address
    pytest.fail("the provider never sent the browser back")


def _fill_in(person: httpx2.Client, page: httpx2.Response, login: str) -> httpx2.Response:
    action = re.search(r'action="([^"]+)"', page.text)
    prompt = re.search(r'name="prompt" value="([^"]+)"', page.text)
    assert action
    assert prompt
    data = {"prompt": prompt[1], "login": login, "password": "anything"}
    return person.post(unescape(action[1]), data=data)


def sign_in(client: TestClient, login: str, wanted: str = "/") -> Any:  # noqa: ANN401 - of the client
    return client.get(at_provider(begin(client, wanted), login))


def user_of(app: FastAPI, provider: Provider, id: str) -> KnownUser | None:
    with app.state.store.door() as door:
        user: KnownUser | None = door.user_known_as(f"{provider.issuer} {id}")
    return user


def test_whoever_is_in_a_group_comes_in_with_its_role(
    app: FastAPI, stranger: TestClient, provider: Provider
) -> None:
    asked = parse_qs(urlsplit(begin(stranger)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)

    answer = sign_in(stranger, "ann", "/settings/people")

    assert (answer.status_code, answer.headers["location"]) == (303, "/settings/people")
    assert COOKIE not in stranger.cookies
    assert is_in(stranger)
    user = user_of(app, provider, "ann")
    assert user is not None
    assert (user.login, user.name, user.role) == (
        "ann@example.org",
        "Ann",
        Role.PSAP_ADMINISTRATOR,
    )
    assert "your organisation" in words_of(stranger.get("/account"))


@pytest.mark.parametrize("login", ["eve", "bob"])
def test_whoever_is_in_none_of_the_groups_stays_outside(
    app: FastAPI, stranger: TestClient, provider: Provider, login: str
) -> None:
    answer = sign_in(stranger, login)

    assert answer.status_code == 403
    assert "None of your groups" in words_of(answer)
    assert user_of(app, provider, login) is None
    assert told(app, "sign-in.refused") == [("", "refused")]


def test_the_role_follows_the_groups_and_without_them_every_session_ends(
    app: FastAPI, stranger: TestClient, provider: Provider
) -> None:
    sign_in(stranger, "ann")
    provider.knows(ann=["all"])
    with another(app) as second:
        assert sign_in(second, "ann").status_code == 303
        user = user_of(app, provider, "ann")
        assert user is not None
        assert user.role is Role.VIEWER
        assert stranger.get("/settings/people").status_code == 403
        provider.knows(ann=[])
        assert sign_in(second, "ann").status_code == 403
    assert not is_in(stranger)


def test_an_auditor_of_a_group_has_a_last_day_too(
    app: FastAPI, stranger: TestClient, provider: Provider, clock: Clock
) -> None:
    sign_in(stranger, "aud")

    user = user_of(app, provider, "aud")
    assert user is not None
    assert user.expires_at == clock.now + timedelta(days=366)


def test_whoever_was_shut_out_here_stays_out_whatever_the_provider_says(
    app: FastAPI, stranger: TestClient, provider: Provider, clock: Clock
) -> None:
    add(app)
    sign_in(stranger, "ann")
    user = user_of(app, provider, "ann")
    assert user is not None
    with app.state.store.write(LOCAL) as rooms:
        rooms.users.disable(user.id, at=clock.now)

    assert not is_in(stranger)
    assert sign_in(stranger, "ann").status_code == 403
    assert not is_in(stranger)


def test_a_local_account_of_the_same_name_is_not_taken_over(
    app: FastAPI, stranger: TestClient, provider: Provider
) -> None:
    add(app, login="ann@example.org")

    answer = sign_in(stranger, "ann")

    assert answer.status_code == 403
    assert not is_in(stranger)
    assert user_of(app, provider, "ann") is None


def test_an_account_of_the_provider_has_no_password_and_cannot_be_locked_by_guessing(
    app: FastAPI, stranger: TestClient
) -> None:
    add(app, login=LOGIN)
    sign_in(stranger, "ann")
    with another(app) as attacker:
        for password in ("", "wrong", "anything", "nobody has this password", "x", "y"):
            assert give(attacker, "ann@example.org", password).status_code == 422

    assert sign_in(stranger, "ann").status_code == 303


def test_a_local_account_works_beside_the_provider(app: FastAPI, stranger: TestClient) -> None:
    add(app)

    assert "your organisation" in words_of(stranger.get("/sign-in"))
    assert give(stranger).status_code == 303


@pytest.mark.parametrize(
    "said",
    [
        "state=forged&code=x",
        "code=x",
        "state=&code=",
        "",
        "state=%C3%A4&code=x",
        "error=access_denied",
    ],
)
def test_a_forged_answer_is_a_page_and_lets_nobody_in(stranger: TestClient, said: str) -> None:
    for sent_before in (False, True):
        if sent_before:
            begin(stranger)
        answer = stranger.get(f"/oidc/callback?{said}")
        assert answer.status_code == 403
        assert "Not signed in" in answer.text
    assert not is_in(stranger)


def test_the_answer_for_one_browser_is_worth_nothing_in_another(
    app: FastAPI, stranger: TestClient
) -> None:
    back = at_provider(begin(stranger), "ann")

    with another(app) as victim:
        assert victim.get(back).status_code == 403
        begin(victim)
        assert victim.get(back).status_code == 403
        assert not is_in(victim)


def test_an_answer_is_good_once(stranger: TestClient) -> None:
    address = begin(stranger)
    cookie = stranger.cookies[COOKIE]
    back = at_provider(address, "ann")
    assert stranger.get(back).status_code == 303

    stranger.cookies.set(COOKIE, cookie, path="/")
    again = stranger.get(back)

    assert again.status_code == 403
    assert "cannot be trusted" in words_of(again)


def test_an_answer_that_names_another_provider_is_refused(stranger: TestClient) -> None:
    back = at_provider(begin(stranger), "ann")

    forged = re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fevil.example", back)

    assert forged != back
    assert stranger.get(forged).status_code == 403


def test_an_identity_from_long_ago_is_refused(stranger: TestClient, clock: Clock) -> None:
    back = at_provider(begin(stranger), "ann")
    clock.move(days=1)

    assert stranger.get(back).status_code == 403


def test_a_code_of_another_verifier_is_refused(stranger: TestClient) -> None:
    first = parse_qs(urlsplit(at_provider(begin(stranger), "ann")).query)
    second = parse_qs(urlsplit(begin(stranger)).query)

    mixed = stranger.get(
        "/oidc/callback", params={"state": second["state"][0], "code": first["code"][0]}
    )

    assert mixed.status_code == 403
