from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ng911risk.exporters.exchange import make
from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.stix.tlp import IDS
from ng911risk.exporters.stix.versions import references
from ng911risk.model.observation import Promotion
from ng911risk.model.tlp import Tlp
from tests.exporters.stix.given import seen_input
from tests.lab.packets import BORDER
from tests.lab.seen import ON, observation, promotion

stix2validator = pytest.importorskip(
    "stix2validator", reason="needs stix2-validator: install requirements-consumers.lock"
)

_SEEN = observation()
_SILENT = observation(source="185.53.88.99")
_BACK = ON + timedelta(days=3)


def _given(*promoted: Promotion, **changes: Any) -> ExchangeInput:  # noqa: ANN401 - any field
    return seen_input(observations=(_SEEN, _SILENT), promotions=promoted, **changes)


def _objects(given: ExchangeInput) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(make("indicators", given))["objects"]
    return found


def _types(objects: Iterable[dict[str, Any]]) -> list[str]:
    return sorted({one["type"] for one in objects})


_GIVEN = _given(promotion(_SEEN))


def test_the_strict_validator_has_nothing_to_say() -> None:
    options = stix2validator.ValidationOptions(strict=True, version="2.1", disabled="103,302")

    result = stix2validator.validate_string(make("indicators", _GIVEN).decode(), options)

    assert result.is_valid, result.errors
    assert not getattr(result, "warnings", [])


def test_only_indicators_and_what_they_need_go_out() -> None:
    objects = _objects(_GIVEN)

    assert _types(objects) == [
        "attack-pattern",
        "identity",
        "indicator",
        "ipv4-addr",
        "marking-definition",
        "network-traffic",
        "observed-data",
        "relationship",
    ]
    assert [one["type"] for one in objects].count("attack-pattern") == 1
    assert [one["type"] for one in objects].count("observed-data") == 1


def test_nothing_of_the_centre_but_its_name_goes_out() -> None:
    text = make("indicators", _GIVEN).decode()
    wanted = [asset.id for asset in _GIVEN.inventory.assets]

    assert BORDER not in text
    assert _SILENT.source not in text
    assert not [name for name in wanted if f'"{name}"' in text]
    assert "report" not in _types(_objects(_GIVEN))


def test_indicators_are_green_unless_somebody_wished_otherwise() -> None:
    for wished, level in ((None, Tlp.GREEN), (Tlp.AMBER, Tlp.AMBER), (Tlp.RED, Tlp.RED)):
        objects = _objects(replace(_GIVEN, wishes=Wishes(tlp=wished)))
        marks = {mark for one in objects for mark in one.get("object_marking_refs", ())}

        assert marks == {IDS[level]}
        assert IDS[level] in {one["id"] for one in objects}


def test_every_reference_is_answered_in_the_bundle() -> None:
    objects = _objects(_GIVEN)
    named = {
        target
        for one in objects
        for key, value in one.items()
        if key.endswith(("_ref", "_refs"))
        for target in ([value] if isinstance(value, str) else value)
    }

    assert named <= {one["id"] for one in objects}


def test_the_same_input_gives_the_same_bytes() -> None:
    assert make("indicators", _GIVEN) == make("indicators", _GIVEN)


def test_nothing_promoted_is_an_empty_word_and_no_error() -> None:
    assert _types(_objects(_given())) == ["identity", "marking-definition"]


@pytest.mark.parametrize("whole", [False, True], ids=["indicators", "assessment"])
def test_with_a_history_what_did_not_change_keeps_its_version(whole: bool) -> None:
    before = json.loads(make("stix" if whole else "indicators", _GIVEN))["objects"]
    later = replace(_GIVEN.report, made_at=_GIVEN.report.made_at + timedelta(days=30))
    wishes = Wishes(tlp=Tlp.AMBER_STRICT if whole else None)
    again = _objects(replace(_GIVEN, report=later, previous=tuple(before), wishes=wishes))

    old = {one["id"]: one for one in before}
    assert all(old[one["id"]] == one for one in again)
    assert not [one for one in again if one.get("revoked")]


def test_what_was_taken_back_goes_with_its_address_only_where_others_have_it() -> None:
    before = tuple(_objects(_GIVEN))
    later = replace(_GIVEN.report, made_at=_GIVEN.report.made_at + timedelta(days=30))
    back = replace(_GIVEN, promotions=(promotion(_SEEN, withdrawn_on=_BACK),), report=later)
    seen = ("observed-data", "ipv4-addr", "network-traffic")

    for past in ((), before):
        objects = _objects(replace(back, previous=past))
        ids = {one["id"] for one in objects}

        assert {one["type"] for one in objects} & set(seen) == (set(seen) if past else set())
        assert all(one["revoked"] for one in objects if one["type"] in {"observed-data",
                   "indicator", "relationship"})  # fmt: skip
        assert [ref for one in objects for ref in references(one) if ref not in ids] == []


def test_an_address_that_another_observation_names_stays() -> None:
    again = observation(
        first_seen=_SEEN.first_seen + timedelta(hours=2),
        last_seen=_SEEN.last_seen + timedelta(hours=2),
    )
    given = seen_input(
        observations=(_SEEN, again),
        promotions=(promotion(_SEEN, withdrawn_on=_BACK), promotion(again)),
    )

    objects = _objects(given)

    (seen,) = [one for one in objects if one["type"] == "observed-data"]
    assert not seen.get("revoked")
    assert set(seen["object_refs"]) <= {one["id"] for one in objects}


def test_what_was_taken_back_or_is_refused_by_now_goes_out_as_revoked() -> None:
    before = tuple(_objects(_GIVEN))
    later = replace(_GIVEN.report, made_at=_GIVEN.report.made_at + timedelta(days=30))
    answered = replace(_SEEN, id=observation(answered_calls=1).id, answered_calls=1)
    back = replace(_GIVEN, promotions=(promotion(_SEEN, withdrawn_on=_BACK),))
    refused = replace(_GIVEN, observations=(_SEEN, answered))
    gone = replace(_GIVEN, promotions=())

    for given in (back, refused, gone):
        objects = _objects(replace(given, report=later, previous=before))
        indicators = [one for one in objects if one["type"] == "indicator"]

        assert [one["revoked"] for one in indicators] == [True, True]
        assert {one["id"] for one in indicators} <= {one["id"] for one in before}
