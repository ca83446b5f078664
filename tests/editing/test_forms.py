"""Forms: what is shown is what is read."""

from __future__ import annotations

import pytest

from ng911risk.editing.forms import read_form, shown_form, texts_of
from ng911risk.editing.parts import Part, lines_of
from ng911risk.editing.plans import PLANS, SITE
from ng911risk.errors import InputError, Problem
from ng911risk.model.inventory import Asset, SiteProfile, Trust
from tests.editing.sample import sample


@pytest.mark.parametrize("name", ["pine-county", "harbor-metro", "hollow-legacy"])
def test_every_line_of_every_sample_comes_back_from_its_own_form(name: str) -> None:
    inventory = sample(name)

    for part in Part:
        for line in lines_of(inventory, part):
            texts = texts_of(PLANS[part], line, inventory)
            assert read_form(part.record, PLANS[part], texts, inventory, before=line) == line
    texts = texts_of(SITE, inventory.site, inventory)
    assert read_form(SiteProfile, SITE, texts, inventory) == inventory.site


def test_every_problem_is_told_at_once_at_its_field() -> None:
    texts = {
        "name": "x",
        "count": "two",
        "zone": "floor",
        "software-1-name": "w",
        "software-1-end_of_life": "soon",
    }

    with pytest.raises(InputError) as caught:
        read_form(Asset, PLANS[Part.ASSETS], texts, sample(), more={"id": "x"})

    assert [one.field for one in caught.value.problems] == [
        "kind",
        "owner",
        "count",
        "software-1-end_of_life",
    ]


def test_a_name_nearly_right_is_asked_about() -> None:
    texts = {"source": "CAD server", "relation": "powers", "targets-1": "CAD sever"}

    with pytest.raises(InputError) as caught:
        read_form(Trust, PLANS[Part.TRUSTS], texts, sample())

    [problem] = caught.value.problems
    assert (problem.field, problem.hint) == ("targets-1", "Did you mean 'CAD server'?")


def test_rows_left_blank_are_no_rows() -> None:
    inventory = sample()
    asset = inventory.assets[0]
    texts = texts_of(PLANS[Part.ASSETS], asset, inventory) | {
        "software-7-name": "Later",
        "software-7-version": "1",
    }

    read = read_form(Asset, PLANS[Part.ASSETS], texts, inventory, before=asset)

    assert [one.name for one in read.software] == [*(o.name for o in asset.software), "Later"]


def test_a_form_shows_what_was_typed_beside_what_is_wrong_with_it() -> None:
    problem = Problem(file="form", field="count", message="write a number")

    blocks = shown_form(
        PLANS[Part.ASSETS], None, sample(), texts={"count": "two"}, problems=(problem,)
    )

    [count] = [one for one in blocks[0].inputs if one.name == "count"]
    assert (count.value, count.error) == ("two", "Write a number")


def test_every_field_has_a_label_and_a_help_text_and_choices_have_words() -> None:
    inventory = sample()
    bare = {"name", "note", "software-0-name", "software-0-version", "targets-0", "targets-1"}

    for plan in (SITE, *PLANS.values()):
        for block in shown_form(plan, None, inventory):
            for one in block.inputs:
                assert one.label
                assert one.help or one.name in bare, one.name
                assert all(choice.text for choice in one.choices)
