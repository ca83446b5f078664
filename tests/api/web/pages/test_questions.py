from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.model.inventory import OwnerClass
from ng911risk.model.report import RiskReport, Unknown
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.store import LOCAL, Store, places_of
from ng911risk.store.answers import SavedAnswer
from ng911risk_api.app import create_app
from ng911risk_api.parts import Parts
from ng911risk_api.settings import Settings
from tests.api.conftest import HTTPS, Browser, sign_in
from tests.store.sample import INVENTORY, NOW, digest_of, report_on

BACKUPS = "tested-offline-backups"
SIGN_IN = "multi-factor-sign-in"
FACTORY = "default-credentials@cad"
HTMX = {"HX-Request": "true"}
SWINGS = {SIGN_IN: 0.3, FACTORY: 0.1, "mail-and-web-filtering": 0.001, BACKUPS: 0.2}


def report_with_questions(*_: object, **__: object) -> RiskReport:
    """Stand in for the engine: what it would say nobody knows."""
    unknowns = tuple(
        Unknown(subject=name, question="?", ask=OwnerClass.COUNTY_IT, swing=swing, place="")
        for name, swing in SWINGS.items()
    )
    return replace(report_on(INVENTORY, at=NOW), unknowns=unknowns)


@pytest.fixture
def app(target: str, parts: Parts) -> FastAPI:
    """An application whose results ask four questions."""
    settings = Settings(store=target, database_url="", max_body_bytes=300_000)
    asking = replace(parts, report_of=report_with_questions)
    return create_app(settings, parts=lambda: asking)


@pytest.fixture
def browser(app: FastAPI) -> Iterator[Browser]:
    with TestClient(
        app, base_url=HTTPS, raise_server_exceptions=False, follow_redirects=False
    ) as started:
        yield sign_in(app, started)


@pytest.fixture
def site(app: FastAPI, browser: Browser) -> str:
    """A site that was described, with its first result."""
    store: Store = app.state.store
    with store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW).id
        rooms.inventories.add(
            site, INVENTORY, file="site.yaml", digest=digest_of(INVENTORY),
            places=places_of(INVENTORY, str), at=NOW,
        )  # fmt: skip
    wait_for_result(app, site)
    return site


def wait_for_result(app: FastAPI, site: str) -> None:
    from ng911risk_api.work.draft import draft_of  # noqa: PLC0415 - a helper of these tests only

    with app.state.store.read(LOCAL) as rooms:
        draft = draft_of(rooms, site, LOCAL.tenant, app.state.parts.catalog)
    assert app.state.workbench.live(draft, wait_s=60).current


def standing(app: FastAPI, site: str) -> dict[str, SavedAnswer]:
    with app.state.store.read(LOCAL) as rooms:
        return dict(rooms.answers.standing(site))


def answer(app: FastAPI, site: str, subject: str, value: AnswerValue) -> None:
    """Somebody else answers."""
    with app.state.store.write(replace(LOCAL, name="Sam")) as rooms:
        rooms.answers.save(site, [subject], value=value, said_by="", seen=0, at=NOW)


def fields(number: int, subject: str, value: str = "", **more: str | int) -> dict[str, Any]:
    named = {"subjects": subject, "value": value, "seen": 0, **more}
    return {f"{name}-{number}": text for name, text in named.items()}


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_the_topics_come_with_the_most_to_gain_first(browser: Browser, site: str) -> None:
    page = browser.get(f"/sites/{site}/questions").text

    topics = re.findall(r'class="usa-card__heading"><a class="usa-link" href="([^"]+)"', page)
    assert [one.rpartition("/")[2] for one in topics] == ["getting-in", "recovery"]
    assert "3 answers can still change your result: about 3 minutes" in text_of(page)


def test_a_site_nobody_described_says_what_to_do(app: FastAPI, browser: Browser) -> None:
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Dale", at=NOW).id

    answered = browser.get(f"/sites/{site}/questions")

    assert answered.status_code == 200
    assert f"/sites/{site}/inventory" in answered.text


def test_a_topic_asks_its_questions_and_says_why(browser: Browser, site: str) -> None:
    page = browser.get(f"/sites/{site}/questions/getting-in").text

    asked = re.findall(r'name="subjects-\d+" value="([^"]+)"', page)
    assert asked == [SIGN_IN, FACTORY, "mail-and-web-filtering"]
    words = text_of(page)
    assert "Who should know: County IT." in words
    assert "These would hardly change your result (1)" in words
    assert "verified in the primary source" in words or "secondary source" in words
    for choice in ("Yes", "Partly", "No", "I don't know", "Not available to us"):
        assert choice in words


