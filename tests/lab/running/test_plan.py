"""The plan: what fits, in which order, with which bounds."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ng911risk.lab.check import CheckModule, LabCheck, Phase
from ng911risk.lab.running.plan import START_SECONDS, planned
from ng911risk.model.kinds import AssetKind
from ng911risk.model.lab import CallConsent, LabZone, ScopeNetwork
from tests.lab.lab_files import scope, target


def check(id: str, **changed: Any) -> LabCheck:  # noqa: ANN401 - as the check calls it
    fields: dict[str, Any] = {
        "id": id, "title": "", "sends": ("1 OPTIONS",), "max_packets": 10, "max_seconds": 5.0,
        "needs": ("sip",), "mitigation": "encrypted-signalling", "vectors": ("eavesdropping",),
    }  # fmt: skip
    return LabCheck(**(fields | changed))


def modules(*checks: LabCheck) -> Mapping[str, CheckModule]:
    return {one.id: cast("CheckModule", SimpleNamespace(CHECK=one)) for one in checks}


def test_quiet_checks_come_before_those_that_disturb() -> None:
    known = modules(
        check("A-1", phase=Phase.PORT), check("A-2", phase=Phase.DISRUPTIVE), check("A-3")
    )
    two = (target(id="one"), target(id="two", address="10.91.0.31"))

    plan = planned(scope(checks=("A-1", "A-2", "A-3")), two, known)

    assert [(step.check.id, step.target.id) for step in plan.steps] == [
        ("A-3", "one"), ("A-3", "two"), ("A-2", "one"), ("A-2", "two"), ("A-1", "one"),
        ("A-1", "two"),
    ]  # fmt: skip


def test_bounds_add_up() -> None:
    plan = planned(scope(checks=("A-1", "A-2")), (target(),), modules(check("A-1"), check("A-2")))

    assert plan.packets == 20
    assert plan.seconds == START_SECONDS + 10.0


@pytest.mark.parametrize(
    ("about", "changed", "why"),
    [
        ({"address": "10.92.0.1"}, {}, "not in the scope"),
        ({"address": "10.91.0.99"}, {}, "not in the scope"),
        ({"sip": None}, {}, "does not say: sip"),
        ({}, {"kinds": frozenset({AssetKind.ECRF})}, "not meant for"),
        ({}, {"zones": frozenset({LabZone.MGMT})}, "on this side"),
        ({}, {"places_call": True}, "nobody agreed"),
        ({}, {"max_packets": 301}, "the scope allows 300"),
    ],
)
def test_what_does_not_fit_is_left_out_with_its_reason(
    about: dict[str, Any], changed: dict[str, Any], why: str
) -> None:
    plan = planned(scope(checks=("A-1",)), (target(**about),), modules(check("A-1", **changed)))

    assert not plan.steps
    assert why in plan.left_out[0].why


def test_two_ports_need_an_observer() -> None:
    known = modules(check("A-1", two_ports=True))

    without = planned(scope(checks=("A-1",), observer=""), (target(),), known)
    with_one = planned(scope(checks=("A-1",), observer="e1"), (target(),), known)

    assert "second network port" in without.left_out[0].why
    assert len(with_one.steps) == 1


def test_agreement_to_test_calls_lets_them_in() -> None:
    agreed = scope(checks=("A-1",), test_calls=CallConsent(authority="county", provider="carrier"))

    plan = planned(agreed, (target(),), modules(check("A-1", places_call=True)))

    assert len(plan.steps) == 1


def test_a_switch_without_address_stands_in_the_first_network() -> None:
    first = (ScopeNetwork(network="10.91.0.0/24", zone=LabZone.MGMT),)
    known = modules(check("A-1", needs=()))

    plan = planned(scope(checks=("A-1",), networks=first), (target(address=""),), known)

    assert plan.steps[0].target.zone is LabZone.MGMT
