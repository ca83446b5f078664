from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.store import LOCAL
from ng911risk_api.app import create_app
from ng911risk_api.parts import Parts
from ng911risk_api.settings import Settings
from tests.api.accounts import NEW_PASSWORD, Clock, add, clock, is_in, words_of
from tests.api.conftest import HTTPS

__all__ = ["clock"]

FORM = {
    "name": "Pat Director",
    "login": "Pat@example.org",
    "password": NEW_PASSWORD,
    "again": NEW_PASSWORD,
    "centre": "Cedar County 9-1-1",
    "kind": "psap",
}


@pytest.fixture
def links() -> list[str]:
    """What the terminal showed."""
    return []


@pytest.fixture
def app(target: str, parts: Parts, clock: Clock, links: list[str]) -> FastAPI:
    """The application, with a terminal."""
    moving = replace(parts, now=lambda: clock.now)
    settings = Settings(store=target, database_url="", address="https://127.0.0.1")
    return create_app(settings, parts=lambda: moving, announce=links.append)


@pytest.fixture
def link(stranger: TestClient, links: list[str]) -> str:
    """The link of the terminal, after the start."""
    [found] = links
    assert found.startswith("https://127.0.0.1/start/")
    return found.removeprefix("https://127.0.0.1")


@pytest.mark.parametrize(
    ("kind", "role"), [("psap", Role.PSAP_ADMINISTRATOR), ("state", Role.STATE_COORDINATOR)]
)
def test_the_link_of_the_terminal_makes_the_first_administrator(
    app: FastAPI, stranger: TestClient, link: str, kind: str, role: Role
) -> None:
    assert stranger.get(link).status_code == 200

    answer = stranger.post(link, data={**FORM, "kind": kind})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_in(stranger)
    with app.state.store.door() as door:
        user = door.user_named("pat@example.org")
    assert (user.role, user.tenant_kind, user.tenant_name) == (role, kind, "Cedar County 9-1-1")


def test_the_link_works_once(stranger: TestClient, link: str) -> None:
    stranger.post(link, data=FORM)

    for answer in (stranger.get(link), stranger.post(link, data={**FORM, "login": "b"})):
        assert answer.status_code == 404
        assert "used already" in words_of(answer)


def test_the_link_ends_after_a_day(stranger: TestClient, link: str, clock: Clock) -> None:
    clock.move(hours=24)

    assert stranger.get(link).status_code == 404
    assert stranger.post(link, data=FORM).status_code == 404


def test_a_new_start_makes_a_new_link_and_ends_the_old_one(app: FastAPI, links: list[str]) -> None:
    for _ in range(2):
        with TestClient(app, base_url=HTTPS):
            pass
    with TestClient(app, base_url=HTTPS) as client:
        statuses = [client.get(one).status_code for one in links]

    assert statuses == [404, 404, 200]


def test_where_somebody_has_an_account_no_link_is_made_and_an_old_one_is_worth_nothing(
    app: FastAPI, stranger: TestClient, link: str, links: list[str]
) -> None:
    add(app)

    assert stranger.get(link).status_code == 404
    assert stranger.post(link, data=FORM).status_code == 404
    with TestClient(app, base_url=HTTPS):
        assert len(links) == 1


@pytest.mark.parametrize("secret", ["x", "..%2f..", "0" * 64, "\u00e4"])
def test_a_guessed_link_is_none(stranger: TestClient, link: str, secret: str) -> None:
    assert stranger.get(f"/start/{secret}").status_code == 404
    assert stranger.post(f"/start/{secret}", data=FORM).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "This is needed"),
        ({"name": "a\u202eb"}, "on one line"),
        ({"login": ""}, "This is needed"),
        ({"login": "two words"}, "no blanks"),
        ({"centre": "x" * 201}, "at most 200"),
        ({"again": "something else here"}, "not the same"),
        ({"password": "short", "again": "short"}, "at least 12"),
        ({"password": "Pat Director 1", "again": "Pat Director 1"}, "your own name"),
        ({"kind": "root"}, "Choose one of the two"),
        ({"kind": ""}, "Choose one of the two"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
    stranger: TestClient, link: str, wrong: dict[str, str], words: str
) -> None:
    answer = stranger.post(link, data={**FORM, **wrong})

    assert answer.status_code == 422
    assert words in words_of(answer)
    assert NEW_PASSWORD not in answer.text
    assert stranger.get(link).status_code == 200, "nothing was used up"


def test_all_that_is_wrong_is_named_at_once_with_links_to_the_fields(
    stranger: TestClient, link: str
) -> None:
    wrong = {"name": "", "login": "two words", "password": "short", "again": "other"}
    answer = stranger.post(link, data={**FORM, **wrong}).text

    for field in wrong:
        assert f'href="#{field}"' in answer
        assert f'id="{field}-error"' in answer
    assert "4 things to mend" in answer
    assert 'value="Cedar County 9-1-1"' in answer


def test_fields_that_nobody_asked_for_change_nothing(
    app: FastAPI, stranger: TestClient, link: str
) -> None:
    extra = {"role": "state-coordinator", "tenant": "other", "is_admin": "1", "status": "disabled"}

    stranger.post(link, data={**FORM, **extra})

    with app.state.store.read(LOCAL) as rooms:
        [person] = rooms.users.all()
    assert (person.role, person.status) == (Role.PSAP_ADMINISTRATOR, "active")
