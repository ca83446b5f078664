from __future__ import annotations

from html import escape

from fastapi import FastAPI

from ng911risk.content import load_catalog
from ng911risk.model.report import Fact
from ng911risk_api.web.pages.finding import sources_of, value_in_words
from tests.api.conftest import Browser
from tests.api.web.pages.hollow import hollow, parts, result_of

__all__ = ["hollow", "parts"]


def test_a_finding_has_its_five_parts_and_every_fact_with_its_place(
    app: FastAPI, browser: Browser, hollow: str
) -> None:
    finding = result_of(app, hollow).report.findings[0]
    page = browser.get(f"/sites/{hollow}/results/findings/{finding.id}").text

    for word in ("Criteria", "Condition", "Cause", "Effect", "Recommendation", "Response"):
        assert f"<dt>{word} " in page
    places = {
        fact.place for step in finding.steps for factor in step.factors for fact in factor.facts
    }
    assert places
    assert any("hollow-legacy.yaml:" in place for place in places)
    for place in places:
        assert escape(place) in page


def test_sources_are_those_of_the_files_that_the_numbers_stand_in(
    app: FastAPI, browser: Browser, hollow: str
) -> None:
    finding = result_of(app, hollow).report.findings[0]
    catalog = load_catalog()
    found = sources_of(catalog, finding)

    assert [one for file, one in found if file.startswith("threat_catalog/")] == list(
        catalog.vectors[finding.vector].sources
    )
    assert any(file.startswith("mitigations/") for file, _ in found)
    page = browser.get(f"/sites/{hollow}/results/findings/{finding.id}").text
    assert escape(found[0][1].title, quote=False) in page.replace("&#39;", "'")


def test_measures_lead_to_what_if_and_to_the_plan(
    app: FastAPI, browser: Browser, hollow: str
) -> None:
    report = result_of(app, hollow).report
    able = {one.mitigation for one in report.actions if one.available}
    finding = next(one for one in report.findings if able.intersection(one.mitigations))
    first = next(one for one in finding.mitigations if one in able)
    page = browser.get(f"/sites/{hollow}/results/findings/{finding.id}").text

    assert f'href="/sites/{hollow}/results/what-if?m={first}"' in page
    assert f'href="/sites/{hollow}/results/plan/{first}"' in page


def test_a_share_reads_in_percent_and_other_numbers_stay() -> None:
    share = Fact(what="", value="0.15 to 0.6, likely 0.35", place="mitigations/a.yaml x.effect")
    hours = Fact(what="", value="12 to 40, likely 24", place="threat_catalog/a.yaml hours")

    assert value_in_words(share) == "15 % to 60 %, likely 35 %"
    assert value_in_words(hours) == "12 to 40, likely 24"


def test_a_finding_that_is_not_there_says_so(browser: Browser, hollow: str) -> None:
    answer = browser.get(f"/sites/{hollow}/results/findings/nothing@nowhere")

    assert answer.status_code == 404
    assert "may be mended" in answer.text
