from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ng911risk.exporters.oscal.poam import plan_of_action
from tests.exporters.oscal.given import NAMES, plain, plan, prop, rich, tree_of
from tests.exporters.oscal.schema import broken_links, faults


@cache
def _plan() -> dict[str, Any]:
    return tree_of(plan())


def test_the_schema_of_nist_has_nothing_against_it(shared_data: Path) -> None:
    assert faults(json.loads(plan()), shared_data) == []


@pytest.mark.parametrize("name", ["", *NAMES])
def test_every_link_leads_somewhere(name: str) -> None:
    assert broken_links(json.loads(plan(name))) == []


def test_every_action_is_an_item_in_the_order_of_what_it_buys() -> None:
    items = [one for one in _plan()["poam-items"] if prop(one, "rank")]

    assert [prop(one, "mitigation") for one in items] == [
        one.mitigation for one in rich().report.actions
    ]
    assert prop(items[0], "due") == "2026-06-01"
    assert prop(items[0], "progress") == "under way"
    assert prop(items[0], "owner") == ""
    assert "What closes it: " in items[0]["description"]


def test_every_risk_is_in_an_item() -> None:
    named = {
        one["risk-uuid"] for item in _plan()["poam-items"] for one in item.get("related-risks", ())
    }

    assert named == {one["uuid"] for one in _plan()["risks"]}


def test_items_name_the_controls_of_each_framework() -> None:
    [item] = [
        one for one in _plan()["poam-items"] if prop(one, "mitigation") == "zone-segmentation"
    ]

    assert prop(item, "controls-csf-2") == "PR.IR-01"
    assert prop(item, "controls-sp800-53r5") == "sc-7 ac-4"
    assert prop(item, "controls-cpg-2") == "cpg2-3.I"


def test_a_finding_that_no_action_helps_is_an_item_of_its_own() -> None:
    given = replace(plain(), report=replace(plain().report, actions=()))
    items = tree_of(plan_of_action(given))["poam-items"]

    assert [prop(one, "finding") for one in items] == [one.id for one in given.report.findings]
    assert [one["title"] for one in items] == [one.title for one in given.report.findings]


def test_a_plan_without_anything_to_do_says_so(shared_data: Path) -> None:
    given = replace(plain(), report=replace(plain().report, actions=(), findings=()))
    document = json.loads(plan_of_action(given))

    assert faults(document, shared_data) == []
    assert [one["title"] for one in tree_of(plan_of_action(given))["poam-items"]] == [
        "Nothing to do"
    ]


def test_the_same_input_gives_the_same_bytes() -> None:
    assert plan_of_action(rich()) == plan()
