from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ng911risk.content import load_catalog
from ng911risk.model.inventory import ControlAnswer, Inventory, KnownWeakness
from ng911risk.model.scales import Status
from ng911risk.questionnaire.answered import Answered, AnswerValue, answered, lay_over
from ng911risk.store import place_in
from tests.store.sample import INVENTORY

CATALOG = load_catalog()
DAY = date(2026, 11, 25)
BACKUPS = "tested-offline-backups"


def said(subject: str, value: str, said_by: str = "Pat") -> Answered:
    return Answered(subject=subject, value=AnswerValue(value), said_by=said_by, on=DAY)


def weaknesses(inventory: Inventory) -> dict[str, Status]:
    return {one.name: one.status for one in inventory.asset("cad").weaknesses}


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("yes", Status.YES),
        ("partly", Status.PARTLY),
        ("no", Status.NO),
        ("unknown", Status.UNKNOWN),
        ("not-available", Status.UNKNOWN),
    ],
)
def test_an_answer_about_a_mitigation_holds_for_the_whole_site(value: str, status: Status) -> None:
    (control,) = answered(INVENTORY, [said(BACKUPS, value)], CATALOG).controls

    assert (control.mitigation, control.status, control.scope) == (BACKUPS, status, ())
    assert (control.said_by, control.on) == ("Pat", DAY)


@pytest.mark.parametrize(
    ("subject", "value", "there"),
    [
        # "Was every factory password changed?": yes is good
        ("default-credentials", "yes", Status.NO),
        ("default-credentials", "partly", Status.PARTLY),
        ("default-credentials", "no", Status.YES),
        ("default-credentials", "unknown", Status.UNKNOWN),
        ("default-credentials", "not-available", Status.UNKNOWN),
        # "Is what passes here readable on the wire?": yes is bad
        ("cleartext-transport", "yes", Status.YES),
        ("cleartext-transport", "partly", Status.PARTLY),
        ("cleartext-transport", "no", Status.NO),
        ("cleartext-transport", "unknown", Status.UNKNOWN),
        ("cleartext-transport", "not-available", Status.UNKNOWN),
    ],
)
def test_a_yes_says_what_its_question_asks(subject: str, value: str, there: Status) -> None:
    laid = answered(INVENTORY, [said(f"{subject}@cad", value)], CATALOG)

    assert weaknesses(laid) == {subject: there}


def test_what_was_said_for_a_part_of_the_site_stays() -> None:
    here = ControlAnswer(mitigation=BACKUPS, status=Status.YES, scope=("cad",))
    everywhere = ControlAnswer(mitigation=BACKUPS, status=Status.UNKNOWN)
    inventory = replace(INVENTORY, controls=(everywhere, here))

    laid = answered(inventory, [said(BACKUPS, "no")], CATALOG)

    assert [(one.scope, one.status) for one in laid.controls] == [
        ((), Status.NO),
        (("cad",), Status.YES),
    ]


@pytest.mark.parametrize("subject", ["default-credentials@gone", "gone", "gone@cad"])
def test_an_answer_about_what_is_not_there_changes_nothing(subject: str) -> None:
    assert answered(INVENTORY, [said(subject, "yes")], CATALOG) == INVENTORY


def test_no_answer_leaves_everything_as_it_was() -> None:
    laid = lay_over(INVENTORY, {"": "site.yaml"}, [], CATALOG)

    assert laid.inventory == INVENTORY
    assert laid.places == {"": "site.yaml"}


def test_every_field_comes_from_where_it_was_said_last() -> None:
    cad = replace(
        INVENTORY.assets[0],
        weaknesses=(
            KnownWeakness(name="autorun-media", status=Status.YES),
            KnownWeakness(name="end-of-life", status=Status.NO),
        ),
    )
    controls = (
        ControlAnswer(mitigation="exercises", status=Status.YES),
        ControlAnswer(mitigation=BACKUPS, status=Status.NO),
    )
    inventory = replace(INVENTORY, assets=(cad,), controls=controls)
    places = {
        "": "site.yaml",
        "controls[0].status": "site.yaml:7",
        "controls[1]": "site.yaml:8",
        "controls[1].status": "site.yaml:9",
        "assets[0].weaknesses[0].status": "site.yaml:20",
        "assets[0].weaknesses[1].status": "site.yaml:22",
    }

    laid = lay_over(
        inventory,
        places,
        [said(BACKUPS, "yes"), said("autorun-media@cad", "yes"), said("known-exploited@cad", "no")],
        CATALOG,
    )

    place = place_in(laid.places, laid.inventory)
    assert place("controls[0].status") == "site.yaml:7"
    title = CATALOG.mitigations[BACKUPS].title
    assert place("controls[1].status") == f"Questions: {title}, answered by Pat on 25 Nov 2026"
    asset = CATALOG.weaknesses["autorun-media"].title
    assert place("assets[cad].weaknesses[0].status") == (
        f"Questions: {asset} (cad), answered by Pat on 25 Nov 2026"
    )
    assert place("assets[0].weaknesses[1].status") == "site.yaml:22"
    assert place("assets[0].weaknesses[2].status").startswith("Questions: A flaw that attackers")
    assert [one.name for one in laid.inventory.assets[0].weaknesses] == [
        "autorun-media",
        "end-of-life",
        "known-exploited",
    ]


def test_only_yes_partly_and_no_tell_something() -> None:
    assert {one.value for one in AnswerValue if one.tells} == {"yes", "partly", "no"}
