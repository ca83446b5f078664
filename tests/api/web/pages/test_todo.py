from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from fastapi import FastAPI

from ng911risk.access import Role
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.store import LOCAL, places_of
from ng911risk_api.work.draft import draft_of
from tests.api.conftest import Browser, sign_in
from tests.store.sample import INVENTORY, NOW, digest_of

LATER = NOW + timedelta(hours=1)


def add_site(app: FastAPI, *, described: bool = True) -> str:
    with app.state.store.write(LOCAL) as rooms:
        site = str(rooms.sites.add("Cedar County", at=NOW).id)
        if described:
            rooms.inventories.add(
                site, INVENTORY, file="site.yaml", digest=digest_of(INVENTORY),
                places=places_of(INVENTORY, str), at=NOW,
            )  # fmt: skip
    return site


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_a_new_site_has_one_thing_to_do(app: FastAPI, browser: Browser) -> None:
    site = add_site(app, described=False)

    page = browser.get(f"/sites/{site}")

    assert page.status_code == 200
    assert re.findall(r'usa-button--big" href="([^"]+)"', page.text) == [f"/sites/{site}/inventory"]


def test_it_says_what_was_saved_last_and_by_whom(app: FastAPI, browser: Browser) -> None:
    site = add_site(app)
    with app.state.store.write(LOCAL) as rooms:
        rooms.answers.save(site, ["exercises"], value=AnswerValue.YES, said_by="", seen=0, at=LATER)

    words = text_of(browser.get(f"/sites/{site}").text)

    assert "the last change was an answer, 24 Nov 2026, 09:30 UTC, by command line" in words


def test_the_page_waits_for_no_result(app: FastAPI, browser: Browser) -> None:
    site = add_site(app)

    page = browser.get(f"/sites/{site}").text

    assert "Your first result is being worked out." in text_of(page)
    assert 'hx-trigger="load delay:3s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_what_there_is_now_is_sealed_with_its_answers(app: FastAPI, browser: Browser) -> None:
    site = add_site(app)
    with app.state.store.write(LOCAL) as rooms:
        rooms.answers.save(site, ["exercises"], value=AnswerValue.YES, said_by="", seen=0, at=NOW)
        draft = draft_of(rooms, site, LOCAL.tenant, app.state.parts.catalog)

    page = browser.post(f"/sites/{site}/seal")

    assert page.status_code == 200
    assert "Assessment number 1 is sealed" in text_of(page.text)
    with app.state.store.read(LOCAL) as rooms:
        (head,) = rooms.assessments.of_site(site)
    assert head.inventory_digest == draft.inventory_digest != digest_of(INVENTORY)


def test_a_viewer_sees_it_and_seals_nothing(app: FastAPI, browser: Browser) -> None:
    site = add_site(app)
    viewer = sign_in(app, browser.client, Role.VIEWER)

    assert viewer.get(f"/sites/{site}").status_code == 200
    assert viewer.post(f"/sites/{site}/seal").status_code == 403
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.assessments.of_site(site) == ()


def test_nobody_elses_site_is_there(app: FastAPI, browser: Browser) -> None:
    assert browser.get(f"/sites/{'0' * 32}").status_code == 404
    assert browser.post(f"/sites/{'0' * 32}/seal").status_code == 404
