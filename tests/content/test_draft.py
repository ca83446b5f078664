from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.content.draft import in_order, read_draft
from ng911risk.content.shelves import ACTORS, VECTORS
from ng911risk.errors import Problem
from ng911risk.model.catalog import ActorClass, ThreatVector
from tests.content.small import small_content


def test_an_unreadable_file_hides_no_other_and_keeps_its_id(tmp_path: Path) -> None:
    changes = {
        "threat_catalog/break-in.yaml": ("code: V01", "code: V01\ncode: V02"),
        "threat_catalog/actors/wear.yaml": ("blameless: true", "blameles: true"),
    }

    draft = read_draft(small_content(tmp_path, changes))

    assert {problem.file for problem in draft.problems} == set(changes)
    assert draft.ids(VECTORS) == {"break-in"}
    assert [*draft.shelf(VECTORS, ThreatVector)] == []
    assert [*draft.shelf(ACTORS, ActorClass)] == ["burglar"]


def test_a_shelf_knows_its_class(tmp_path: Path) -> None:
    draft = read_draft(small_content(tmp_path))

    with pytest.raises(TypeError, match="does not hold ActorClass"):
        draft.shelf(VECTORS, ActorClass)


def test_a_problem_of_an_entry_has_its_line(tmp_path: Path) -> None:
    entry = read_draft(small_content(tmp_path)).shelf(VECTORS, ThreatVector)["break-in"]

    problem = entry.problem("steps[0].id", "odd")

    assert problem.place == "threat_catalog/break-in.yaml:9:9"


def test_problems_are_in_the_order_of_an_editor() -> None:
    one, two, three = (
        Problem(file="a", message="x"),
        Problem(file="a", row=2, message="x"),
        Problem(file="b", row=1, message="x"),
    )

    assert in_order([three, two, one]) == (one, two, three)
