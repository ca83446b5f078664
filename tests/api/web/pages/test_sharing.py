from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.access.shared import Share
from ng911risk.content import load_catalog
from ng911risk.engine.assess import assess
from ng911risk.exporters import render
from ng911risk.importers import read_inventory
from ng911risk.store import LOCAL
from tests.api.conftest import Browser, sign_in
from tests.store.sample import NOW

PAGE = "/settings/sharing"


@pytest.fixture
def report(app: FastAPI, browser: Browser, repository: Path) -> str:
    """Name of a system in the sealed report of a real sample."""
    assert browser
    data = (repository / "ng911risk/samples/hollow-legacy.yaml").read_bytes()
    read = read_inventory(data, file="x.yaml")
    made = assess(
        read.inventory,
        load_catalog(),
        at=NOW,
        tool_version="0.1.0",
        inventory_digest=read.digest,
    )
    with app.state.store.write(LOCAL) as rooms:
        rooms.assessments.add(
            rooms.sites.add("Hollow", at=NOW).id,
            made,
            report_json=render(made, "json"),
            inventory=read.inventory,
            places={},
            at=NOW,
        )
    return made.paths[0].stops[-1].title


def preview(text: str, share: Share) -> str:
    """The part of the page that shows one level."""
    ends = [text.index(f"<summary>{one.words}</summary>") for one in Share] + [len(text)]
    place = list(Share).index(share)
    return text[ends[place] : ends[place + 1]]


def test_at_first_nothing_is_shared(browser: Browser) -> None:
    text = browser.get(PAGE).text

    assert 'value="nothing" checked' in text
    assert "beyond the name of your centre there is nothing to see" in text
    assert "belongs to no region or state here" in text


def test_each_level_shows_exactly_what_would_be_seen(browser: Browser, report: str) -> None:
    text = browser.get(PAGE).text

    assert "Findings of high" in preview(text, Share.TOTALS)
    assert "<h4>Findings</h4>" not in preview(text, Share.TOTALS)
    assert "<h4>Findings</h4>" in preview(text, Share.FINDINGS)
    assert report not in preview(text, Share.FINDINGS)
    assert report in preview(text, Share.PATHS)


def test_a_level_is_granted_and_holds_from_then_on(app: FastAPI, browser: Browser) -> None:
    answer = browser.post(PAGE, {"share": "findings", "was": "nothing"})

    assert answer.status_code == 200
    assert "It holds from now on." in answer.text
    assert 'value="findings" checked' in answer.text
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.organisations.own().share is Share.FINDINGS


def test_who_decided_on_something_else_sees_what_holds_now(browser: Browser) -> None:
    browser.post(PAGE, {"share": "totals", "was": "nothing"})
    answer = browser.post(PAGE, {"share": "paths", "was": "nothing"})

    assert answer.status_code == 409
    assert "Somebody else has changed what you share" in answer.text
    assert 'value="totals" checked' in answer.text


def test_a_level_that_is_none_is_refused(browser: Browser) -> None:
    assert browser.post(PAGE, {"share": "everything", "was": "nothing"}).status_code == 422
    assert 'value="nothing" checked' in browser.get(PAGE).text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ASSESSOR, Role.STATE_COORDINATOR])
def test_only_the_administrator_of_the_centre_decides(
    app: FastAPI, stranger: TestClient, role: Role
) -> None:
    somebody = sign_in(app, stranger, role)

    assert somebody.get(PAGE).status_code == 403
    assert somebody.post(PAGE, {"share": "paths", "was": "nothing"}).status_code == 403
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.organisations.own().share is Share.NOTHING
