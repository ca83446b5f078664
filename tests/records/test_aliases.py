from __future__ import annotations

import pytest

from ng911risk.model.kinds import AssetKind
from ng911risk.records.aliases import respell
from ng911risk.records.read import read_tree
from ng911risk.records.tree import Plain
from tests.records.sample import Part


@pytest.mark.parametrize("word", ["SBC", "Session  Border Controller", "BCF", "bcf", "o-bcf"])
def test_the_word_people_use_is_read_as_the_word_of_the_files(word: str) -> None:
    assert read_tree(Part, {"id": "p", "kind": word}, file="f").kind is AssetKind.BCF


@pytest.mark.parametrize("kind", AssetKind)
def test_the_word_of_the_files_wins_over_an_alias(kind: AssetKind) -> None:
    assert read_tree(Part, {"id": "p", "kind": kind.value.upper()}, file="f").kind is kind


def test_only_what_was_wrong_is_touched() -> None:
    tree: Plain = {"id": "SBC", "kind": "nonsense"}

    changed = respell(
        Part, tree, [{"type": "enum", "loc": ("kind",)}, {"type": "missing", "loc": ()}]
    )

    assert not changed
    assert tree == {"id": "SBC", "kind": "nonsense"}
