from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from ng911risk.exporters.documents.given import Tracked
from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.oscal.frame import Frame
from ng911risk.exporters.oscal.ids import SYSTEM
from ng911risk.exporters.oscal.observations import observations
from ng911risk.exporters.oscal.risks import risks
from ng911risk.model.report import RiskReport
from tests.exporters.oscal.given import plan, prop, results, rich, tree_of


@cache
def _report() -> RiskReport:
    return rich().report


@cache
def _plan() -> list[dict[str, Any]]:
    return [*tree_of(plan())["risks"]]


@cache
def _results() -> list[dict[str, Any]]:
    [result] = tree_of(results())["results"]
    return [*result["risks"]]


def _of(risks_: list[dict[str, Any]], finding: str) -> dict[str, Any]:
    [found] = [one for one in risks_ if prop(one, "finding") == finding]
    return found


def test_every_finding_is_a_risk_with_one_uuid_in_both_documents() -> None:
    assert [prop(one, "finding") for one in _results()] == [one.id for one in _report().findings]
    assert [one["uuid"] for one in _results()] == [one["uuid"] for one in _plan()]


def test_a_title_names_the_asset_once() -> None:
    assert [one["title"] for one in _results()] == [one.title for one in _report().findings]


def test_numbers_are_facets_in_our_own_words_without_and_with_controls() -> None:
    finding = _report().findings[0]
    initial, adjusted = _results()[0]["characterizations"]
    values = {one["name"]: one["value"] for one in adjusted["facets"]}

    assert {one["system"] for one in (*initial["facets"], *adjusted["facets"])} == {SYSTEM}
    assert {prop(one, "state") for one in initial["facets"]} == {"initial"}
    assert {prop(one, "state") for one in adjusted["facets"]} == {"adjusted"}
    assert values["risk"] == finding.risk.value
    assert values["impact"] == finding.impact.value
    assert float(values["events-a-year-low"]) <= float(values["events-a-year"])
    assert float(values["chance-in-a-year-high"]) == float(f"{finding.residual.chance.high:.4g}")


def test_what_is_in_place_and_answers_the_vector_is_a_mitigating_factor() -> None:
    factors = [one for risk in _results() for one in risk.get("mitigating-factors", ())]
    working = {one.mitigation for one in _report().working}

    assert factors
    assert {prop(one, "mitigation") for one in factors} <= working


def test_an_accepted_risk_is_a_deviation_until_its_day() -> None:
    accepted, lapsed = rich().accepted
    risk = _of(_plan(), accepted.finding)
    [entry] = risk["risk-log"]["entries"]

    assert risk["status"] == "deviation-approved"
    assert risk["deadline"] == "2026-07-01T00:00:00Z"
    assert entry["status-change"] == "deviation-approved"
    assert "No money until July" in risk["remediations"][0]["description"]
    assert "Dana" not in str(risk)
    assert _of(_plan(), lapsed.finding)["status"] != "deviation-approved"
    assert _of(_results(), accepted.finding)["status"] == "open"


def test_who_accepted_goes_out_when_it_is_asked_for() -> None:
    frame = Frame.of(replace(rich(), wishes=Wishes(people=True)))
    told = risks(frame, observations(frame), plan=True)

    assert "Dana Director" in str(_of(told, rich().accepted[0].finding))
    assert "Sam Sysadmin" in str(told)
    assert "Sam Sysadmin" not in str(_plan())


def test_an_action_that_somebody_took_on_is_a_milestone_with_its_day() -> None:
    first, second, third = (one.mitigation for one in rich().tracked)
    by_mitigation = {
        prop(one, "mitigation"): one for risk in _plan() for one in risk.get("remediations", ())
    }

    [task] = by_mitigation[first]["tasks"]
    assert task["timing"] == {"on-date": {"date": "2026-06-01T00:00:00Z"}}
    assert task["description"] == "Ordered. Call [number left out]."
    lifecycles = [by_mitigation[one]["lifecycle"] for one in (first, second, third)]
    assert lifecycles == ["planned", "planned", "completed"]
    assert {one["lifecycle"] for risk in _results() for one in risk.get("remediations", ())} == {
        "recommendation"
    }


def test_a_risk_is_being_mended_while_work_is_under_way_and_due_when_the_last_is() -> None:
    first, second, _ = (one.mitigation for one in rich().tracked)
    accepted = rich().accepted[0].finding
    [finding, *_] = [
        one
        for one in _report().findings
        if {first, second} <= set(one.mitigations) and one.id != accepted
    ]

    risk = _of(_plan(), finding.id)

    assert risk["status"] == "remediating"
    assert risk["deadline"] == "2026-09-01T00:00:00Z"


def test_what_will_not_be_done_stays_a_recommendation() -> None:
    name = rich().report.actions[0].mitigation
    frame = Frame.of(
        replace(rich(), tracked=(Tracked(mitigation=name, status="will not be done"),))
    )
    told = risks(frame, observations(frame), plan=True)

    found = {
        one["lifecycle"]
        for risk in told
        for one in risk.get("remediations", ())
        if prop(one, "mitigation") == name
    }
    assert found == {"recommendation"}
