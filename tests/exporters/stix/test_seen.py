from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import stix2

from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.stix.frame import Frame
from ng911risk.exporters.stix.privacy import ACCOUNT_LEFT_OUT, NUMBER_LEFT_OUT
from ng911risk.exporters.stix.seen import objects_of
from ng911risk.exporters.stix.tlp import IDS
from ng911risk.model.inventory import Environment
from ng911risk.model.observation import Observation, ObservedKind, Promotion, Transport
from ng911risk.model.tlp import Tlp
from tests.exporters.stix.given import seen_input
from tests.lab.packets import ATTACKER, BORDER
from tests.lab.seen import INVENTORY, ON, observation, promotion

matcher = pytest.importorskip(
    "stix2matcher.matcher", reason="needs stix2-matcher: install requirements-consumers.lock"
)
stix2validator = pytest.importorskip(
    "stix2validator", reason="needs stix2-validator: install requirements-consumers.lock"
)

Stix = dict[str, Any]

_SEEN = observation()
_SIX = observation(source="2600:1f18::7", transport=Transport.TCP, target_port=5080)
_OTHERS = (
    observation(source="185.53.88.11"),
    observation(target_port=5070),
    observation(protocol="dns"),
)


def _objects(
    *seen: Observation,
    promoted: tuple[Promotion, ...] = (),
    **changes: Any,  # noqa: ANN401 - any field
) -> tuple[Stix, ...]:
    return objects_of(seen_input(observations=seen, promotions=promoted, **changes))


def _of(objects: tuple[Stix, ...], kind: str) -> list[Stix]:
    return [one for one in objects if one["type"] == kind]


_BOTH = _objects(_SEEN, _SIX, promoted=(promotion(_SEEN), promotion(_SIX)))


# --- what consumers say -------------------------------------------------------


@pytest.mark.parametrize("one", _BOTH, ids=lambda one: one["type"])
def test_the_strict_validator_has_nothing_to_say(one: Stix) -> None:
    options = stix2validator.ValidationOptions(strict=True, version="2.1", disabled="103,302")

    result = stix2validator.validate_instance(dict(one), options)

    assert list(result.errors) == []
    assert not getattr(result, "warnings", [])


def test_the_library_of_stix_takes_everything() -> None:
    for one in _BOTH:
        assert stix2.parse(json.dumps(one)).id == one["id"]


def test_observables_have_the_ids_that_the_library_gives_them() -> None:
    for one in _BOTH:
        if one["type"] in {"ipv4-addr", "ipv6-addr", "network-traffic"}:
            says = {key: value for key, value in one.items() if key != "id"}
            assert stix2.parse(says, version="2.1").id == one["id"]


def _observed(seen: Observation) -> Stix:
    objects = _objects(seen)
    return {"type": "bundle", "id": "bundle--" + seen.id, "objects": list(objects)}


@pytest.mark.parametrize("seen", [_SEEN, _SIX], ids=["ipv4", "ipv6"])
def test_patterns_match_what_they_came_from_and_not_the_controls(seen: Observation) -> None:
    objects = _objects(seen, promoted=(promotion(seen),))
    traffic, address = sorted(
        (one["pattern"] for one in _of(objects, "indicator")), key=len, reverse=True
    )
    controls = tuple(
        replace(seen, **change)
        for change in (
            {"source": "185.53.88.11"},
            {"target_port": 5071},
            {"protocol": "dns"},
        )
    )

    assert matcher.match(traffic, [_observed(seen)], stix_version="2.1")
    assert matcher.match(address, [_observed(seen)], stix_version="2.1")
    for control in controls:
        assert not matcher.match(traffic, [_observed(control)], stix_version="2.1")
    assert not matcher.match(address, [_observed(controls[0])], stix_version="2.1")


# --- what goes out and what stays ---------------------------------------------


def test_only_what_a_person_promoted_becomes_an_indicator() -> None:
    objects = _objects(_SEEN, *_OTHERS, promoted=(promotion(_SEEN),))

    assert len(_of(_objects(_SEEN), "indicator")) == 0
    assert len(_of(objects, "observed-data")) == 4
    assert {one["pattern"] for one in _of(objects, "indicator")} == {
        f"[ipv4-addr:value = '{ATTACKER}']",
        (
            f"[network-traffic:src_ref.type = 'ipv4-addr' AND network-traffic:src_ref.value = "
            f"'{ATTACKER}' AND network-traffic:dst_port = 5060 AND "
            "network-traffic:protocols[*] = 'sip']"
        ),
    }


