from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role, command_line
from ng911risk.store import LOCAL
from ng911risk.store.users import Person
from tests.api.accounts import (
    LOGIN,
    NEW_PASSWORD,
    Clock,
    add,
    another,
    app,
    clock,
    is_in,
    signed_in,
    told,
    words_of,
)
from tests.api.conftest import Browser
from tests.store.sample import NOW

__all__ = ["app", "clock"]

PEOPLE = "/settings/people"
OTHER = command_line("other", "somebody else")
INVITE = {"name": "Ann Lee", "login": "Ann@example.org", "role": "assessor", "until": ""}


@pytest.fixture
def pat(app: FastAPI, stranger: TestClient) -> Browser:
    """An administrator, signed in."""
    add(app)
    return signed_in(stranger)


def people(app: FastAPI) -> dict[str, Person]:
    with app.state.store.read(LOCAL) as rooms:
        return {one.login: one for one in rooms.users.all()}


def link_in(page: str) -> str:
    found = re.search(r'value="https://127\.0\.0\.1(/invite/[^"]+)"', page)
    assert found, page
    return found[1]


def test_everybody_is_listed_with_what_matters(app: FastAPI, pat: Browser) -> None:
    add(app, Role.AUDITOR, "ann@example.org")

    page = words_of(pat.get(PEOPLE))

    assert "pat@example.org" in page
    assert "Auditor" in page
    assert "Never" in page
    assert "No end" in page


def test_an_invitation_is_a_link_that_is_shown_once(app: FastAPI, pat: Browser) -> None:
    link = link_in(pat.post(f"{PEOPLE}/invite", INVITE).text)

    listed = pat.get(PEOPLE).text
    assert "Ann Lee" in listed
    assert link not in listed
    with another(app) as ann:
        form = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
        assert ann.post(link, data=form).status_code == 303
    assert people(app)["ann@example.org"].role is Role.ASSESSOR


def test_an_invitation_that_is_taken_back_is_worth_nothing(app: FastAPI, pat: Browser) -> None:
    link = link_in(pat.post(f"{PEOPLE}/invite", INVITE).text)
    found = re.search(r'name="invite" value="([0-9a-f]{64})"', pat.get(PEOPLE).text)
    assert found

    assert pat.post(f"{PEOPLE}/withdraw", {"invite": found[1]}).status_code == 303

    assert pat.client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "needed"),
        ({"login": "a b"}, "no blanks"),
        ({"login": LOGIN}, "already"),
        ({"role": "root"}, "Choose a role"),
        ({"role": ""}, "Choose a role"),
        ({"role": "auditor"}, "needs a last day"),
        ({"role": "auditor", "until": "2099-01-01"}, "a year at most"),
        ({"until": "2001-01-01"}, "over already"),
        ({"until": "tomorrow"}, "year-month-day"),
    ],
)
def test_an_invitation_says_what_is_wrong_with_it(
    app: FastAPI, pat: Browser, wrong: dict[str, str], words: str
) -> None:
    answer = pat.post(f"{PEOPLE}/invite", {**INVITE, **wrong})

    assert answer.status_code == 422
    assert words in words_of(answer)
    assert told(app, "invite.made") == []


def test_no_form_raises_anybody_above_whoever_sends_it(app: FastAPI, pat: Browser) -> None:
    ann = add(app, Role.ASSESSOR, "ann@example.org")
    higher = "state-coordinator"
    assert higher not in pat.get(PEOPLE).text

    assert pat.post(f"{PEOPLE}/invite", {**INVITE, "role": higher}).status_code == 403
    form = {"role": higher, "was": "assessor"}
    assert pat.post(f"{PEOPLE}/{ann}/role", form).status_code == 403

    assert people(app)["ann@example.org"].role is Role.ASSESSOR
    assert told(app, "invite.made") == []


def test_nobody_raises_themselves(app: FastAPI, stranger: TestClient) -> None:
    add(app)
    ann = add(app, Role.ASSESSOR, "ann@example.org")
    browser = signed_in(stranger, "ann@example.org")
    form = {"role": "psap-administrator", "was": "assessor"}

    for address in ("role", "enable", "disable", "reset", "second-factor"):
        assert browser.post(f"{PEOPLE}/{ann}/{address}", form).status_code == 403
    assert browser.post("/account/name", {"name": "Ann", **form}).status_code == 303

    assert people(app)["ann@example.org"].role is Role.ASSESSOR


