from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from ng911risk.access import Role
from ng911risk.model.inventory import OwnerClass
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.questionnaire.asking import Ask, AskedQuestion, Decision, NewAsk, NewReply, until
from ng911risk.store import LOCAL, Store
from ng911risk.store.ids import new_id
from ng911risk_api.auth.secrets import LINK_PREFIX, hash_of, new_secret
from ng911risk_api.auth.visitor import scope_of_reply
from ng911risk_api.work.draft import draft_of
from tests.api.conftest import HTTPS, Browser, sign_in
from tests.store.conftest import OTHER, post_one
from tests.store.sample import NOW

EVIL = "<script>alert(1)</script>\"'{{ 7 * 7 }}"
MFA = AskedQuestion(subject="phishing-resistant-mfa", question="Is there more than a password?")
CAD = AskedQuestion(
    subject="end-of-life@cad", question="Does the vendor still fix flaws?", about="cad", why="So."
)


@pytest.fixture
def site(app: FastAPI, browser: Browser) -> str:
    """A site with an inventory, made without a second client."""
    store: Store = app.state.store
    with store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW)
        post_one(rooms, site.id)
    return site.id


def ask_of(app: FastAPI, site: str, **changes: Any) -> tuple[Ask, str]:  # noqa: ANN401 - of any field
    """Send two questions, and return them with the secret of the link."""
    new: dict[str, Any] = {
        "to_name": "Acme Phone",
        "owner_class": OwnerClass.VENDOR,
        "questions": (MFA, CAD),
        "note": "",
        "expires_at": until(21, NOW),
    }
    secret = new_secret(LINK_PREFIX)
    with app.state.store.write(LOCAL) as rooms:
        made = rooms.asks.send(
            site, NewAsk(**(new | changes)), id=new_id(), hash=hash_of(secret), at=NOW
        )
    return made, secret


def say(app: FastAPI, secret: str, value: AnswerValue, *, note: str = "", about: int = 0) -> None:
    """Reply by the link."""
    store: Store = app.state.store
    with store.door() as door:
        known = door.ask(hash_of(secret))
    assert known is not None
    with store.write(scope_of_reply(known)) as rooms:
        ask = rooms.asks.mine()
        new = NewReply(subject=ask.questions[about].subject, value=value, note=note)
        rooms.asks.replies.save(ask, new, name="J. Doe", role="", at=NOW)


def standing(app: FastAPI, site: str) -> dict[str, tuple[AnswerValue, str]]:
    with app.state.store.read(LOCAL) as rooms:
        answers = rooms.answers.standing(site)
        return {subject: (one.value, one.said_by) for subject, one in answers.items()}


def decide(browser: Browser, ask: Ask, app: FastAPI, **fields: str) -> Response:
    """Press a button of the review page, as that page stands now."""
    here = f"/sites/{ask.site}/ask/{ask.id}"
    text = browser.get(here).text
    hidden = dict(re.findall(r'name="((?:number|seen)-q\d)" value="(\d+)"', text))
    return browser.post(f"{here}/decide", {**hidden, **fields}, follow_redirects=False)


# --- choosing and sending -----------------------------------------------------------


@pytest.fixture
def ready(app: FastAPI, site: str) -> str:
    """The site, with a result that is worked out."""
    parts, store = app.state.parts, app.state.store
    with store.write(LOCAL) as rooms:
        rooms.answers.save(
            site,
            ["end-of-life@cad"],
            value=AnswerValue.NOT_AVAILABLE,
            said_by="Pat",
            seen=0,
            at=NOW,
        )
    with store.read(LOCAL) as rooms:
        draft = draft_of(rooms, site, "local", parts.catalog)
    live = app.state.workbench.live(draft, wait_s=120.0)
    assert live.current
    return site


def test_from_a_question_nobody_can_answer_to_a_link_and_a_file(
    app: FastAPI, browser: Browser, ready: str
) -> None:
    overview = browser.get(f"/sites/{ready}/ask").text
    assert "that you could not answer" in overview
    assert "Whom do you want to ask?" in overview

    page = browser.get(f"/sites/{ready}/ask/new?to=psap").text
    [chosen] = re.findall(r'value="(end-of-life@[^"]*)" checked', page)
    [ask] = re.findall(r'name="ask" value="([0-9a-f]{32})"', page)
    assert "You answered: not available to us" in page

    fields = {
        "ask": ask, "to": "psap", "subject": chosen, "to_name": "Jo", "note": EVIL,
        "days": "21", "named": "1",
    }  # fmt: skip
    sent = browser.post(f"/sites/{ready}/ask", fields, headers={"Origin": HTTPS})
    assert sent.status_code == 201
    assert EVIL not in sent.text
    [secret] = set(re.findall(r"https://127\.0\.0\.1/reply/(ng911l_[\w-]{43})", sent.text))
    assert sent.text.index("Send a file") < sent.text.index("Or give them the link")

    file = browser.get(f"/sites/{ready}/ask/{ask}/form.html")
    assert file.headers["Content-Disposition"] == 'attachment; filename="questions-jo.html"'
    assert "end-of-life" not in file.text
    assert secret not in file.text
    with app.state.store.read(LOCAL) as rooms:
        kept = rooms.asks.get(ask)
    assert (kept.to_name, kept.subjects, kept.note) == ("Jo", ("end-of-life@cad",), EVIL)
    assert kept.expires_at == until(21, NOW)

    again = browser.post(f"/sites/{ready}/ask", fields, follow_redirects=False)
    assert again.headers["Location"] == f"/sites/{ready}/ask/{ask}"
    asked = browser.get(f"/sites/{ready}/ask/new?to=psap").text
    assert "Already asked: Jo." in asked


