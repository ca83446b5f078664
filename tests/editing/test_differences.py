"""What differs between two inventories."""

from __future__ import annotations

from dataclasses import replace

from ng911risk.editing.differences import Change, differences, in_short
from ng911risk.editing.parts import Part, with_line, without_line
from tests.editing.sample import sample


def test_the_same_inventory_does_not_differ() -> None:
    assert differences(sample(), sample()) == ()
    assert in_short(()) == ""


def test_a_changed_field_is_told_with_what_it_was() -> None:
    before = sample()
    asset = before.asset("cad")
    after = with_line(before, Part.ASSETS, replace(asset, zone=before.zones[0].id), asset)

    [change] = differences(before, after)

    assert (change.what, change.kind, change.title) == ("changed", "system", asset.label)
    [field] = change.fields
    assert field.field == "zone"
    assert field.before != field.after
    assert in_short((change,)) == f"changed {asset.label}"


def test_what_goes_with_a_system_is_told_too() -> None:
    before = sample()

    changes = differences(before, without_line(before, Part.ASSETS, before.asset("cad")))

    assert Change(what="removed", kind="system", title=before.asset("cad").label) in changes
    assert {one.kind for one in changes} >= {"system", "connection", "dependency"}
    assert in_short(changes).endswith("more changes")


def test_a_number_of_the_centre_is_told() -> None:
    before = sample()
    after = replace(before, site=replace(before.site, positions=99))

    [change] = differences(before, after)

    assert change.kind == "the centre in numbers"
    assert [(one.field, one.after) for one in change.fields] == [("positions", "99")]


def test_answers_and_assumptions_are_counted() -> None:
    before = sample()
    after = replace(before, controls=(), assumed=("flows",))

    kinds = [one.kind for one in differences(before, after)]

    assert kinds == ["answers", "assumptions"]
