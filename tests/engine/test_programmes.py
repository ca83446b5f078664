from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.engine.controls import controls_of
from ng911risk.engine.programmes import programme_views
from ng911risk.model.catalog import Programme, ProgrammeItem, Wording
from ng911risk.model.inventory import ControlAnswer
from ng911risk.model.kinds import AssetKind
from ng911risk.model.report import ProgrammeLine
from ng911risk.model.scales import Status
from tests.engine.small import STORY_ASSETS, asset, said, story, story_catalog


def _line(*controls: ControlAnswer, tsp: tuple[str | None, ...] = (), **item: str) -> ProgrammeLine:
    given = {"id": "G1", "title": "Be safe", "wording": Wording.PARAPHRASE} | item
    goal = ProgrammeItem(mitigations=("train", "paper"), **given)  # type: ignore[arg-type]
    programme = Programme(title="Goals", authority="Us", note="-", items=(goal,), sources=())
    content = replace(story_catalog(), programmes={"goals": programme})
    circuits = (asset(f"c{n}", AssetKind.CIRCUIT, tsp_code=code) for n, code in enumerate(tsp))
    one = story(*STORY_ASSETS, *circuits, controls=controls)
    [view] = programme_views(one, content, controls_of(one, content))
    [line] = view.lines
    return line


@pytest.mark.parametrize(
    ("status", "part"),
    [
        (Status.YES, "in_place"),
        (Status.PARTLY, "partly"),
        (Status.NO, "missing"),
        (Status.UNKNOWN, "unknown"),
    ],
)
def test_every_measure_stands_in_exactly_one_column(status: Status, part: str) -> None:
    line = _line(said("train", status), said("paper", Status.YES))
    columns = (line.in_place, line.partly, line.missing, line.unknown)

    assert "train" in getattr(line, part)
    assert sum(column.count("train") for column in columns) == 1
    assert sum(map(len, columns)) == 2


def test_what_nobody_said_is_unknown_and_not_missing() -> None:
    assert _line().unknown == ("train", "paper")


def test_only_verified_wording_is_a_quotation() -> None:
    assert _line(wording=Wording.VERIFIED).quoted
    assert not _line().quoted


def test_circuits_are_counted_where_priority_is_asked_for() -> None:
    line = _line(tsp=("TSP01", "", None, None), id="TSP-1", note="Ask the provider.")

    assert line.note == "Ask the provider. 4 circuits: 1 with a TSP code, 1 without, 2 unknown."
    assert _line(tsp=("TSP01",)).note == ""
    assert _line(id="TSP-1").note == ""


def test_programmes_stand_in_the_order_of_their_ids() -> None:
    content = story_catalog()
    [(_, one)] = content.programmes.items()
    both = replace(content, programmes={"z": one, "a": one})

    views = programme_views(story(), both, controls_of(story(), both))
    assert [view.id for view in views] == ["a", "z"]