def test_names_of_systems_can_stay_at_home(app: FastAPI, browser: Browser, ready: str) -> None:
    ask = new_id()
    browser.post(
        f"/sites/{ready}/ask",
        {"ask": ask, "to": "psap", "subject": "end-of-life@cad", "to_name": "Jo", "days": "7"},
    )

    file = browser.get(f"/sites/{ready}/ask/{ask}/form.html").text
    assert "About: systems of this kind: " in file
    with app.state.store.read(LOCAL) as rooms:
        assert "cad" not in rooms.asks.get(ask).questions[0].about.split()


def test_what_is_wrong_is_told_and_what_was_chosen_stays(browser: Browser, ready: str) -> None:
    answer = browser.post(
        f"/sites/{ready}/ask",
        {"ask": new_id(), "to": "psap", "subject": "end-of-life@cad", "note": "Please."},
    )

    assert answer.status_code == 422
    assert "Say whom you ask." in answer.text
    assert re.search(r'value="end-of-life@cad" checked', answer.text)
    assert ">Please.</textarea>" in answer.text


def test_a_question_that_is_not_open_is_not_sent(browser: Browser, ready: str) -> None:
    fields = {"ask": new_id(), "to": "psap", "subject": "../../etc", "to_name": "Jo"}

    answer = browser.post(f"/sites/{ready}/ask", fields)

    assert answer.status_code == 422
    assert "Choose at least one question." in answer.text


def test_before_there_is_an_inventory_the_page_says_what_to_do(
    app: FastAPI, browser: Browser
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Empty", at=NOW)

    assert "Describe your site first" in browser.get(f"/sites/{site.id}/ask").text


def test_a_viewer_sees_how_far_it_is_and_may_not_ask(app: FastAPI, browser: Browser) -> None:
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW)
    ask, _ = ask_of(app, site.id)
    viewer = sign_in(app, TestClient(app, base_url=HTTPS), Role.VIEWER)

    overview = viewer.get(f"/sites/{site.id}/ask")
    assert overview.status_code == 200
    assert "Acme Phone" in overview.text
    assert f"/ask/{ask.id}" not in overview.text
    assert viewer.get(f"/sites/{site.id}/ask/{ask.id}").status_code == 403
    assert viewer.post(f"/sites/{site.id}/ask/{ask.id}/decide").status_code == 403


# --- what comes back ----------------------------------------------------------------


def test_nothing_counts_until_it_is_accepted(app: FastAPI, browser: Browser, site: str) -> None:
    ask, secret = ask_of(app, site)
    say(app, secret, AnswerValue.NO, note=EVIL)
    say(app, secret, AnswerValue.YES, about=1)
    assert standing(app, site) == {}
    page = browser.get(f"/sites/{site}/ask/{ask.id}").text
    assert EVIL not in page
    assert "&lt;script&gt;" in page
    assert "2 for you to look at" in browser.get(f"/sites/{site}/ask").text

    assert decide(browser, ask, app, accept="q1").status_code == 303

    assert standing(app, site) == {MFA.subject: (AnswerValue.NO, "Acme Phone, J. Doe")}
    decide(browser, ask, app, refuse="q2")
    assert CAD.subject not in standing(app, site)
    with app.state.store.read(LOCAL) as rooms:
        replies = rooms.asks.replies.of_ask(ask)
    assert [one.decision for _, one in sorted(replies.items())] == [
        Decision.REFUSED,
        Decision.ACCEPTED,
    ]


def test_all_that_waits_is_accepted_with_one_button(
    app: FastAPI, browser: Browser, site: str
) -> None:
    ask, secret = ask_of(app, site)
    say(app, secret, AnswerValue.NO)
    say(app, secret, AnswerValue.YES, about=1)

    decide(browser, ask, app, accept="all")

    assert set(standing(app, site)) == {MFA.subject, CAD.subject}


