from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from ng911risk.exporters.oscal.ids import NAMESPACE, Ids, canonical, document_uuid
from tests.exporters.oscal.given import plain

IDS = Ids(space=NAMESPACE, site="here")


def test_a_key_has_one_uuid_and_another_key_another() -> None:
    keys = [("risk", "a"), ("risk", "b"), ("risk", "a", "b"), ("task", "a"), ("risk", 'a","b')]

    assert len({IDS.uuid(*key) for key in keys}) == len(keys)
    assert [UUID(IDS.uuid(*key)).version for key in keys] == [5] * len(keys)
    assert IDS.uuid("risk", "a") == Ids(space=NAMESPACE, site="here").uuid("risk", "a")


def test_uuids_are_frozen_as_auditors_hold_us_to_them() -> None:
    given = replace(plain(), installation="c56a4180-65aa-42ec-a945-5fd21dec0538", site="here")

    assert Ids.of(given).uuid("risk", "v@a") == "8ef7afc8-6d25-56f9-b76d-6fd442166af0"


def test_two_installations_and_two_centres_never_share_one() -> None:
    given = plain()
    others = [replace(given, installation="other"), replace(given, site="other")]

    assert len({Ids.of(one).uuid("risk", "a") for one in (given, *others)}) == 3


def test_a_document_has_another_uuid_when_a_letter_changes_and_not_when_the_order_does() -> None:
    one = document_uuid("results", {"a": "1", "b": "2"})

    assert document_uuid("results", {"b": "2", "a": "1"}) == one
    assert document_uuid("results", {"a": "1", "b": "3"}) != one
    assert document_uuid("plan", {"a": "1", "b": "2"}) != one
    assert canonical({"b": "\u00e9", "a": []}) == '{"a":[],"b":"\u00e9"}'
