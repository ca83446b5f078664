from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ng911risk.exporters.exchange.measures import Measures
from ng911risk.exporters.oscal.results import assessment_results
from ng911risk.model.evidence import Evidence, Verdict
from ng911risk.model.scales import Status
from tests.exporters.oscal.given import AT, NAMES, SMALL, plain, prop, results, rich, tree_of
from tests.exporters.oscal.schema import broken_links, faults


@cache
def _result() -> dict[str, Any]:
    [result] = tree_of(results())["results"]
    assert isinstance(result, dict)
    return result


@pytest.mark.parametrize("name", ["", SMALL])
def test_the_schema_of_nist_has_nothing_against_it(name: str, shared_data: Path) -> None:
    assert faults(json.loads(results(name)), shared_data) == []


@pytest.mark.parametrize("name", ["", *NAMES])
def test_every_link_leads_somewhere(name: str) -> None:
    assert broken_links(json.loads(results(name))) == []


def test_the_checks_of_links_see_what_is_wrong() -> None:
    document = json.loads(results())
    [result] = document["assessment-results"]["results"]
    result["risks"][0]["uuid"] = result["risks"][1]["uuid"]
    result["findings"][0]["target"]["target-id"] = "gone"
    result["remarks"] = " padded"
    result["observations"] = []

    found = " ".join(broken_links(document))

    for word in ("stands there twice", "gone leads nowhere", "blanks", "empty"):
        assert word in found


def test_controls_go_by_the_names_that_machines_know_with_their_catalogue() -> None:
    selections = _result()["reviewed-controls"]["control-selections"]
    names = [{one["control-id"] for one in part["include-controls"]} for part in selections]
    resources = {f"#{one['uuid']}": one for one in tree_of(results())["back-matter"]["resources"]}

    assert [len(one) for one in names] == [34, 75, 33, 81]
    assert {"cpg2-3.A"} < names[0]
    assert {"PR.AA-03"} < names[1]
    assert {"i3-4.1.1"} < names[2]
    assert {"ac-4", "sc-5.2"} < names[3]
    linked = [resources[part["links"][0]["href"]]["title"] for part in selections]
    assert linked[1] == "NIST Cybersecurity Framework 2.0, version 2.0"


def test_a_control_is_satisfied_only_where_all_its_measures_are_in_place() -> None:
    measures = rich().catalog.frameworks["sp800-53r5"].mitigations_of("CP-9")
    finding = next(one for one in _result()["findings"] if prop(one, "control") == "CP-9")
    seen = tuple(
        Evidence(
            mitigation=name,
            verdict=Verdict.EFFECTIVE,
            observed="Seen.",
            method="test",
            on=AT.date(),
        )
        for name in measures
    )

    better = tree_of(assessment_results(replace(rich(), evidence=seen)))["results"][0]
    mended = next(one for one in better["findings"] if prop(one, "control") == "CP-9")

    assert finding["target"]["status"]["state"] == "not-satisfied"
    assert mended["target"]["status"] == {"state": "satisfied", "reason": "pass"}
    assert mended["target"]["implementation-status"] == {"state": "implemented"}
    assert mended["uuid"] == finding["uuid"]


def test_what_nobody_knows_has_no_finding_and_is_listed_and_counted() -> None:
    found = {(prop(one, "framework"), prop(one, "control")) for one in _result()["findings"]}
    listed = [one for one in _result()["observations"] if prop(one, "objective")]
    unknown = {(prop(one, "framework"), prop(one, "control")) for one in listed}
    measures = Measures.of(rich())

    assert unknown == {
        (name, control)
        for name, framework in rich().catalog.frameworks.items()
        for control in framework.controls
        if {measures.status(one) for one in framework.mitigations_of(control)} == {Status.UNKNOWN}
    }
    assert unknown
    assert not unknown & found
    assert all(one["description"].startswith("Nobody knows yet") for one in listed)
    assert prop(_result(), "objectives-unknown") == str(len(unknown))
    total = len(unknown) + len(found)
    assert f"Of {len(unknown)} of {total} objectives nobody knows" in _result()["remarks"]
    reasons = {one["target"]["status"]["reason"] for one in _result()["findings"]}
    assert reasons <= {"pass", "fail", "other"}


def test_what_is_partly_unknown_says_so() -> None:
    told = [
        one["target"]["status"]
        for one in _result()["findings"]
        if "Nobody knows: " in one["description"]
    ]

    assert told
    assert all("nobody knows" in one["remarks"] for one in told)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert assessment_results(rich()) == results()


def test_an_answer_that_changes_moves_the_document_and_leaves_what_it_does_not_touch() -> None:
    given = rich()
    [first, *rest] = given.inventory.controls
    changed = replace(first, note="Looked again.")
    inventory = replace(given.inventory, controls=(changed, *rest))

    before = tree_of(results())
    after = tree_of(assessment_results(replace(given, inventory=inventory)))

    assert before["uuid"] != after["uuid"]
    old, new = before["results"][0], after["results"][0]
    moved = [
        one
        for one, other in zip(old["observations"], new["observations"], strict=True)
        if one != other
    ]
    assert [prop(one, "mitigation") for one in moved] == [first.mitigation]
    assert [one["uuid"] for one in old["observations"]] == [
        one["uuid"] for one in new["observations"]
    ]
    assert old["risks"] == new["risks"]
    assert old["findings"] == new["findings"]


def test_a_catalogue_without_frameworks_still_gives_a_document(shared_data: Path) -> None:
    report = replace(plain().report, findings=())
    catalog = replace(plain().catalog, frameworks={})

    document = json.loads(assessment_results(replace(plain(), catalog=catalog, report=report)))

    assert faults(document, shared_data) == []
    assert broken_links(document) == []
