from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from ng911risk.questionnaire.asking import until
from ng911risk.store import LOCAL, Store
from ng911risk_api.auth.secrets import LINK_PREFIX, hash_of, new_secret
from ng911risk_api.web.pages import reply as module
from tests.api.web.pages.test_ask import EVIL, MFA, ask_of
from tests.store.conftest import post_one
from tests.store.sample import NOW

PART = {"HX-Request": "true"}


@pytest.fixture
def site(app: FastAPI, stranger: TestClient) -> str:
    store: Store = app.state.store
    with store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW)
        post_one(rooms, site.id)
    return site.id


@pytest.fixture
def link(app: FastAPI, site: str) -> str:
    _, secret = ask_of(app, site)
    return f"/reply/{secret}"


def form(**fields: str) -> dict[str, str]:
    return {"name": "J. Doe", "role": "engineer", "seen-q1": "0", "seen-q2": "0"} | {
        key.replace("_", "-"): value for key, value in fields.items()
    }


def replies(app: FastAPI, site: str) -> dict[str, tuple[int, str, str]]:
    with app.state.store.read(LOCAL) as rooms:
        [ask] = rooms.asks.of_site(site)
        found = rooms.asks.replies.of_ask(ask)
        return {key: (one.number, one.value.value, one.note) for key, one in found.items()}


def test_whoever_has_the_link_sees_the_questions_and_nothing_else(
    stranger: TestClient, link: str
) -> None:
    page = stranger.get(link)

    assert page.status_code == 200
    assert "Is there more than a password?" in page.text
    assert "About: cad" in page.text
    for hidden in ("phishing-resistant-mfa", "end-of-life", "/sites/", "/settings", "/account"):
        assert hidden not in page.text


def test_answers_are_saved_and_there_when_they_come_back(
    app: FastAPI, site: str, stranger: TestClient, link: str
) -> None:
    saved = stranger.post(link, data=form(value_q1="no", note_q1="Next spring."))

    assert saved.status_code == 303
    page = stranger.get(saved.headers["Location"]).text
    assert "Saved on 24 Nov 2026, 08:30 UTC: 1 of 2 answered." in page
    assert 'value="J. Doe"' in page
    assert ">Next spring.</textarea>" in page
    assert replies(app, site) == {MFA.subject: (1, "no", "Next spring.")}


def test_a_part_is_saved_as_they_go(
    app: FastAPI, site: str, stranger: TestClient, link: str
) -> None:
    first = stranger.post(link, data=form(value_q1="no"), headers=PART)
    again = stranger.post(link, data=form(value_q1="yes", seen_q1="1"), headers=PART)

    assert "<html" not in first.text
    assert 'id="seen-q1" name="seen-q1" value="1" hx-swap-oob="true"' in first.text
    assert "1 of 2 answered" in again.text
    assert replies(app, site) == {MFA.subject: (2, "yes", "")}


def test_without_a_name_nothing_is_saved_and_nothing_is_lost(
    app: FastAPI, site: str, stranger: TestClient, link: str
) -> None:
    answer = stranger.post(link, data=form(name=" ", value_q1="no", note_q1="Next spring."))

    assert answer.status_code == 422
    assert "Write your name." in answer.text
    assert answer.text.count('<a class="usa-link" href="#name">say who you are first</a>') == 1
    assert ">Next spring.</textarea>" in answer.text
    assert replies(app, site) == {}


def test_beside_what_was_chosen_it_says_that_a_name_is_missing_until_it_is_there(
    app: FastAPI, site: str, stranger: TestClient, link: str
) -> None:
    early = stranger.post(link, data=form(name="", value_q2="no"), headers=PART).text
    assert re.search(r'id="held-q2"[^>]*><strong>Not saved yet', early)
    assert re.search(r'id="held-q1"[^>]*></div>', early)

    named = stranger.post(link, data=form(value_q2="no"), headers=PART).text

    assert re.search(r'id="held-q2"[^>]*></div>', named)
    assert len(replies(app, site)) == 1


def test_a_second_window_does_not_overwrite_the_first(
    app: FastAPI, site: str, stranger: TestClient, link: str
) -> None:
    stranger.post(link, data=form(value_q1="no"))

    stale = stranger.post(link, data=form(name="K. Roe", value_q1="yes", value_q2="yes"))

    assert stale.status_code == 422
    assert "Question 1 was answered in another window meanwhile (No)" in stale.text
    assert replies(app, site)[MFA.subject][:2] == (1, "no")
    assert len(replies(app, site)) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"value_q1": "perhaps"},
        {"value_q1": "yes", "note_q1": "x" * 2_001},
        {"note_q1": "only a note"},
        {"value_q3": "yes"},
        {"value-phishing-resistant-mfa": "yes"},
    ],
    ids=["no answer of ours", "huge note", "only a note", "not asked", "a subject"],
)
def test_what_is_no_answer_is_not_saved(
    app: FastAPI, site: str, stranger: TestClient, link: str, fields: dict[str, str]
) -> None:
    assert stranger.post(link, data=form(**fields)).status_code in {303, 422}
    assert replies(app, site) == {}


