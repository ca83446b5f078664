"""Which node is asked about: the one named on the command line, else the one of the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ng911risk.cli.graph_goal import asked
from ng911risk.errors import InputError

NODES = {"door": ["LEAF", 0.5, []], "in": ["OR", 1, ["door"]]}


def written(path: Path, graph: object) -> Path:
    path.write_text(json.dumps(graph), "utf-8")
    return path


def test_the_goal_of_the_file_unless_another_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "g.json", {"goal": "in", "nodes": NODES})

    ((one,), single) = asked(path, None)
    ((other,), _) = asked(path, "door")

    assert single
    assert one.names((one.goal,)) == ["in"]
    assert other.names((other.goal,)) == ["door"]


def test_several_graphs_keep_their_names(tmp_path: Path) -> None:
    graph = {"goal": "in", "nodes": NODES}

    found, single = asked(written(tmp_path / "g.json", {"a": graph, "b": graph}), None)

    assert not single
    assert [one.name for one in found] == ["a", "b"]


@pytest.mark.parametrize(
    ("graph", "goal", "said"),
    [
        ({"nodes": NODES}, None, "no goal is named"),
        ({"goal": "in", "nodes": NODES}, "dor", "there is no node 'dor'"),
    ],
)
def test_without_a_goal_it_is_said_what_to_do(
    tmp_path: Path, graph: object, goal: str | None, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        asked(written(tmp_path / "g.json", graph), goal)

    (problem,) = caught.value.problems
    assert problem.message == said
    assert problem.hint
