from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role, Scope, command_line, permissions_of
from ng911risk.signing.keys import new_key
from ng911risk.store import LOCAL
from ng911risk_api.web.pages.reports_exports import Downloads
from tests.api.conftest import Browser, sign_in
from tests.exporters.exchange.made_up import offer
from tests.store.conftest import post_one, seal_one
from tests.store.sample import NOW


@pytest.fixture(autouse=True)
def _made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch)


@pytest.fixture
def address(app: FastAPI, browser: Browser) -> str:
    """Address of the reports of a site with a sealed assessment."""
    assert browser
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW).id
        post_one(rooms, site)
        head = seal_one(rooms, site)
    return f"/sites/{site}/reports/{head.id}"


def _page(browser: Browser, address: str) -> str:
    return str(browser.get(address.rpartition("/")[0]).text)


def test_what_serves_security_teams_and_auditors_can_be_taken_without_script(
    app: FastAPI, browser: Browser, address: str
) -> None:
    app.state.signing_key = new_key()

    text = _page(browser, address)

    assert text.index("For your security team</h3>") < text.index("For auditors</h3>")
    assert f'<form method="get" action="{address}/exports/file"' in text
    for name in ("stix", "stix-misp", "stix-sentinel", "oscal-made-up"):
        assert f'name="format" value="{name}"' in text
    assert "Whoever has a stix-misp: they load it" in text
    assert f'action="{address}/exports/signed-report"' in text
    assert "style=" not in text
    assert "<script>" not in text


def test_without_a_key_no_signed_report_is_offered(browser: Browser, address: str) -> None:
    assert "signed-report" not in _page(browser, address)


def test_the_marking_for_sentinel_is_asked_for_once(browser: Browser, address: str) -> None:
    text = _page(browser, address)

    assert text.count('name="sentinel_tlp"') == 1
    chosen = re.search(r'<select[^>]*name="sentinel_tlp" required>(.*?)</select>', text, re.DOTALL)
    assert chosen
    assert "AMBER+STRICT" not in chosen[1]
    assert 'value="red"' in chosen[1]


@pytest.mark.parametrize(
    ("role", "security", "auditors"),
    [
        (Role.SECURITY_ANALYST, True, True),
        (Role.AUDITOR, False, True),
        (Role.VIEWER, False, False),
    ],
)
def test_each_role_is_offered_what_it_may_take(
    app: FastAPI,
    stranger: TestClient,
    browser: Browser,
    address: str,
    role: Role,
    security: bool,
    auditors: bool,
) -> None:
    text = _page(sign_in(app, stranger, role), address)

    assert ("For your security team" in text) is security
    assert ("For auditors" in text) is auditors


def test_a_form_that_was_left_alone_takes_what_is_usual(browser: Browser, address: str) -> None:
    answer = browser.get(f"{address}/exports/file?tlp=&sentinel_tlp=&format=stix")

    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "tlp=None" in answer.json()["wishes"]


def test_what_was_chosen_is_done(browser: Browser, address: str) -> None:
    query = "tlp=green&people=yes&numbers=yes&confidence=yes&format=stix"

    wishes = browser.get(f"{address}/exports/file?{query}").json()["wishes"]

    for words in ("GREEN", "people=True", "numbers=True", "confidence=True"):
        assert words in wishes


def test_what_will_not_do_is_told_on_a_page(browser: Browser, address: str) -> None:
    for query, status, words in (
        ("format=stix-sentinel", 409, "Choose a marking"),
        ("format=stix&tlp=purple", 422, "no such marking"),
        ("format=nothing", 404, "no such export"),
        ("", 404, "no such export"),
    ):
        answer = browser.get(f"{address}/exports/file?{query}")
        assert answer.status_code == status, query
        assert words in answer.text
        assert answer.headers["Content-Type"].startswith("text/html")


def test_the_signed_report_is_a_file(app: FastAPI, browser: Browser, address: str) -> None:
    app.state.signing_key = new_key()

    answer = browser.get(f"{address}/exports/signed-report")

    assert answer.status_code == 200
    assert "payloadType" in answer.json()


def test_an_assessment_of_another_site_is_not_found_here(
    app: FastAPI, browser: Browser, address: str
) -> None:
    app.state.signing_key = new_key()
    with app.state.store.write(LOCAL) as rooms:
        other = rooms.sites.add("Elm County", at=NOW).id
    elsewhere = re.sub(r"/sites/[^/]+", f"/sites/{other}", address)

    for end in ("file?format=stix", "signed-report"):
        assert browser.get(f"{elsewhere}/exports/{end}").status_code == 404


def _scope(role: Role) -> Scope:
    whole = command_line()
    return Scope(
        tenant=whole.tenant, user="", name="x", via="page", role=role,
        permissions=permissions_of(role),
    )  # fmt: skip


def test_who_sees_no_evidence_is_offered_no_signed_report() -> None:
    assert Downloads.of(_scope(Role.AUDITOR), can_sign=True).signs
    assert not Downloads.of(_scope(Role.VIEWER), can_sign=True).signs
    assert not Downloads.of(_scope(Role.AUDITOR), can_sign=False).signs