@pytest.mark.parametrize(
    "seen",
    [
        observation(environment=Environment.LAB),
        observation(source=BORDER),
        observation(source="77.90.1.1"),
        observation(source="10.0.0.1"),
        observation(answered_calls=1),
        replace(observation(environment=Environment.LAB), environment=Environment.PRODUCTION),
    ],
    ids=["lab", "own", "partner", "private", "carries calls", "changed by hand"],
)
def test_a_decision_that_must_not_be_followed_gives_no_indicator(seen: Observation) -> None:
    assert _of(_objects(seen, promoted=(promotion(seen),)), "indicator") == []


def test_a_vector_that_the_catalogue_does_not_have_gives_no_indicator() -> None:
    promoted = (promotion(_SEEN, vector="no-such-vector"),)

    assert _of(_objects(_SEEN, promoted=promoted), "indicator") == []


def test_an_address_that_carries_calls_in_another_capture_gives_no_indicator() -> None:
    other = observation(capture="1" * 64, answered_calls=1)

    assert _of(_objects(_SEEN, other, promoted=(promotion(_SEEN),)), "indicator") == []


@pytest.mark.parametrize(
    "seen",
    [
        observation(kind=ObservedKind.OTHER_TRAFFIC),
        observation(answered_calls=4),
        observation(source=BORDER),
        observation(source="77.90.1.1"),
    ],
    ids=["ordinary", "answered", "own", "partner"],
)
def test_what_need_not_go_out_stays(seen: Observation) -> None:
    assert _objects(seen) == ()


def test_ordinary_traffic_that_a_person_calls_hostile_goes_out() -> None:
    seen = observation(kind=ObservedKind.OTHER_TRAFFIC)

    assert len(_of(_objects(seen, promoted=(promotion(seen),)), "indicator")) == 2


def test_the_address_that_was_attacked_stays_here() -> None:
    text = json.dumps(_BOTH)

    assert BORDER not in text
    assert "dst_ref" not in text
    assert {one["dst_port"] for one in _of(_BOTH, "network-traffic")} == {5060, 5080}


def test_what_was_seen_in_a_lab_says_so() -> None:
    [seen] = _of(_objects(observation(environment=Environment.LAB)), "observed-data")

    assert seen["labels"] == ["sip-scan", "lab"]


def test_people_and_numbers_stay_unless_asked_for() -> None:
    seen = observation(user_agent="call 555-123-4567")
    promoted = (promotion(seen, by="Jane Doe"),)

    plain = json.dumps(_objects(seen, promoted=promoted))
    wished = json.dumps(_objects(seen, promoted=promoted, wishes=Wishes(people=True, numbers=True)))

    assert ("Jane Doe" in plain, "555-123-4567" in plain) == (False, False)
    assert ("Jane Doe" in wished, "555-123-4567" in wished) == (True, True)


def test_what_a_stranger_sent_stays_on_its_line_and_names_nobody() -> None:
    seen = observation(
        what="Asked for\n715\u2013555\u20130142.",
        user_agent='x"\r\n\r\nAll clear.\x1b[2J bob(at)x.org',
    )

    for one in _of(_objects(seen, promoted=(promotion(seen),)), "indicator"):
        first, reason, *_ = one["description"].splitlines()
        assert first == (
            f'Asked for {NUMBER_LEFT_OUT}. It calls itself "x" All clear. [2J {ACCOUNT_LEFT_OUT}".'
        )
        assert reason == "It asked for a hundred names."


def test_no_confidence_unless_asked_for() -> None:
    assert not [one for one in _BOTH if "confidence" in one]


# --- how it hangs together ----------------------------------------------------


def test_an_indicator_points_to_its_vector_and_to_what_was_seen() -> None:
    objects = _objects(_SEEN, promoted=(promotion(_SEEN),))
    frame = Frame.of(seen_input())
    [seen] = _of(objects, "observed-data")
    vector = frame.id_everywhere("attack-pattern", "sip-signalling-flood")

    for indicator in _of(objects, "indicator"):
        links = {
            (one["relationship_type"], one["target_ref"])
            for one in _of(objects, "relationship")
            if one["source_ref"] == indicator["id"]
        }
        assert links == {("indicates", vector), ("based-on", seen["id"])}
        assert indicator["valid_from"] == "2026-03-02T00:00:00.000Z"
        assert indicator["valid_until"] == "2026-04-01T00:00:00.000Z"
        assert "revoked" not in indicator


def test_a_sighting_says_where_how_often_and_what() -> None:
    objects = _objects(_SEEN, promoted=(promotion(_SEEN),))
    [sighting] = _of(objects, "sighting")
    [address] = [one for one in _of(objects, "indicator") if one["pattern"].startswith("[ipv4")]

    assert sighting["sighting_of_ref"] == address["id"]
    assert sighting["where_sighted_refs"] == [Frame.of(seen_input()).psap]
    assert sighting["observed_data_refs"] == [one["id"] for one in _of(objects, "observed-data")]
    assert sighting["count"] == 40


