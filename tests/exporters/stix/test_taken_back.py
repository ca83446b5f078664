"""What of an earlier, wider export may go out again under a narrower one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from ng911risk.exporters.exchange import indicators_export, stix_export
from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.stix import tlp
from ng911risk.exporters.stix.frame import PUBLISHER, Frame, Stix
from ng911risk.exporters.stix.site import asset_id
from ng911risk.exporters.stix.taken_back import TOLD, Circle
from ng911risk.exporters.stix.versions import references
from ng911risk.model.inventory import Asset, Software
from ng911risk.model.kinds import AssetKind
from ng911risk.model.tlp import Tlp
from tests.exporters.stix.profiles.rich import SITE, rich_input

WIDE = Wishes(tlp=Tlp.CLEAR, people=True, numbers=True, sentinel_tlp=Tlp.RED)
_USUAL = Wishes()
_BOX = Asset(
    id="box",
    kind=AssetKind.CAD,
    zone="border",
    owner="us",
    name="Box of Carla carla@county.example 715-555-0177",
    note="Carla has the key",
    addresses=("20.9.7.7",),
    software=(Software(name="Call 715-555-0178", flaws=("CVE-2020-10188",)),),
)


def _wide(level: Tlp = Tlp.CLEAR) -> tuple[Stix, ...]:
    """An export of a centre that has a box, as far as it may go."""
    inventory = replace(SITE, assets=(*SITE.assets, _BOX))
    given = rich_input(inventory=inventory, wishes=replace(WIDE, tlp=level))
    return tuple(json.loads(json.dumps(stix_export.objects(given))))


def _later(previous: tuple[Stix, ...], wishes: Wishes = _USUAL, days: int = 1) -> ExchangeInput:
    """The centre without the box, exported later."""
    made = rich_input(previous=previous, wishes=replace(wishes, sentinel_tlp=Tlp.RED))
    at = made.report.made_at + timedelta(days=days)
    return replace(made, report=replace(made.report, made_at=at))


@cache
def _narrow() -> tuple[Stix, ...]:
    return stix_export.objects(_later(_wide()))


def _levels(objects: tuple[Stix, ...]) -> set[Tlp]:
    """Levels of everything that is ours and of what is observed."""
    known = {id_: level for level, id_ in tlp.IDS.items()}
    marks = {ref for one in objects for ref in one.get("object_marking_refs", ())}
    return {known[ref] for ref in marks if ref in known}


def _box(objects: tuple[Stix, ...]) -> Stix:
    id_ = asset_id(Frame.of(rich_input()), "box")
    return next(one for one in objects if one["id"] == id_)


def test_a_narrow_export_after_a_wide_one_tells_neither_people_nor_numbers() -> None:
    text = json.dumps(_narrow())

    assert "Carla has" in json.dumps(_wide())
    for leaked in ("carla@county.example", "555-0177", "555-0178", "Carla has"):
        assert leaked not in text
    box = _box(_narrow())
    assert box["revoked"] is True
    assert box["description"] == TOLD
    assert "extensions" not in box


@pytest.mark.parametrize("level", list(Tlp))
@pytest.mark.parametrize("before", [Tlp.CLEAR, Tlp.AMBER])
def test_nothing_has_a_wider_marking_than_the_export(level: Tlp, before: Tlp) -> None:
    given = _later(_wide(before), Wishes(tlp=level))

    for objects in (stix_export.objects(given), indicators_export.objects(given)):
        assert min(one.rank for one in _levels(objects)) >= level.rank
        ids = {one["id"] for one in objects}
        assert {ref for one in objects for ref in references(one)} <= ids


def test_a_stricter_marking_stays_and_its_marking_object_goes_along() -> None:
    objects = stix_export.objects(_later(_wide(Tlp.RED)))

    assert _box(objects)["object_marking_refs"] == [tlp.IDS[Tlp.RED]]
    assert tlp.marking(Tlp.RED) in objects


def test_what_was_taken_back_widely_is_narrow_the_next_time_and_then_stays() -> None:
    widely = stix_export.objects(_later(_wide(), replace(WIDE, people=True)))
    assert "carla@county.example" in _box(widely)["name"], "who wished for people gets them"

    narrow = stix_export.objects(_later(widely, days=2))
    again = stix_export.objects(_later(narrow, days=3))

    assert _levels(narrow) == {Tlp.AMBER_STRICT}
    assert "carla@" not in json.dumps(narrow)
    assert again == narrow


def test_what_says_itself_that_it_is_withdrawn_does_not_come_out_of_the_history() -> None:
    """An indicator that was promoted and withdrawn, given out widely, then narrowly."""
    wide = stix_export.objects(rich_input(wishes=WIDE))
    gone = {one["id"] for one in wide if one["type"] == "indicator" and one.get("revoked")}

    narrow = stix_export.objects(_later(wide))

    now = [one for one in narrow if one["id"] in gone]
    assert now
    assert all(one["object_marking_refs"] == [tlp.IDS[Tlp.AMBER_STRICT]] for one in now)
    assert [one["description"] for one in now] == [
        one["description"] for one in stix_export.objects(rich_input()) if one["id"] in gone
    ]


# --- what somebody invented -------------------------------------------------


def _invented(kind: str, **says: Any) -> Stix:  # noqa: ANN401 -- any JSON
    when = "2026-01-01T00:00:00.000Z"
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--00000000-1111-4222-8333-999999999999",
        "created_by_ref": Frame.of(rich_input()).toolkit,
        "created": when,
        "modified": when,
        "object_marking_refs": [tlp.IDS[Tlp.CLEAR]],
        **says,
    }


_THING = asset_id(Frame.of(rich_input()), "cad")
_MAIL = "email-addr--00000000-1111-4222-8333-999999999999"
_FLAW = "vulnerability--00000000-1111-4222-8333-999999999999"
_CALL = "call 555-0142"


@pytest.mark.parametrize(
    "invented",
    [
        (_invented("note", abstract=_CALL, content=_CALL, object_refs=[_THING], authors=[_CALL]),),
        (_invented("infrastructure", name=_CALL, description=_CALL, labels=[_CALL], x_y=_CALL),),
        (_invented("infrastructure", name=5, description=_CALL),),
        (_invented("tool", name=_CALL),),
        (
            _invented(
                "indicator", name="x", pattern=f"[url:value = '{_CALL}']", pattern_type="stix",
                valid_from="2026-01-01T00:00:00Z", valid_until="2026-02-01T00:00:00Z",
            ),
        ),
        (_invented("sighting", sighting_of_ref=_THING, description=_CALL),),
        (
            _invented("note", abstract="x", content="x", object_refs=[_MAIL]),
            {"type": "email-addr", "id": _MAIL, "value": _CALL},
        ),
        (
            _invented("note", abstract="x", content="x", object_refs=[_FLAW]),
            _invented("vulnerability", created_by_ref=PUBLISHER, name=_CALL, labels=[_CALL]),
        ),
        (_invented("relationship", relationship_type=_CALL, source_ref=_THING, target_ref=_THING),),
    ],
)  # fmt: skip
def test_what_somebody_invented_does_not_pass_with_its_text(invented: tuple[Stix, ...]) -> None:
    past = (*stix_export.objects(rich_input()), *invented)

    objects = stix_export.objects(_later(past))

    assert "555-0142" not in json.dumps(objects)
    assert _levels(objects) == {Tlp.AMBER_STRICT}


# --- one object at a time ---------------------------------------------------


def test_what_is_taken_back_a_second_time_is_the_same() -> None:
    circle = Circle(Tlp.GREEN, Wishes())
    once = circle.taken_back(_invented("infrastructure", name=_CALL))

    assert once is not None
    assert circle.taken_back(once) == once


def test_a_marking_that_nobody_knows_is_the_strictest() -> None:
    mark = "marking-definition--00000000-1111-4222-8333-555555555555"
    circle = Circle(Tlp.CLEAR, Wishes())

    assert circle.stricter({"object_marking_refs": [mark]}) is Tlp.RED
    assert circle.stricter({}) is Tlp.CLEAR
    assert Circle.of(None, Wishes()).level is Tlp.RED