def test_a_role_changes_at_once_in_the_session_that_is_open(app: FastAPI, pat: Browser) -> None:
    lee = add(app, login="lee@example.org")
    with another(app) as client:
        browser = signed_in(client, "lee@example.org")
        assert browser.get(PEOPLE).status_code == 200

        form = {"role": "viewer", "was": "psap-administrator", "until": ""}
        assert pat.post(f"{PEOPLE}/{lee}/role", form).status_code == 303

        assert browser.get(PEOPLE).status_code == 403
        assert is_in(client)


def test_a_change_made_meanwhile_is_shown_and_not_overwritten(app: FastAPI, pat: Browser) -> None:
    ann = add(app, Role.ASSESSOR, "ann@example.org")
    form = {"role": "security-analyst", "was": "viewer"}

    answer = pat.post(f"{PEOPLE}/{ann}/role", form)

    assert answer.status_code == 422
    assert "Somebody else made this person: Assessor" in words_of(answer)


def test_an_account_gets_a_last_day_and_ends_after_it(
    app: FastAPI, pat: Browser, clock: Clock
) -> None:
    ann = add(app, Role.ASSESSOR, "ann@example.org")
    day = f"{NOW + timedelta(days=1):%Y-%m-%d}"

    form = {"role": "assessor", "was": "assessor", "until": day}
    assert pat.post(f"{PEOPLE}/{ann}/role", form).status_code == 303

    with another(app) as client:
        signed_in(client, "ann@example.org")
        clock.move(days=2)
        assert not is_in(client)


def test_whoever_is_shut_out_is_out_at_once_and_can_come_back(app: FastAPI, pat: Browser) -> None:
    lee = add(app, Role.ASSESSOR, "lee@example.org")
    with another(app) as client:
        signed_in(client, "lee@example.org")

        assert pat.post(f"{PEOPLE}/{lee}/disable").status_code == 303
        assert not is_in(client)

        assert pat.post(f"{PEOPLE}/{lee}/enable").status_code == 303
        assert not is_in(client), "the old session stays ended"
        signed_in(client, "lee@example.org")


def test_the_last_administrator_cannot_be_removed(app: FastAPI, pat: Browser) -> None:
    me = people(app)[LOGIN].id

    for address, form in (
        ("disable", {}),
        ("role", {"role": "viewer", "was": "psap-administrator"}),
    ):
        answer = pat.post(f"{PEOPLE}/{me}/{address}", form)
        assert answer.status_code == 422
        assert "last administrator" in words_of(answer)
    assert is_in(pat.client)


def test_a_link_for_a_new_password_is_shown_once(app: FastAPI, pat: Browser) -> None:
    add(app, Role.ASSESSOR, "lee@example.org")
    lee = people(app)["lee@example.org"].id

    link = link_in(pat.post(f"{PEOPLE}/{lee}/reset").text)

    assert "A new password" in pat.client.get(link).text


def test_the_people_of_others_are_not_there(app: FastAPI, pat: Browser) -> None:
    with app.state.store.write(OTHER) as rooms:
        rooms.tenants.add("Somebody else", at=NOW)
    theirs = add(app, Role.ASSESSOR, "zoe@example.org", OTHER)

    assert pat.get(f"{PEOPLE}/{theirs}").status_code == 404
    form = {"role": "viewer", "was": "assessor"}
    for address in ("role", "enable", "disable", "reset", "second-factor"):
        assert pat.post(f"{PEOPLE}/{theirs}/{address}", form).status_code == 404
    assert "zoe" not in pat.get(PEOPLE).text.casefold()


@pytest.mark.parametrize("id", ["0" * 32, "x", "%00"])
def test_an_id_of_nobody_is_not_found(pat: Browser, id: str) -> None:
    assert pat.get(f"{PEOPLE}/{id}").status_code in {404, 400}


def test_every_form_needs_the_token_of_its_session(app: FastAPI, pat: Browser) -> None:
    lee = add(app, Role.ASSESSOR, "lee@example.org")
    addresses = ["invite", "withdraw", *(f"{lee}/{one}" for one in ("role", "disable", "reset"))]

    for address in addresses:
        assert pat.client.post(f"{PEOPLE}/{address}", data=INVITE).status_code == 403
    assert people(app)["lee@example.org"].status == "active"