def test_an_answer_is_saved_at_once_and_says_when_and_by_whom(
    app: FastAPI, browser: Browser, site: str
) -> None:
    part = browser.post(
        f"/sites/{site}/questions/recovery",
        fields(7, BACKUPS, "partly", note="timed in June"),
        headers=HTMX,
    )

    assert part.status_code == 200
    assert "<html" not in part.text
    assert "Saved 08:30:00 UTC by Administrator of the centre." in text_of(part.text)
    assert 'name="seen-7" value="1"' in part.text
    saved = standing(app, site)[BACKUPS]
    assert (saved.value, saved.note) == (AnswerValue.PARTLY, "timed in June")


def test_a_note_without_an_answer_is_never_shown_as_saved(
    app: FastAPI, browser: Browser, site: str
) -> None:
    part = browser.post(
        f"/sites/{site}/questions/recovery", fields(0, BACKUPS, note="soon"), headers=HTMX
    )

    assert "Not saved yet" in part.text
    assert standing(app, site) == {}


def test_a_note_that_is_too_long_is_not_shown_as_saved(
    app: FastAPI, browser: Browser, site: str
) -> None:
    part = browser.post(
        f"/sites/{site}/questions/recovery",
        fields(0, BACKUPS, "yes", note="x" * 3000),
        headers=HTMX,
    )

    assert "Not saved" in part.text
    assert standing(app, site) == {}


def test_without_scripts_one_button_saves_a_page(app: FastAPI, browser: Browser, site: str) -> None:
    sent = (
        fields(0, SIGN_IN, "yes")
        | fields(1, FACTORY, "no", said="Vendor")
        | fields(2, "mail-and-web-filtering")
    )

    answered = browser.post(f"/sites/{site}/questions/getting-in", sent)

    assert answered.status_code == 303
    assert answered.headers["location"] == f"/sites/{site}/questions/getting-in?saved=2"
    assert {name: one.value.value for name, one in standing(app, site).items()} == {
        SIGN_IN: "yes",
        FACTORY: "no",
    }
    assert standing(app, site)[FACTORY].said_by == "Vendor"
    again = browser.get(answered.headers["location"])
    assert "Saved: 2 answers and files." in text_of(again.text)


def test_two_people_on_one_answer_see_both_and_choose(
    app: FastAPI, browser: Browser, site: str
) -> None:
    answer(app, site, BACKUPS, AnswerValue.NO)

    part = browser.post(
        f"/sites/{site}/questions/recovery", fields(0, BACKUPS, "yes"), headers=HTMX
    )

    words = text_of(part.text)
    assert "Sam answered this meanwhile" in words
    assert "Theirs No Sam, 24 Nov 2026, 08:30 UTC" in words
    assert "Yours Yes not saved" in words
    assert standing(app, site)[BACKUPS].value is AnswerValue.NO
    # still theirs when something else of the question is changed before a choice is made
    assert 'name="seen-0" value="0"' in part.text

    mine = browser.post(
        f"/sites/{site}/questions/recovery", fields(0, BACKUPS, "yes", mine=1), headers=HTMX
    )

    assert "Saved" in mine.text
    assert standing(app, site)[BACKUPS].value is AnswerValue.YES


def test_without_scripts_both_are_shown_on_a_page_of_their_own(
    app: FastAPI, browser: Browser, site: str
) -> None:
    answer(app, site, SIGN_IN, AnswerValue.NO)
    answer(app, site, FACTORY, AnswerValue.NO)
    sent = fields(0, SIGN_IN, "yes") | fields(1, FACTORY, "yes")

    clash = browser.post(f"/sites/{site}/questions/getting-in", sent)

    assert clash.status_code == 409
    assert clash.text.count("Keep theirs") == clash.text.count("Use mine") == 2
    left = browser.post(f"/sites/{site}/questions/getting-in", {**sent, "theirs-0": "1"})
    assert left.status_code == 409
    assert left.text.count("Use mine") == 1
    done = browser.post(f"/sites/{site}/questions/getting-in", fields(1, FACTORY, "yes", mine=1))
    assert done.status_code == 303
    assert {name: one.value.value for name, one in standing(app, site).items()} == {
        SIGN_IN: "no",
        FACTORY: "yes",
    }


def test_what_nobody_touched_on_a_page_overwrites_nothing(
    app: FastAPI, browser: Browser, site: str
) -> None:
    browser.post(f"/sites/{site}/questions/getting-in", fields(0, SIGN_IN, "yes"))
    with app.state.store.write(replace(LOCAL, name="Sam")) as rooms:
        rooms.answers.save(site, [SIGN_IN], value=AnswerValue.NO, said_by="", seen=1, at=NOW)

    sent = fields(0, SIGN_IN, "yes", seen=1) | fields(1, FACTORY, "yes")
    answered = browser.post(f"/sites/{site}/questions/getting-in", sent)

    assert answered.status_code == 303
    assert standing(app, site)[SIGN_IN].value is AnswerValue.NO
    assert standing(app, site)[FACTORY].value is AnswerValue.YES


