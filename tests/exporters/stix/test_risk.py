"""Notes and the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.stix.extension import EXTENSION
from ng911risk.exporters.stix.frame import Frame, Stix
from ng911risk.exporters.stix.risk import band, objects, report
from ng911risk.exporters.stix.site import asset_id
from ng911risk.model.inventory import ControlAnswer
from ng911risk.model.scales import Band, Status
from tests.exporters.stix.given import seen_input
from tests.exporters.stix.profiles.rich import rich_input

GIVEN = rich_input()
FRAME = Frame.of(GIVEN)


def _notes(given: ExchangeInput) -> dict[str, Stix]:
    """Notes by finding; that of the whole under ``site``."""
    made = [one for one in objects(given, Frame.of(given)) if one["type"] == "note"]
    return {
        one["extensions"][EXTENSION].get("risk", {}).get("finding", "site"): one for one in made
    }


def test_every_finding_has_a_note_and_the_whole_has_one() -> None:
    notes = _notes(GIVEN)

    assert set(notes) == {"site", *(one.id for one in GIVEN.report.findings)}


def test_a_note_names_asset_way_measures_and_the_centre() -> None:
    finding = GIVEN.report.findings[0]
    refs = _notes(GIVEN)[finding.id]["object_refs"]

    assert refs[0] == asset_id(FRAME, finding.asset)
    assert refs[-1] == FRAME.psap
    assert [ref.partition("--")[0] for ref in refs[1:-1]] == [
        "attack-pattern",
        *["course-of-action"] * len(finding.mitigations),
    ]


def test_numbers_of_a_note_are_those_of_the_finding_with_two_digits() -> None:
    finding = GIVEN.report.findings[0]
    risk = _notes(GIVEN)[finding.id]["extensions"][EXTENSION]["risk"]

    assert risk["risk"] == finding.risk.value
    assert risk["with_controls"]["found"] == finding.residual.found.value
    assert risk["with_controls"]["rate"] == band(finding.residual.rate)
    assert band(Band(low=0.000_000_4, likely=0.012_345, high=1234.5)) == {
        "low": 0.0,
        "likely": 0.012,
        "high": 1200.0,
    }


def test_a_difference_that_nobody_can_know_changes_nothing() -> None:
    finding = GIVEN.report.findings[0]
    rate = finding.residual.rate
    nearly = replace(finding.residual, rate=replace(rate, likely=rate.likely * 1.0001))
    findings = (replace(finding, residual=nearly), *GIVEN.report.findings[1:])

    assert _notes(replace(GIVEN, report=replace(GIVEN.report, findings=findings))) == _notes(GIVEN)


def test_the_order_of_findings_and_of_measures_changes_nothing() -> None:
    turned = tuple(
        replace(one, mitigations=one.mitigations[::-1], recommendation="Another order.")
        for one in reversed(GIVEN.report.findings)
    )

    again = _notes(replace(GIVEN, report=replace(GIVEN.report, findings=turned)))

    assert again == _notes(GIVEN)


def test_measures_are_told_by_what_is_known_of_them_there() -> None:
    finding = next(one for one in GIVEN.report.findings if one.mitigations)
    name = finding.mitigations[0]
    answer = ControlAnswer(mitigation=name, status=Status.NO, scope=(finding.asset,))
    said = replace(GIVEN, inventory=replace(GIVEN.inventory, controls=(answer,)))
    title = GIVEN.catalog.mitigations[name].title

    before, after = (_notes(given)[finding.id]["content"] for given in (GIVEN, said))

    assert "Would help, and is not in place:" not in before
    assert f"Would help, and is not in place:**\n\n- {title}" in after


def test_look_alikes_that_are_assessed_as_one_are_all_named() -> None:
    finding = GIVEN.report.findings[0]
    first = GIVEN.inventory.asset(finding.asset)
    more = tuple(replace(first, id=f"{first.id}-{number}", name="") for number in range(2, 5))
    alike = replace(GIVEN.inventory, assets=(*GIVEN.inventory.assets, *more), flows=())

    refs = _notes(replace(GIVEN, inventory=alike))[finding.id]["object_refs"]

    assert {asset_id(FRAME, one.id) for one in (first, *more)} <= set(refs)


def test_who_said_what_goes_out_only_when_people_were_asked_for() -> None:
    asked = replace(GIVEN, wishes=Wishes(people=True))
    said = {
        fact.said_by
        for finding in GIVEN.report.findings
        for step in finding.steps
        for factor in step.factors
        for fact in factor.facts
        if fact.said_by
    }

    assert said
    assert not [name for name in said if name in repr(_notes(GIVEN))]
    assert all(name in repr(_notes(asked)) for name in said)


def test_the_moment_and_the_run_are_in_no_note_and_in_no_report() -> None:
    later = replace(
        GIVEN.report,
        made_at=GIVEN.report.made_at + timedelta(days=40),
        seed=GIVEN.report.seed + 1,
        inventory_digest="0" * 64,
        tool_version="9.9.9",
    )
    other = replace(GIVEN, report=later)
    out = ("created", "modified", "published")

    def says(given: ExchangeInput) -> list[Stix]:
        frame = Frame.of(given)
        made = (*objects(given, frame), report(given, frame, ["b", "a"]))
        return [{key: value for key, value in one.items() if key not in out} for one in made]

    assert says(other) == says(GIVEN)


def test_the_report_counts_findings_and_names_everything_in_one_order() -> None:
    made = report(GIVEN, FRAME, ["b", "a"])

    assert made["object_refs"] == ["a", "b"]
    assert "of moderate risk" in made["description"] or "of high risk" in made["description"]
    empty = replace(GIVEN, report=replace(GIVEN.report, findings=()))
    assert "nothing was found" in report(empty, FRAME, ["a"])["description"]


def test_confidence_of_a_note_is_that_of_its_least_known_number() -> None:
    asked = seen_input(wishes=Wishes(confidence=True))

    found = {one.get("confidence") for one in _notes(asked).values()}

    assert not [one for one in _notes(seen_input()).values() if "confidence" in one]
    assert found <= {None, 15, 50, 85}
    assert found != {None}