def test_a_note_without_end_is_refused_before_it_is_read(stranger: TestClient, link: str) -> None:
    answer = stranger.post(link, data=form(value_q1="yes", note_q1="x" * 290_000))
    larger = stranger.post(link, data=form(value_q1="yes", note_q1="x" * 400_000))

    assert (answer.status_code, larger.status_code) == (400, 413)


def test_hostile_words_stay_words(app: FastAPI, site: str, stranger: TestClient, link: str) -> None:
    stranger.post(link, data=form(name=EVIL, role=EVIL, value_q1="yes", note_q1=EVIL))

    page = stranger.get(link).text
    assert EVIL not in page
    assert "49" not in page.partition("<h2>Who you are")[2].partition("</form>")[0]
    assert replies(app, site)[MFA.subject][2] == EVIL


def test_every_answer_is_in_the_log_under_who_gave_it(
    app: FastAPI, site: str, stranger: TestClient, link: str
) -> None:
    stranger.post(link, data=form(name="Pat Director", value_q1="yes"))

    with app.state.store._engines.reading.connect() as connection:
        query = text("SELECT actor, actor_name, via FROM audit WHERE action = 'reply.saved'")
        [row] = connection.execute(query).all()
    assert tuple(row) == ("", "Acme Phone, Pat Director (engineer)", "link")


def test_a_link_nobody_made_leads_nowhere(stranger: TestClient, link: str) -> None:
    for secret in (new_secret(LINK_PREFIX), "x", "%00", "a" * 5_000, link[7:-1], link[7:] + "A"):
        address = f"/reply/{secret}"
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, data=form(value_q1="yes")).status_code == 404


def test_the_hash_of_a_secret_is_no_secret(app: FastAPI, stranger: TestClient, link: str) -> None:
    assert stranger.get(f"/reply/{hash_of(link[7:])}").status_code == 404


def test_an_expired_link_takes_and_shows_nothing(
    app: FastAPI, site: str, stranger: TestClient
) -> None:
    _, secret = ask_of(app, site, expires_at=NOW - timedelta(seconds=1))
    link = f"/reply/{secret}"

    for answer in (
        stranger.get(link),
        stranger.post(link, data=form(value_q1="yes")),
        stranger.post(link, data=form(value_q1="yes"), headers=PART),
    ):
        assert answer.status_code == 410
        assert "password?" not in answer.text
        assert "Cedar" not in answer.text
    assert replies(app, site) == {}


def test_a_link_taken_back_takes_and_shows_nothing(
    app: FastAPI, site: str, stranger: TestClient
) -> None:
    ask, secret = ask_of(app, site)
    with app.state.store.write(LOCAL) as rooms:
        rooms.asks.close(ask.id, at=NOW, revoked=True)

    answer = stranger.get(f"/reply/{secret}")
    assert answer.status_code == 410
    assert "password?" not in answer.text
    assert stranger.post(f"/reply/{secret}", data=form(value_q1="yes")).status_code == 410


def test_a_link_opens_no_other_page(
    app: FastAPI, site: str, stranger: TestClient, link: str
) -> None:
    secret = link.removeprefix("/reply/")
    stranger.get(link)

    assert stranger.get(f"/sites/{site}/ask").status_code == 303
    bearer = {"Authorization": f"Bearer {secret}"}
    assert stranger.get(f"/api/v1/sites/{site}", headers=bearer).status_code == 401
    assert "set-cookie" not in stranger.get(link).headers


def test_another_web_site_cannot_answer(stranger: TestClient, link: str) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = stranger.post(link, data=form(value_q1="yes"), headers=headers)
        assert answer.status_code == 403


def test_a_link_is_not_hammered(
    app: FastAPI, stranger: TestClient, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SAVES", 2)

    found = [stranger.post(link, data=form(value_q1="yes"), headers=PART) for _ in range(3)]

    assert [one.status_code for one in found] == [200, 200, 429]
    assert "Not saved" in found[-1].text


def test_the_address_is_told_to_nobody(
    stranger: TestClient, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        page = stranger.get(link)
        stranger.post(link, data=form(value_q1="yes"))

    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Cache-Control"] == "no-store"
    ours = [
        one for one in caplog.records if one.name.startswith(("ng911risk", "uvicorn", "alembic"))
    ]
    assert not [one for one in ours if link[7:] in one.getMessage()]


def test_opening_is_noted_once(app: FastAPI, site: str, stranger: TestClient, link: str) -> None:
    stranger.get(link)
    stranger.get(link)

    with app.state.store.read(LOCAL) as rooms:
        [ask] = rooms.asks.of_site(site)
    assert ask.opened_at == NOW
    assert ask.expires_at == until(21, NOW)
