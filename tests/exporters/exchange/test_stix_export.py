"""Whole assessments as STIX 2.1, held against those who read it and against the calendar."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
import stix2

from ng911risk.errors import ConflictError
from ng911risk.exporters.exchange import exports, indicators_export, make, stix_export
from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.stix.extension import EXTENSION
from ng911risk.exporters.stix.frame import Stix
from ng911risk.exporters.stix.privacy import ACCOUNT_LEFT_OUT, NUMBER_LEFT_OUT
from ng911risk.exporters.stix.profiles import profiles
from ng911risk.exporters.stix.versions import references
from ng911risk.importers.intel.reading import read_feed
from ng911risk.model.intelligence import Intelligence
from ng911risk.model.inventory import ControlAnswer
from ng911risk.model.scales import Status
from ng911risk.model.tlp import Tlp
from tests.exporters.stix.given import catalog
from tests.exporters.stix.profiles.rich import rich_input, with_a_past
from tests.exporters.stix.real import AT, SMALL, assessed, sample
from tests.exporters.stix.validator import complaints

OTHERS: Final = tuple(
    pytest.param(name, marks=pytest.mark.slow)
    for name in ("prairie-hosted", "pine-county", "harbor-metro", "state/north", "state/esinet")
)


def _complaints(data: bytes) -> list[str]:
    """What the validator finds in a bundle: in its frame, and in each of its objects."""
    found = json.loads(data)
    return complaints([{**found, "objects": found["objects"][:1]}, *found["objects"]])


def _objects(data: bytes) -> dict[str, Stix]:
    objects = json.loads(data)["objects"]
    found = {one["id"]: one for one in objects}
    assert len(found) == len(objects)
    return found


# --- every sample -----------------------------------------------------------


@pytest.mark.parametrize("name", [SMALL, *OTHERS])
def test_a_sample_is_taken_by_the_strict_validator_and_by_the_library(name: str) -> None:
    data = make("stix", sample(name))

    assert _complaints(data) == []
    assert len(stix2.parse(data.decode(), allow_custom=False).objects) == len(_objects(data))
    found = _objects(data)
    assert [ref for one in found.values() for ref in references(one) if ref not in found] == []
    assert NUMBER_LEFT_OUT not in data.decode()
    assert ACCOUNT_LEFT_OUT not in data.decode()


@pytest.mark.parametrize("wishes", [Wishes(), Wishes(people=True, numbers=True, confidence=True)])
def test_addresses_flaws_and_what_was_seen_are_taken_too(wishes: Wishes) -> None:
    past = with_a_past()
    data = make(
        "stix", replace(past, wishes=replace(wishes, tlp=Tlp.RED), intelligence=Intelligence())
    )

    assert _complaints(data) == []
    assert len(stix2.parse(data.decode(), allow_custom=False).objects) == len(_objects(data))
    assert {"ipv4-addr", "indicator", "sighting", "vulnerability"} <= {
        one["type"] for one in _objects(data).values()
    }


def test_real_libraries_pass_letter_by_letter(shared_data: Path) -> None:
    folder = shared_data / "data"
    theirs: dict[str, list[Stix]] = {}
    feeds = []
    for file in ("attack/enterprise-attack-18.1-ap-coa.json", "capec/stix-capec-3.9.json"):
        text = (folder / file).read_bytes()
        feeds.append(read_feed(text, file=Path(file).name, at=AT, catalog=catalog()).feed)
        for one in json.loads(text)["objects"]:
            theirs.setdefault(one["id"], []).append(one)

    found = _objects(make("stix", rich_input(intelligence=Intelligence(feeds=tuple(feeds)))))

    passed_on = [one for id_, one in found.items() if id_ in theirs]
    assert {"attack-pattern", "course-of-action", "identity", "marking-definition"} == {
        one["type"] for one in passed_on
    }
    assert [one["id"] for one in passed_on if one not in theirs[one["id"]]] == []
    about = {line.partition(": ")[0] for line in complaints(found.values())}
    assert about, "MITRE has properties of its own"
    assert about <= set(theirs), "and nothing is wrong with ours"
    plain = ("created_by_ref", "object_marking_refs")
    assert all(
        ref in found for one in passed_on for key in plain for ref in _listed(one.get(key, []))
    )


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


# --- one answer -------------------------------------------------------------


def _answered(given: ExchangeInput, mitigation: str, status: Status) -> ExchangeInput:
    """The centre a month later, with another answer about one measure; all else is as it was."""
    rest = [one for one in given.inventory.controls if one.mitigation != mitigation]
    answer = ControlAnswer(mitigation=mitigation, status=status)
    return assessed(
        replace(given.inventory, controls=(*rest, answer)),
        AT + timedelta(days=30),
        previous=stix_export.objects(given),
    )


def _moved(before: tuple[Stix, ...], after: tuple[Stix, ...]) -> list[Stix]:
    known = {one["id"]: one for one in before}
    return [one for one in after if one != known.get(one["id"])]


def test_another_answer_moves_the_notes_that_depend_on_it_and_the_report() -> None:
    given = sample(SMALL)
    before = stix_export.objects(given)
    # flooded lines lead nowhere further, so nothing else can depend on it
    name = "call-admission-control"
    answered = {one.vector for one in catalog().mitigations[name].answers}
    assert not [one for one in given.inventory.controls if one.mitigation == name]

    again = _answered(given, name, Status.YES)
    moved = _moved(before, stix_export.objects(again))

    notes = [one for one in moved if one["type"] == "note"]
    about = {one["extensions"][EXTENSION].get("risk", {}).get("finding", "") for one in notes}
    vectors = {one.partition("@")[0] for one in about}
    assert {one["type"] for one in moved} <= {"note", "report"}
    assert vectors - {""} == answered & {one.vector for one in given.report.findings}
    assert 0 < len(notes) < len(given.report.findings) / 4
    assert all(one["modified"] > one["created"] for one in moved)


def test_nothing_else_moves_even_where_much_depends_on_the_answer() -> None:
    given = sample(SMALL)
    before = stix_export.objects(given)

    again = _answered(given, "mail-and-web-filtering", Status.YES)
    after = stix_export.objects(again)

    earlier = {one.id: one for one in given.report.findings}
    differs = {
        one.id
        for one in again.report.findings
        if any(
            getattr(one, field) != getattr(earlier[one.id], field)
            for field in ("residual", "inherent", "risk", "likelihood", "impact", "harms")
        )
        or set(one.mitigations) != set(earlier[one.id].mitigations)
        or "mail-and-web-filtering" in one.mitigations
    }
    moved = _moved(before, after)
    notes = {
        one["extensions"][EXTENSION].get("risk", {}).get("finding", "")
        for one in moved
        if one["type"] == "note"
    }
    assert {one["type"] for one in moved} <= {"note", "report"}
    assert notes - {""} <= differs
    assert len(differs) < len(earlier), "the coins of what does not hang on it are the same"


def test_the_same_answers_a_month_later_move_nothing() -> None:
    given = sample(SMALL)
    data = make("stix", given)

    again = assessed(
        given.inventory, AT + timedelta(days=30), previous=tuple(json.loads(data)["objects"])
    )

    assert make("stix", again) == data


def test_no_two_wishes_give_one_version_two_contents_with_a_past_or_without() -> None:
    wished = [*(Wishes(tlp=level) for level in Tlp),
              Wishes(people=True), Wishes(numbers=True), Wishes(confidence=True)]  # fmt: skip

    def both(given: ExchangeInput) -> tuple[Stix, ...]:
        return (*stix_export.objects(given), *indicators_export.objects(given))

    for given, made in ((rich_input(), both), (with_a_past(), stix_export.objects)):
        told: dict[tuple[str, str], Stix] = {}
        for wishes in wished:
            for one in made(replace(given, wishes=wishes)):
                if "modified" in one:
                    assert told.setdefault((one["id"], one["modified"]), one) == one
                    assert one["created"] <= one["modified"]


# --- how it is offered ------------------------------------------------------


def test_there_is_an_export_for_each_profile() -> None:
    named = {name for name in exports() if name == "stix" or name.startswith("stix-")}

    assert named == {"stix" if one == "generic" else f"stix-{one}" for one in profiles()}


def test_an_earlier_file_of_another_profile_is_refused() -> None:
    earlier = json.loads(make("stix-misp", rich_input()))["objects"]

    with pytest.raises(ConflictError, match="generic profile"):
        make("stix-misp", rich_input(previous=tuple(earlier)))


def test_what_was_taken_back_reaches_every_profile() -> None:
    given = with_a_past()
    gone = {one["id"].partition("--")[2] for one in stix_export.objects(given)
            if one.get("revoked") and one["type"] in {"indicator", "infrastructure"}}  # fmt: skip

    assert gone
    for profile in profiles():
        text = make("stix" if profile == "generic" else f"stix-{profile}", given).decode()
        assert [id_ for id_ in gone if id_ not in text] == [], profile