def test_whoever_saves_a_page_does_not_put_their_name_on_what_others_said(
    app: FastAPI, browser: Browser, site: str
) -> None:
    answer(app, site, SIGN_IN, AnswerValue.YES)

    browser.post(f"/sites/{site}/questions/getting-in", fields(0, SIGN_IN, "yes", seen=1))

    assert standing(app, site)[SIGN_IN].by_name == "Sam"


def test_every_version_of_an_answer_can_be_seen(app: FastAPI, browser: Browser, site: str) -> None:
    for number, value in enumerate(("yes", "no")):
        browser.post(
            f"/sites/{site}/questions/recovery",
            fields(0, BACKUPS, value, seen=number),
            headers=HTMX,
        )

    page = browser.get(f"/sites/{site}/questions/history?subject={BACKUPS}")

    assert re.findall(r'<th scope="row">(\w+)</th>', page.text) == ["No", "Yes"]
    assert browser.get(f"/sites/{site}/questions/history?subject=gone").status_code == 404


def test_a_file_is_attached_listed_sent_and_removed(
    app: FastAPI, browser: Browser, site: str
) -> None:
    part = browser.post(
        f"/sites/{site}/questions/recovery/files",
        fields(0, BACKUPS),
        files={"file-0": ("restore <log>.pdf", b"%PDF-1.7 it worked", "text/html")},
        headers=HTMX,
    )
    found = re.search(rf"/sites/{site}/files/([0-9a-f]+)", part.text)
    assert found

    sent = browser.get(found[0])

    assert sent.content == b"%PDF-1.7 it worked"
    assert sent.headers["content-type"] == "application/pdf"
    assert sent.headers["content-disposition"].startswith(
        'attachment; filename="restore _log_.pdf"'
    )
    assert "sandbox" in sent.headers["content-security-policy"]
    assert sent.headers["x-content-type-options"] == "nosniff"

    browser.post(f"/sites/{site}/questions/recovery", {"remove": found[1]})
    assert found[1] not in browser.get(f"/sites/{site}/questions/recovery").text


def test_a_file_that_cannot_be_taken_says_why(browser: Browser, site: str) -> None:
    part = browser.post(
        f"/sites/{site}/questions/recovery/files",
        fields(0, BACKUPS),
        files={"file-0": ("tool.exe", b"MZ\x90", "application/pdf")},
        headers=HTMX,
    )

    assert part.status_code == 200
    assert "This is a program." in part.text


def test_files_come_with_the_page_without_scripts(
    app: FastAPI, browser: Browser, site: str
) -> None:
    browser.post(
        f"/sites/{site}/questions/recovery",
        fields(0, BACKUPS, "yes"),
        files={"file-0": ("log.txt", b"restored in 5 h", "text/plain")},
    )

    assert "log.txt" in browser.get(f"/sites/{site}/questions/recovery").text
    assert standing(app, site)[BACKUPS].value is AnswerValue.YES


@pytest.mark.parametrize(
    "sent",
    [
        fields(0, "no-such-thing", "yes"),
        fields(0, "default-credentials@gone", "yes"),
        fields(0, f"{FACTORY} end-of-life@cad", "yes"),
    ],
)
def test_what_is_not_asked_here_cannot_be_answered(
    app: FastAPI, browser: Browser, site: str, sent: dict[str, Any]
) -> None:
    assert browser.post(f"/sites/{site}/questions/recovery", sent).status_code == 404
    assert standing(app, site) == {}


@pytest.mark.parametrize(
    "sent",
    [fields(0, BACKUPS, "maybe"), fields(0, "", "yes"), fields(0, BACKUPS, "yes", seen="x")],
)
def test_a_form_that_is_none_of_ours_is_refused(
    browser: Browser, site: str, sent: dict[str, Any]
) -> None:
    assert browser.post(f"/sites/{site}/questions/recovery", sent).status_code == 400


def test_there_is_no_page_for_another_topic(browser: Browser, site: str) -> None:
    assert browser.get(f"/sites/{site}/questions/astrology").status_code == 404


def test_a_viewer_reads_and_does_not_answer(app: FastAPI, browser: Browser, site: str) -> None:
    answer(app, site, BACKUPS, AnswerValue.YES)
    viewer = sign_in(app, browser.client, Role.VIEWER)

    page = viewer.get(f"/sites/{site}/questions/recovery")

    assert page.status_code == 200
    assert "hx-post" not in page.text
    assert '<fieldset class="usa-fieldset" disabled>' in page.text
    refused = viewer.post(f"/sites/{site}/questions/recovery", fields(0, BACKUPS, "no"))
    assert refused.status_code == 403
    assert standing(app, site)[BACKUPS].value is AnswerValue.YES
