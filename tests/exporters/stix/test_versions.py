"""What is new about objects, given what went out before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.errors import ConflictError
from ng911risk.exporters.exchange import stix_export
from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.stix import bundle
from ng911risk.exporters.stix.extension import definition
from ng911risk.exporters.stix.frame import Frame, Stix, stamp
from ng911risk.exporters.stix.ids import BEGINNING
from ng911risk.exporters.stix.profiles import profiles
from ng911risk.exporters.stix.site import asset_id, objects, toolkit
from ng911risk.exporters.stix.taken_back import TOLD
from ng911risk.exporters.stix.versions import next_life, references, with_history
from ng911risk.model.tlp import Tlp
from tests.exporters.stix.given import seen_input
from tests.exporters.stix.profiles.rich import rich_input

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
GIVEN = seen_input()
FRAME = Frame.of(GIVEN)


def _centre(notes: Mapping[str, int], frame: Frame = FRAME) -> tuple[Stix, ...]:
    """A centre that says a number in each of some notes, each about an asset of its own."""
    found = [toolkit(GIVEN) if frame is FRAME else _other_toolkit(), definition(frame)]
    for key, number in sorted(notes.items()):
        thing = frame.here("infrastructure", key, name=key)
        address = frame.seen("ipv4-addr", {"value": f"192.0.2.{ord(key[0]) % 200}"})
        note = frame.here("note", key, content=str(number), object_refs=[thing["id"]])
        found += [thing, address, frame.link(thing["id"], "consists-of", address["id"]), note]
    refs = [one["id"] for one in found if one["type"] != "extension-definition"]
    found.append(frame.here("report", "r", name="r", published=stamp(frame.at), object_refs=refs))
    return tuple(found)


def _other_toolkit() -> Stix:
    return toolkit(seen_input(site="oak"))


def _by_id(found: tuple[Stix, ...]) -> dict[str, Stix]:
    return {one["id"]: one for one in found}


def _note(key: str) -> str:
    return FRAME.id_here("note", key)


# --- one rule at a time -----------------------------------------------------


def test_without_a_past_everything_of_ours_is_made_now() -> None:
    now = with_history(_centre({"a": 1}), (), START)

    assert {one["created"] for one in now if "created" in one} == {stamp(START)}
    assert {one["modified"] for one in now if "modified" in one} == {stamp(START)}


def test_what_says_the_same_stays_the_version_it_was() -> None:
    first = with_history(_centre({"a": 1}), (), START)

    again = with_history(_centre({"a": 1}), first, START + DAY)

    assert again == first


def test_what_says_something_else_is_the_next_version_and_nothing_else_moves() -> None:
    first = with_history(_centre({"a": 1, "b": 2}), (), START)

    then = _by_id(with_history(_centre({"a": 1, "b": 3}), first, START + DAY))

    moved = [id_ for id_, one in _by_id(first).items() if then[id_] != one]
    assert moved == [_note("b")]
    assert then[_note("b")]["created"] == stamp(START)
    assert then[_note("b")]["modified"] == stamp(START + DAY)


def test_the_day_a_report_was_published_never_moves() -> None:
    first = with_history(_centre({"a": 1}), (), START)

    then = with_history(_centre({"a": 1, "b": 1}), first, START + DAY)

    (report,) = [one for one in then if one["type"] == "report"]
    assert report["modified"] == stamp(START + DAY)
    assert report["published"] == first[-1]["published"]


def test_what_is_gone_is_taken_back_once_and_stays_taken_back() -> None:
    first = with_history(_centre({"a": 1, "b": 2}), (), START)

    then = with_history(_centre({"a": 1}), first, START + DAY)
    later = with_history(_centre({"a": 1}), then, START + 2 * DAY)

    gone = [one for one in then if one.get("revoked")]
    assert {one["type"] for one in gone} == {"infrastructure", "note", "relationship"}
    for one in gone:
        last = _by_id(first)[one["id"]]
        kept = {key: value for key, value in last.items() if key not in {"content", "modified"}}
        assert kept.items() <= one.items()
        assert one["modified"] == stamp(START + DAY)
        assert one.get("content", TOLD) == one.get("description", TOLD) == TOLD
    assert later == then


def test_what_something_taken_back_names_still_goes_with_it() -> None:
    first = with_history(_centre({"a": 1, "b": 2}), (), START)

    then = _by_id(with_history(_centre({"a": 1}), first, START + DAY))

    there = set(then) | _markings(tuple(then.values()))
    assert [id_ for one in then.values() for id_ in references(one) if id_ not in there] == []
    addresses = [one["value"] for one in then.values() if one["type"] == "ipv4-addr"]
    assert sorted(addresses) == ["192.0.2.97", "192.0.2.98"]


def test_what_comes_back_has_another_life_and_everything_names_that() -> None:
    first = with_history(_centre({"a": 1, "b": 2}), (), START)
    second = with_history(_centre({"a": 1}), first, START + DAY)

    third = _by_id(with_history(_centre({"a": 1, "b": 2}), second, START + 2 * DAY))

    thing, note = FRAME.id_here("infrastructure", "b"), _note("b")
    assert third[thing]["revoked"] is third[note]["revoked"] is True
    again = third[next_life(note, 2)]
    assert again["object_refs"] == [next_life(thing, 2)]
    assert again["created"] == stamp(START + 2 * DAY)
    report = next(one for one in third.values() if one["type"] == "report")
    assert next_life(note, 2) in report["object_refs"]
    assert note not in report["object_refs"]


def test_it_can_go_and_come_more_than_once() -> None:
    past: tuple[Stix, ...] = ()
    for step, notes in enumerate(({"a": 1}, {}, {"a": 1}, {}, {"a": 1})):
        past = with_history(_centre(notes), past, START + step * DAY)

    lives = [
        _by_id(past)[id_]
        for id_ in (_note("a"), next_life(_note("a"), 2), next_life(_note("a"), 3))
    ]

    assert [one.get("revoked", False) for one in lives] == [True, True, False]


def test_what_says_itself_that_it_is_taken_back_is_so_for_good() -> None:
    first = with_history(_centre({"a": 1}), (), START)
    back = tuple(
        {**one, "revoked": True} if one["id"] == _note("a") else one for one in _centre({"a": 1})
    )

    then = with_history(back, first, START + DAY)
    later = with_history(back, then, START + 2 * DAY)

    assert _by_id(then)[_note("a")]["modified"] == stamp(START + DAY)
    assert later == then


def test_other_centres_and_other_makers_are_left_alone() -> None:
    oak = Frame.of(seen_input(site="oak"))
    theirs = with_history(_centre({"z": 9}, oak), (), START)
    foreign: Stix = {
        "type": "malware",
        "id": "malware--00000000-1111-4222-8333-444444444444",
        "created": stamp(START),
        "modified": stamp(START),
        "created_by_ref": "identity--00000000-1111-4222-8333-555555555555",
    }

    now = with_history(_centre({"a": 1}), (*theirs, foreign), START + DAY)

    assert [one for one in now if one.get("revoked")] == []
    assert foreign["id"] not in _by_id(now)


def test_what_holds_everywhere_is_never_taken_back() -> None:
    shared = FRAME.everywhere("attack-pattern", "x", name="x")
    first = with_history((*_centre({"a": 1}), shared), (), START)

    now = with_history(_centre({"a": 1}), first, START + DAY)

    assert [one for one in now if one.get("revoked")] == []


def test_two_centres_say_one_created_of_what_they_share() -> None:
    shared = FRAME.everywhere("attack-pattern", "x", name="x")
    elm = with_history((*_centre({}), shared), (), START + DAY)
    oak = with_history((*_centre({}), shared), (), START + 2 * DAY)
    early = with_history((*_centre({}), shared), (), START - DAY)

    mine = [_by_id(one)[shared["id"]] for one in (elm, oak, early)]

    assert {one["created"] for one in mine} == {stamp(BEGINNING)}
    assert [one["modified"] for one in mine] == [
        stamp(START + DAY), stamp(START + 2 * DAY), stamp(BEGINNING)
    ]  # fmt: skip


def test_what_an_earlier_export_says_about_created_goes_on() -> None:
    shared = FRAME.everywhere("attack-pattern", "x", name="x")
    before = {**shared, "created": stamp(START + DAY), "modified": stamp(START + DAY)}
    past = (*with_history(_centre({}), (), START), before)

    same = _by_id(with_history((*_centre({}), shared), past, START + 2 * DAY))
    other = _by_id(with_history((*_centre({}), {**shared, "name": "y"}), past, START + 2 * DAY))

    assert same[shared["id"]] == before
    assert other[shared["id"]]["created"] == before["created"]
    assert other[shared["id"]]["modified"] == stamp(START + 2 * DAY)


def test_objects_of_others_pass_as_they_are() -> None:
    theirs: Stix = {
        "type": "attack-pattern",
        "id": "attack-pattern--00000000-1111-4222-8333-444444444444",
        "created": "2020-01-01T00:00:00.000Z",
        "modified": "2020-01-01T00:00:00.000Z",
        "created_by_ref": "identity--00000000-1111-4222-8333-555555555555",
        "revoked": False,
    }

    now = with_history((*_centre({}), theirs), (), START)

    assert theirs in now


def test_another_wish_at_the_same_moment_is_a_thousandth_of_a_second_later() -> None:
    first = with_history(_centre({"a": 1}), (), START)

    second = with_history(_centre({"a": 2}), first, START)
    third = with_history(_centre({"a": 3}), second, START)

    times = [_by_id(one)[_note("a")]["modified"] for one in (first, second, third)]
    assert times == [stamp(START + n * timedelta(milliseconds=1)) for n in range(3)]


def test_an_older_assessment_does_not_follow_a_later_one() -> None:
    later = with_history(_centre({"a": 1}), (), START + DAY)

    with pytest.raises(ConflictError, match="later assessment"):
        with_history(_centre({"a": 2}), later, START)


@pytest.mark.parametrize("later_by", [timedelta(seconds=1), timedelta(seconds=2)])
def test_a_second_is_enough_to_be_older(later_by: timedelta) -> None:
    later = with_history(_centre({"a": 1}), (), START + later_by)

    with pytest.raises(ConflictError, match="later assessment"):
        with_history(_centre({"a": 2}), later, START)


def test_within_a_second_it_is_the_same_moment() -> None:
    later = with_history(_centre({"a": 1}), (), START + timedelta(milliseconds=900))

    now = with_history(_centre({"a": 2}), later, START)

    assert _by_id(now)[_note("a")]["modified"] == stamp(START + timedelta(milliseconds=901))


def test_an_older_assessment_that_says_the_same_is_no_conflict() -> None:
    later = with_history(_centre({"a": 1}), (), START + DAY)

    assert with_history(_centre({"a": 1}), later, START) == later


def test_the_past_may_come_in_any_order() -> None:
    first = with_history(_centre({"a": 1, "b": 1}), (), START)
    second = with_history(_centre({"a": 2}), first, START + DAY)
    third = _centre({"a": 3, "b": 1})

    forward = with_history(third, (*first, *second), START + 2 * DAY)
    backward = with_history(third, (*second, *first)[::-1], START + 2 * DAY)

    assert forward == backward


def test_a_past_of_another_profile_is_refused_in_words() -> None:
    first = with_history(_centre({"a": 1}), (), START)
    shaped = [one for one in first if one["type"] != "extension-definition"]

    with pytest.raises(ConflictError, match="generic profile"):
        with_history(_centre({"a": 1}), shaped, START + DAY)


# --- laws -------------------------------------------------------------------

_NOTES = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_NOTES, st.integers(0, 3)), min_size=1, max_size=6))
def test_whatever_happens_versions_only_go_forward(
    story: list[tuple[dict[str, int], int]],
) -> None:
    every: list[Stix] = []
    last: tuple[Stix, ...] = ()
    at = START
    for notes, hours in story:
        at += timedelta(hours=hours)
        now = with_history(_centre(notes), every, at)

        assert with_history(_centre(notes), [*every, *now], at + DAY) == now, "idempotent"
        assert with_history(_centre(notes), last, at) == now, "the last file is enough"
        assert {id_ for one in now for id_ in references(one)} <= set(_by_id(now)) | _markings(now)
        every += [one for one in now if one not in every]
        last = tuple(json.loads(json.dumps(now)))

    for id_ in {one["id"] for one in every if "modified" in one}:
        versions = [one for one in every if one["id"] == id_]
        times = [one["modified"] for one in versions]
        assert times == sorted(set(times))
        assert len({one["created"] for one in versions}) == 1
        assert [one.get("revoked", False) for one in versions[:-1]] == [False] * (len(versions) - 1)


def _markings(now: tuple[Stix, ...]) -> set[str]:
    """Makers and markings that these small centres leave out."""
    return {ref for one in now for ref in one.get("object_marking_refs", ())} | {
        one["created_by_ref"] for one in now if "created_by_ref" in one
    }


# --- the whole --------------------------------------------------------------


def _later(made: ExchangeInput, past: Any, **changes: Any) -> ExchangeInput:  # noqa: ANN401 -- objects, any field
    report = replace(made.report, made_at=made.report.made_at + DAY)
    return replace(made, report=report, previous=tuple(past), **changes)


def test_exported_again_from_its_own_file_the_bytes_are_the_same() -> None:
    made = rich_input()
    data = bundle.as_bytes(stix_export.objects(made))

    again = _later(made, json.loads(data)["objects"])

    assert bundle.as_bytes(stix_export.objects(again)) == data
    twice = _later(again, json.loads(data)["objects"])
    assert all(
        profile.shape(stix_export.objects(twice), twice)
        == profile.shape(stix_export.objects(made), made)
        for profile in profiles().values()
    )


def test_an_asset_that_is_gone_is_taken_back_with_what_it_had() -> None:
    made = rich_input()
    past = stix_export.objects(made)
    left = tuple(one for one in made.inventory.assets if one.id != "cad")
    flows = tuple(one for one in made.inventory.flows if "cad" not in {one.source, one.target})
    smaller = replace(made.inventory, assets=left, flows=flows)
    findings = tuple(one for one in made.report.findings if one.asset != "cad")
    made = replace(made, report=replace(made.report, findings=findings))

    now = _by_id(stix_export.objects(_later(made, past, inventory=smaller)))

    frame = Frame.of(made)
    cad = asset_id(frame, "cad")
    assert now[cad]["revoked"] is True
    about_it = [one for one in now.values() if cad in references(one)]
    assert about_it
    assert all(one["revoked"] for one in about_it)
    assert [one for one in objects(made, frame) if one["type"] == "vulnerability"]
    assert not [
        one for one in now.values() if one["type"] == "vulnerability" and one.get("revoked")
    ]
    assert [id_ for one in now.values() for id_ in references(one) if id_ not in now] == []


def test_another_marking_moves_everything_of_ours_and_nothing_of_others() -> None:
    made = rich_input()
    past = _by_id(stix_export.objects(made))

    now = stix_export.objects(_later(made, past.values(), wishes=Wishes(tlp=Tlp.RED)))

    stayed = {
        one["id"]
        for one in now
        if "modified" in one and one == past.get(one["id"]) and not one.get("revoked")
    }
    theirs = {
        json.loads(one.text)["id"] for feed in made.intelligence.feeds for one in feed.references
    }
    assert stayed <= theirs
