"""Three ways to a new centre."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from ng911risk.store import LOCAL
from ng911risk_api.web.pages.new_site import SAMPLES
from tests.api.conftest import Browser
from tests.api.web.pages.test_inventory_edit import latest
from tests.importers.test_own_list import LIST
from tests.importers.test_repair import CSV
from tests.store.sample import NOW


def _only_site(app: FastAPI) -> str:
    with app.state.store.read(LOCAL) as rooms:
        [site] = rooms.sites.all()
        return str(site.id)


def test_the_first_way_leads_to_the_questions(app: FastAPI, browser: Browser) -> None:
    answer = browser.post("/new-site", {"way": "questions", "name": "Cedar"})

    assert answer.url.path == f"/sites/{_only_site(app)}/inventory/start/1"


def test_the_name_given_at_the_start_is_there_until_a_centre_has_it(
    app: FastAPI, browser: Browser
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        rooms.tenants.describe("Oak County 911", "psap", at=NOW)
    assert browser.get("/new-site").text.count('value="Oak County 911"') == 2

    browser.post("/new-site", {"way": "questions", "name": "Oak County 911"})

    assert "Oak County 911" not in browser.get("/new-site").text


def test_the_second_way_leads_to_the_file_with_its_mistakes(browser: Browser) -> None:
    answer = browser.post(
        "/new-site", {"way": "file", "name": "Cedar"}, files={"file": ("list.csv", CSV)}
    )

    assert "to mend" in answer.text


@pytest.mark.parametrize("sample", [one.name for one in SAMPLES])
def test_the_third_way_is_marked_as_made_up(app: FastAPI, browser: Browser, sample: str) -> None:
    answer = browser.post("/new-site", {"way": "sample", "sample": sample})

    assert "This began from a made-up centre" in answer.text
    assert "(made-up)" in latest(app, _only_site(app)).inventory.site.name


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"way": "questions", "name": " "}, "Say what your centre is called"),
        ({"way": "file", "name": "Cedar"}, "Choose a file first"),
        ({"way": "questions", "name": "x" * 300}, "At most 200"),
    ],
)
def test_what_is_missing_is_said_and_no_site_is_made(
    app: FastAPI, browser: Browser, sent: dict[str, str], said: str
) -> None:
    answer = browser.post("/new-site", sent)

    assert answer.status_code == 422
    assert said in answer.text
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.sites.all() == ()


def test_a_name_that_is_taken_is_refused_kindly(browser: Browser) -> None:
    browser.post("/new-site", {"way": "sample", "sample": "prairie-hosted", "name": "Cedar"})

    answer = browser.post("/new-site", {"way": "questions", "name": "Cedar"})

    assert answer.status_code == 422
    assert "already" in answer.text


def test_a_failed_first_try_leaves_nothing_in_the_way_of_the_second(
    app: FastAPI, browser: Browser
) -> None:
    first, second = (
        browser.post(
            "/new-site", {"way": "file", "name": "Cedar"}, files={"file": ("list.csv", CSV)}
        )
        for _ in range(2)
    )

    assert first.url != second.url
    assert "to mend" in second.text
    _only_site(app)


def test_a_list_in_its_own_form_is_asked_about(browser: Browser) -> None:
    answer = browser.post(
        "/new-site", {"way": "file", "name": "Cedar"}, files={"file": ("list.csv", LIST)}
    )

    assert "Which column is which?" in answer.text


def test_the_template_workbook_can_be_taken_before_there_is_a_centre(browser: Browser) -> None:
    assert "/new-site/template.xlsx" in browser.get("/new-site").text

    answer = browser.get("/new-site/template.xlsx")

    assert answer.content.startswith(b"PK")


def test_a_site_that_is_there_can_begin_from_a_made_up_one(app: FastAPI, browser: Browser) -> None:
    browser.post("/new-site", {"way": "questions", "name": "Cedar"})
    site = _only_site(app)

    browser.get(f"/sites/{site}/inventory/sample")
    browser.post(f"/sites/{site}/inventory/sample", {"sample": "pine-county"})
    unknown = browser.post(f"/sites/{site}/inventory/sample", {"sample": "../secrets"})

    assert latest(app, site).inventory.site.name == "Cedar"
    assert unknown.status_code == 422
    assert "no made-up centre was chosen" in unknown.text
