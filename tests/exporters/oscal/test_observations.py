from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import pytest

from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.oscal.frame import Frame, Oscal
from ng911risk.exporters.oscal.observations import methods, observations, references
from ng911risk.exporters.oscal.parts import metadata
from ng911risk.model.evidence import LabProof
from ng911risk.model.speakers import NOT_NAMED
from tests.exporters.oscal.given import EVIDENCE, plain, prop, rich


@cache
def _observed() -> dict[str, tuple[Oscal, ...]]:
    return observations(Frame.of(rich()))


@cache
def _all() -> list[Oscal]:
    return [one for ones in _observed().values() for one in ones]


def test_every_answer_and_every_evidence_is_one() -> None:
    assert len(_all()) == len(rich().inventory.controls) + len(EVIDENCE)
    assert len({one["uuid"] for one in _all()}) == len(_all())


def test_evidence_says_what_was_seen_and_how_without_names() -> None:
    [seen] = [one for one in _observed()["tested-offline-backups"] if prop(one, "verdict")]

    assert seen["methods"] == ["TEST"]
    assert seen["collected"] == "2026-02-01T00:00:00Z"
    assert seen["relevant-evidence"][0]["description"] == (
        "Restore of CAD failed: the &lt;tape> was empty.\nAsk Pat on [number left out]."
    )
    assert "1 of 4 tapes" in seen["remarks"]
    assert "Robin" not in str(seen)
    assert prop(seen, "reviewed") == "yes"


def test_who_said_so_goes_out_when_it_is_asked_for() -> None:
    told = observations(Frame.of(replace(rich(), wishes=Wishes(people=True))))

    assert "Robin Reviewer" in str(told["tested-offline-backups"])


@pytest.mark.parametrize(
    ("said_by", "words", "key"),
    [
        ("CAD vendor, Kim Kelly", "a vendor", ("class", "vendor")),
        ("Kim Kelly of Keystone Dispatch Software", "a vendor", ("owner", "keystone")),
        ("Kim Kelly, Pine County 9-1-1", "the centre", ("centre",)),
        ("Kim Kelly", NOT_NAMED, None),
    ],
)
def test_without_names_the_organisation_that_said_so_is_told(
    said_by: str, words: str, key: tuple[str, ...] | None
) -> None:
    answer = replace(rich().inventory.controls[0], said_by=said_by)
    frame = Frame.of(
        replace(rich(), inventory=replace(rich().inventory, controls=(answer,)), evidence=())
    )

    [[one]] = observations(frame).values()

    assert f"Said by {words}." in one["remarks"]
    assert "Kim" not in str(one)
    actors = [actor["actor-uuid"] for part in one.get("origins", ()) for actor in part["actors"]]
    assert actors == ([frame.ids.uuid("party", *key)] if key else [])
    assert {*actors} <= {party["uuid"] for party in metadata(frame, "T")["parties"]}


@pytest.mark.parametrize(
    ("told", "kinds"),
    [
        ("Interview", ["INTERVIEW"]),
        ("lab check sip-cleartext", ["TEST"]),
        ("capture", ["TEST"]),
        ("document review", ["EXAMINE"]),
        ("interview, documents", ["EXAMINE", "INTERVIEW"]),
        ("the latest checklist", ["UNKNOWN"]),
        ("", ["UNKNOWN"]),
    ],
)
def test_methods_are_those_of_nist_and_what_says_none_is_unknown(
    told: str, kinds: list[str]
) -> None:
    assert methods(told) == kinds


def test_two_answers_alike_are_two_and_keep_their_uuids() -> None:
    answer = replace(plain().inventory.controls[0], on=date(2026, 1, 2), scope=())
    other = replace(answer, note="Again.")
    inventory = replace(plain().inventory, controls=(answer, other))

    [ones] = observations(Frame.of(replace(plain(), inventory=inventory))).values()
    [first] = observations(
        Frame.of(replace(plain(), inventory=replace(inventory, controls=(answer,))))
    ).values()

    assert len({one["uuid"] for one in ones}) == 2
    assert ones[0]["uuid"] == first[0]["uuid"]


def test_a_day_that_is_not_known_is_said_not_to_be() -> None:
    answer = replace(plain().inventory.controls[0], on=None)
    inventory = replace(plain().inventory, controls=(answer,))

    [[one]] = observations(Frame.of(replace(plain(), inventory=inventory))).values()

    assert one["collected"] == "2026-03-01T00:00:00Z"
    assert "The day of the answer is not known" in one["remarks"]


def test_references_name_each_observation_once() -> None:
    name = "tested-offline-backups"

    assert len(references(_observed(), name, name)) == len(_observed()[name])
    assert references(_observed(), "no-such") == []


def test_a_lab_check_can_be_traced_and_its_packets_stay_at_home() -> None:
    lab = LabProof(
        check="SIP-01",
        at=datetime(2026, 2, 1, 14, 3, 5, tzinfo=UTC),
        run="a" * 32,
        record="b" * 64,
        capture="5" * 64,
        packets=12,
        reason="Because of Pat.",
        cited=("OPTIONS to the border",),
        expires=date(2027, 2, 1),
        signed_by="d" * 64,
    )
    seen = replace(EVIDENCE[0], method="lab check SIP-01", lab=lab)

    [one] = [
        one
        for one in observations(Frame.of(replace(plain(), evidence=(seen,))))[seen.mitigation]
        if prop(one, "verdict")
    ]

    assert one["collected"] == "2026-02-01T14:03:05Z"
    assert one["expires"] == "2027-02-01T00:00:00Z"
    assert one["methods"] == ["TEST"]
    told = {name: prop(one, name) for name in ("check", "run", "capture-sha256", "packets-on-wire")}
    assert told == {
        "check": "SIP-01",
        "run": "a" * 32,
        "capture-sha256": "5" * 64,
        "packets-on-wire": "12",
    }
    assert "OPTIONS" not in str(one)
    assert "Because" not in str(one)