def test_every_reference_is_answered_here_or_by_the_rest_of_the_bundle() -> None:
    frame = Frame.of(seen_input())
    rest = {
        frame.toolkit,
        frame.psap,
        frame.marking,
        frame.id_everywhere("attack-pattern", "sip-signalling-flood"),
    }
    known = {one["id"] for one in _BOTH} | rest
    named = {
        target
        for one in _BOTH
        for key, value in one.items()
        if key.endswith(("_ref", "_refs"))
        for target in ([value] if isinstance(value, str) else value)
    }

    assert named - known == set()


def test_no_two_indicators_have_one_pattern() -> None:
    second = observation(target_port=5070)
    later = promotion(second, on=ON + timedelta(days=1), valid_until=ON + timedelta(days=60))

    objects = _objects(_SEEN, second, promoted=(promotion(_SEEN), later))
    indicators = _of(objects, "indicator")
    [address] = [one for one in indicators if one["pattern"].startswith("[ipv4")]

    assert len({one["pattern"] for one in indicators}) == len(indicators) == 3
    assert address["valid_until"] == "2026-05-01T00:00:00.000Z"
    based = [
        one
        for one in _of(objects, "relationship")
        if one["source_ref"] == address["id"] and one["relationship_type"] == "based-on"
    ]
    assert len(based) == 2


# --- taken back ---------------------------------------------------------------


def test_what_was_taken_back_goes_out_as_revoked_under_the_same_id() -> None:
    before = _objects(_SEEN, promoted=(promotion(_SEEN),))
    after = _objects(_SEEN, promoted=(promotion(_SEEN, withdrawn_on=ON + timedelta(days=3)),))

    assert [one["id"] for one in before] == [one["id"] for one in after]
    for kind in ("indicator", "relationship", "sighting"):
        assert all(one["revoked"] is True for one in _of(after, kind))
    assert all(one["revoked"] is True for one in _of(after, "observed-data"))


def test_what_was_taken_back_because_it_is_ours_is_told_as_revoked() -> None:
    sbc = replace(INVENTORY.assets[0], addresses=(BORDER, ATTACKER))
    inventory = replace(INVENTORY, assets=(sbc, *INVENTORY.assets[1:]))
    back = promotion(_SEEN, withdrawn_on=ON + timedelta(days=3))

    indicators = _of(_objects(_SEEN, promoted=(back,), inventory=inventory), "indicator")

    assert [one["revoked"] for one in indicators] == [True, True]


def test_whoever_comes_back_is_a_new_indicator() -> None:
    again = observation(capture="1" * 64)
    back = promotion(_SEEN, withdrawn_on=ON + timedelta(days=3))
    anew = promotion(again, on=ON + timedelta(days=9))

    revoked = _of(_objects(_SEEN, promoted=(back,)), "indicator")
    both = _of(_objects(_SEEN, again, promoted=(back, anew)), "indicator")

    assert not {one["id"] for one in revoked} & {one["id"] for one in both}
    assert not any("revoked" in one for one in both)


def test_one_of_two_that_is_taken_back_leaves_the_address_told() -> None:
    second = observation(target_port=5070)
    back = promotion(_SEEN, withdrawn_on=ON + timedelta(days=3))

    found = {
        one["pattern"]: one.get("revoked", False)
        for one in _of(_objects(_SEEN, second, promoted=(back, promotion(second))), "indicator")
    }

    assert sorted(found.values()) == [False, False, True]
    assert found[f"[ipv4-addr:value = '{ATTACKER}']"] is False


# --- always the same ----------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_and_the_order_of_decisions_does_not_count() -> None:
    both = (promotion(_SEEN), promotion(_SIX))

    assert json.dumps(_objects(_SEEN, _SIX, promoted=both[::-1])) == json.dumps(_BOTH)


def test_ids_hang_on_the_site_and_the_installation() -> None:
    def ids(**changes: str) -> set[str]:
        made = _objects(_SEEN, promoted=(promotion(_SEEN),), **changes)
        return {one["id"] for one in made if "created" in one}

    assert not ids() & ids(site="oak")
    assert not ids() & ids(installation="0d3df8c6-04a0-4b5f-8a3a-3f37a49b8c11")


def test_everything_is_marked() -> None:
    for level in (None, Tlp.RED):
        objects = _objects(_SEEN, promoted=(promotion(_SEEN),), wishes=Wishes(tlp=level))

        marking = IDS[level or Tlp.AMBER_STRICT]
        assert {tuple(one["object_marking_refs"]) for one in objects} == {(marking,)}
