"""Words for people."""

from __future__ import annotations

from enum import Enum

import pytest

from ng911risk.editing.plans import PLANS, SITE
from ng911risk.editing.wording import UnknownNameError, help_of, names_in, title_of, words_for
from ng911risk.model.inventory import Asset, Authentication, FallbackKind, Protection
from tests.editing.sample import sample

_VOCABULARIES: set[type[Enum]] = {
    one.words
    for plan in (SITE, *PLANS.values())
    for one in (*plan.fields, *(inner for rows in plan.rows for inner in rows.fields))
    if one.words
}


@pytest.mark.parametrize("vocabulary", sorted(_VOCABULARIES, key=str))
def test_every_word_of_a_vocabulary_has_words_of_its_own(vocabulary: type[Enum]) -> None:
    said = [words_for(one) for one in vocabulary]

    assert len(set(said)) == len(said)
    assert all(said)


def test_the_same_word_in_two_vocabularies_is_not_mixed_up() -> None:
    said = {words_for(one.NONE) for one in (Authentication, FallbackKind, Protection)}

    assert len(said) == 3


def test_names_that_two_things_share_carry_their_ids() -> None:
    inventory = sample()
    twin = Asset(id="twin", name=inventory.assets[0].name, kind=inventory.assets[0].kind,
                 zone=inventory.zones[0].id, owner=inventory.owners[0].id)  # fmt: skip
    names = names_in(type(inventory)(site=inventory.site, owners=(), zones=(),
                                     assets=(*inventory.assets, twin)))  # fmt: skip

    assert names["twin"] == f"{twin.name} (twin)"
    assert names.id_of(names["twin"].upper()) == "twin"
    with pytest.raises(UnknownNameError):
        names.id_of(twin.name)


def test_everything_has_a_title_in_which_no_id_is_left() -> None:
    inventory = sample()
    names = names_in(inventory, places=True, outside=True)

    flow = title_of(inventory.flows[0], names)

    assert names[inventory.flows[0].source] in flow
    assert names[inventory.flows[0].target] in flow
    assert title_of(inventory.assets[0], names) == inventory.assets[0].label


def test_help_comes_from_the_docstring_of_the_field() -> None:
    assert help_of("Asset", "count").startswith("How many identical ones")