def test_of_two_different_replies_the_person_chooses_which_holds(
    app: FastAPI, browser: Browser, site: str
) -> None:
    ask, secret = ask_of(app, site)
    say(app, secret, AnswerValue.NO, note="As far as I see.")
    say(app, secret, AnswerValue.PARTLY)

    page = browser.get(f"/sites/{site}/ask/{ask.id}").text
    assert "They said different things" in page
    assert "As far as I see." in page
    assert re.findall(r'name="pick-q1" value="(\d)"( checked)?', page) == [
        ("2", " checked"),
        ("1", ""),
    ]
    decide(browser, ask, app, accept="q1", **{"pick-q1": "1"})

    assert standing(app, site)[MFA.subject][0] is AnswerValue.NO
    say(app, secret, AnswerValue.YES, about=1)
    decide(browser, ask, app, accept="q2")
    assert "All answered." in browser.get(f"/sites/{site}/ask/{ask.id}").text


def test_one_answer_for_systems_that_are_alike_counts_for_each(
    app: FastAPI, browser: Browser, site: str
) -> None:
    alike = AskedQuestion(subject="end-of-life@cad", also=("end-of-life@cad2",), question="?")
    ask, secret = ask_of(app, site, questions=(alike,))
    say(app, secret, AnswerValue.YES)

    decide(browser, ask, app, accept="q1")

    assert set(standing(app, site)) == {"end-of-life@cad", "end-of-life@cad2"}


def test_an_answer_given_here_meanwhile_is_not_overwritten(
    app: FastAPI, browser: Browser, site: str
) -> None:
    ask, secret = ask_of(app, site)
    say(app, secret, AnswerValue.NO)
    with app.state.store.write(LOCAL) as rooms:
        rooms.answers.save(
            site, [MFA.subject], value=AnswerValue.YES, said_by="Pat", seen=0, at=NOW
        )

    stale = {"accept": "q1", "number-q1": "1", "seen-q1": "0"}
    answer = browser.post(f"/sites/{site}/ask/{ask.id}/decide", stale)

    assert answer.status_code == 409
    assert "Look at both" in answer.text
    assert standing(app, site) == {MFA.subject: (AnswerValue.YES, "Pat")}
    decide(browser, ask, app, accept="q1")
    assert standing(app, site)[MFA.subject] == (AnswerValue.NO, "Acme Phone, J. Doe")


def test_a_reply_that_changed_meanwhile_is_looked_at_first(
    app: FastAPI, browser: Browser, site: str
) -> None:
    ask, secret = ask_of(app, site)
    say(app, secret, AnswerValue.NO)
    say(app, secret, AnswerValue.YES)

    answer = browser.post(
        f"/sites/{site}/ask/{ask.id}/decide", {"accept": "q1", "number-q1": "1", "seen-q1": "0"}
    )

    assert answer.status_code == 409
    assert "another answer meanwhile" in answer.text
    assert standing(app, site) == {}


# --- a file that comes back ---------------------------------------------------------


def saved_file(browser: Browser, sent: Ask, **changes: Any) -> bytes:  # noqa: ANN401 - of any field
    """What the script of the offline form saves."""
    text = browser.get(f"/sites/{sent.site}/ask/{sent.id}/form.html").text
    [carried] = re.findall('data-carried="([^"]*)"', text)
    answers = [{"question": "q1", "value": "partly", "note": EVIL}]
    whole = {**json.loads(unescape(carried)), "name": "K. Roe", "role": "", "answers": answers}
    return json.dumps(whole | changes).encode()


def upload(browser: Browser, site: str, data: bytes) -> Response:
    return browser.post(
        f"/sites/{site}/ask/file",
        files={"file": ("../../reply.json", data, "application/json")},
        follow_redirects=False,
    )


def test_a_file_is_taken_and_the_same_again_changes_nothing(
    app: FastAPI, browser: Browser, site: str
) -> None:
    ask, _ = ask_of(app, site)
    data = saved_file(browser, ask)

    first, again = upload(browser, site, data), upload(browser, site, data)

    assert first.headers["Location"] == f"/sites/{site}/ask/{ask.id}?taken=1"
    assert again.headers["Location"] == f"/sites/{site}/ask/{ask.id}?taken=0"
    page = browser.get(first.headers["Location"]).text
    assert "1 answer was taken from the file" in page
    assert "Acme Phone, K. Roe" in page
    assert EVIL not in page
    assert standing(app, site) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"check": "0" * 64},
        {"questions": ["q1", "q2", "q3"]},
        {"answers": [{"question": "q9", "value": "yes"}]},
        {"ask": "0" * 32},
        {"ask": "'; DROP TABLE asks"},
        {"answers": [{"question": "q1", "value": "yes", "note": "x" * 3_000}]},
    ],
    ids=["check", "questions", "not asked", "unknown", "no id", "huge"],
)
def test_a_file_that_was_changed_is_refused_whole(
    app: FastAPI, browser: Browser, site: str, changes: dict[str, Any]
) -> None:
    ask, _ = ask_of(app, site)

    answer = upload(browser, site, saved_file(browser, ask, **changes))

    assert answer.status_code == 422
    assert "Nothing was taken from this file" in answer.text
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.asks.replies.of_ask(ask) == {}


