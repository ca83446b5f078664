from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.store import LOCAL, AssessmentHead
from tests.api.conftest import Browser, sign_in
from tests.api.routers.test_publications import publish_first
from tests.store.conftest import seal_one
from tests.store.sample import NOW


@pytest.fixture
def head(app: FastAPI, browser: Browser) -> AssessmentHead:
    with app.state.store.write(LOCAL) as rooms:
        return seal_one(rooms, rooms.sites.add("Cedar County", at=NOW).id)


def _address(head: AssessmentHead) -> str:
    return f"/sites/{head.site}/publishing"


def test_strict_is_chosen_beforehand_and_nothing_is_out_yet(
    browser: Browser, head: AssessmentHead
) -> None:
    page = browser.get(_address(head)).text

    assert 'value="amber+strict" checked' in page
    assert page.count(" checked") == 2
    assert "Nothing yet." in page
    assert "https://127.0.0.1/taxii2/local/" in page


def test_publishing_shows_who_did_it_and_where_tools_find_it(
    browser: Browser, head: AssessmentHead
) -> None:
    answer = browser.post(
        _address(head),
        {"assessment": head.id, "kinds": "assessments", "tlp": "amber+strict"},
    )

    assert answer.status_code == 200
    assert "Published." in answer.text
    assert Role.PSAP_ADMINISTRATOR.words in answer.text
    assert "The assessment, TLP:AMBER+STRICT" in answer.text


def test_what_had_nothing_in_it_is_not_said_to_be_published(
    browser: Browser, head: AssessmentHead
) -> None:
    answer = browser.post(
        _address(head),
        {"assessment": head.id, "kinds": ["assessments", "indicators"], "tlp": "red"},
    )

    assert answer.status_code == 200
    assert "Not published, as there was nothing of it: Indicators." in answer.text
    assert "<td>The assessment</td>" in answer.text


@pytest.mark.parametrize(
    ("tlp", "who"),
    [("amber", "those it works for"), ("green", "community"), ("clear", "anybody at all")],
)
def test_the_whole_assessment_goes_further_than_usual_only_after_a_second_yes(
    browser: Browser, head: AssessmentHead, tlp: str, who: str
) -> None:
    form = {"assessment": head.id, "kinds": "assessments", "tlp": tlp}

    asked = browser.post(_address(head), form)

    assert asked.status_code == 422
    assert "are you sure?" in asked.text
    assert f'value="{tlp}" checked' in asked.text
    assert who in asked.text.split('id="sure-hint"')[1]
    assert "Nothing yet." in asked.text
    assert "Published." in browser.post(_address(head), {**form, "sure": "yes"}).text


@pytest.mark.parametrize(
    "form", [{"kinds": "catalogue", "tlp": "clear"}, {"kinds": "assessments", "tlp": "red"}]
)
def test_what_tells_nothing_of_the_site_or_goes_less_far_is_asked_once(
    browser: Browser, head: AssessmentHead, form: dict[str, str]
) -> None:
    assert "are you sure?" not in browser.post(_address(head), {"assessment": head.id, **form}).text


@pytest.mark.parametrize(
    "form",
    [
        {"kinds": "assessments"}, {"tlp": "green"}, {"kinds": "all", "tlp": "green"},
        {"kinds": "assessments", "tlp": "white"},
    ],
)  # fmt: skip
def test_who_chooses_nothing_is_told(
    browser: Browser, head: AssessmentHead, form: dict[str, str]
) -> None:
    answer = browser.post(_address(head), {"assessment": head.id, **form})

    assert answer.status_code == 422
    assert "Choose" in answer.text
    assert "Nothing yet." in answer.text


def test_what_cannot_be_published_is_said_and_what_is_not_there_is_not_found(
    app: FastAPI, browser: Browser, head: AssessmentHead
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        other = seal_one(rooms, rooms.sites.add("Another", at=NOW).id)
    whole = {"kinds": "indicators", "tlp": "green"}

    assert browser.post(_address(head), {"assessment": head.id, **whole}).status_code == 409
    for id in (other.id, "", "0" * 32):
        assert browser.post(_address(head), {"assessment": id, **whole}).status_code == 404


def test_who_may_not_publish_sees_what_was(
    app: FastAPI, stranger: TestClient, head: AssessmentHead
) -> None:
    viewer = sign_in(app, stranger, Role.VIEWER)
    assert viewer.get(_address(head)).status_code == 403

    analyst = sign_in(app, stranger, Role.SECURITY_ANALYST)
    assert 'action="/sites/' in analyst.get(_address(head)).text


def test_reports_lead_there(browser: Browser, head: AssessmentHead) -> None:
    page = browser.get(f"/sites/{head.site}/reports").text

    assert f'href="{_address(head)}"' in page


def test_who_was_a_moment_too_late_is_told_so_and_finds_what_they_chose(
    app: FastAPI, browser: Browser, head: AssessmentHead, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        seal_one(rooms, head.site, seed=2)
    form = {"assessment": head.id, "kinds": ["assessments", "catalogue"], "tlp": "red"}
    publish_first(app, monkeypatch)

    late = browser.post(_address(head), form)

    assert late.status_code == 409
    assert "publish it again" in late.text
    assert f'value="{head.id}" selected' in late.text
    for chosen in ("assessments", "catalogue", "red"):
        assert f'value="{chosen}" checked' in late.text
    assert late.text.count(" checked") == 3
    assert "Published." in browser.post(_address(head), form).text