def test_a_file_for_another_ask_is_refused(app: FastAPI, browser: Browser, site: str) -> None:
    ask, _ = ask_of(app, site)
    other, _ = ask_of(app, site)

    answer = upload(browser, site, saved_file(browser, ask, ask=other.id))

    assert answer.status_code == 422
    assert "made from another form" in answer.text


def test_a_file_for_somebody_elses_ask_is_refused_as_if_there_were_none(
    app: FastAPI, browser: Browser, site: str
) -> None:
    ask, _ = ask_of(app, site)
    data = saved_file(browser, ask)
    with app.state.store.write(LOCAL) as rooms:
        elsewhere = rooms.sites.add("Birch", at=NOW)

    answer = upload(browser, elsewhere.id, data)

    assert answer.status_code == 422
    assert "does not belong to anything you sent" in answer.text


@pytest.mark.parametrize("data", [b"", b"[" * 50_000, b"\x00\xff", b'{"format": 1}'])
def test_what_is_no_file_of_ours_is_refused(browser: Browser, site: str, data: bytes) -> None:
    assert upload(browser, site, data).status_code == 422


def test_an_old_file_is_refused_after_a_new_link(app: FastAPI, browser: Browser, site: str) -> None:
    ask, _ = ask_of(app, site)
    data = saved_file(browser, ask)
    renewed = browser.post(f"/sites/{site}/ask/{ask.id}/renew")

    assert renewed.status_code == 201
    assert upload(browser, site, data).status_code == 422
    assert upload(browser, site, saved_file(browser, ask)).status_code == 303


# --- afterwards ---------------------------------------------------------------------


def test_remind_extend_close_and_take_back(app: FastAPI, browser: Browser, site: str) -> None:
    ask, _ = ask_of(app, site)
    here = f"/sites/{site}/ask/{ask.id}"

    reminded = browser.post(f"{here}/remind")
    assert "0 of them are answered" in reminded.text
    browser.post(f"{here}/extend", {"days": "9000"})
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.asks.get(ask.id).expires_at == until(90, NOW)
    browser.post(f"{here}/close", {"revoke": "1"})

    assert "Taken back" in browser.get(here).text
    assert browser.get(f"{here}/form.html").status_code == 409
    assert browser.post(f"{here}/remind").status_code == 409


def test_an_ask_of_another_site_or_organisation_is_not_found(
    app: FastAPI, browser: Browser, site: str
) -> None:
    with app.state.store.write(OTHER) as rooms:
        rooms.tenants.add("Somebody else", at=NOW)
        theirs = rooms.sites.add("Theirs", at=NOW)
    with app.state.store.write(OTHER) as rooms:
        foreign = rooms.asks.send(
            theirs.id,
            NewAsk(
                to_name="Zanzibar", owner_class=OwnerClass.VENDOR, questions=(MFA,), note="",
                expires_at=until(21, NOW),
            ),
            id=new_id(), hash="f" * 64, at=NOW,
        )  # fmt: skip
    with app.state.store.write(LOCAL) as rooms:
        birch = rooms.sites.add("Birch", at=NOW)
    own, _ = ask_of(app, birch.id)

    for address in (
        f"/sites/{site}/ask/{foreign.id}",
        f"/sites/{theirs.id}/ask/{foreign.id}",
        f"/sites/{site}/ask/{own.id}",
        f"/sites/{site}/ask/{own.id}/form.html",
    ):
        answer = browser.get(address)
        assert answer.status_code == 404
        assert "Zanzibar" not in answer.text
    for verb in ("decide", "remind", "extend", "close", "renew"):
        assert browser.post(f"/sites/{site}/ask/{foreign.id}/{verb}").status_code == 404
        assert browser.post(f"/sites/{site}/ask/{own.id}/{verb}").status_code == 404


def test_a_form_without_the_token_of_the_session_changes_nothing(
    app: FastAPI, browser: Browser, site: str
) -> None:
    ask, _ = ask_of(app, site)

    answer = browser.client.post(f"/sites/{site}/ask/{ask.id}/close", data={"csrf": "0" * 64})

    assert answer.status_code == 403
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.asks.get(ask.id).closed_at is None
