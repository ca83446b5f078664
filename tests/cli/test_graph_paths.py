"""``graph paths``: the likeliest ways to a goal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.andor.test_knuth import three_hosts
from tests.cli.conftest import Run

HOSTS = {name: [node.kind.name, node.chance, node.before] for name, node in three_hosts().items()}


@pytest.fixture
def hosts(tmp_path: Path) -> Path:
    path = tmp_path / "hosts.json"
    path.write_text(json.dumps({"goal": "root2", "nodes": HOSTS}))
    return path


def test_all_ways_with_their_chance_and_steps(run: Run, hosts: Path) -> None:
    found = json.loads(run("graph", "paths", hosts, "--json").stdout)

    assert found["goal"] == "root2"
    assert found["proven"]
    chances = [0.8 * 0.9 * 0.1, 0.8 * 0.9 * 0.8 * 0.9 * 0.1, 0.1 * 0.8 * 0.9 * 0.1]
    assert [way["chance"] for way in found["paths"]] == pytest.approx(chances)
    first = found["paths"][0]
    assert first["steps"] == ["user0", "ftp02", "rhosts(0,2)", "rsh(0,2)", "bof(2,2)"]
    assert set(first["steps"]) < set(first["nodes"])
    assert first["nodes"][-1] == "root2"


def test_people_get_the_number_they_ask_for(run: Run, hosts: Path) -> None:
    text = run("graph", "paths", hosts, "-k", 2).stdout

    assert "1. chance 0.072\n" in text
    assert "   rsh(0,2)  (0.9)\n" in text
    assert "2. chance" in text
    assert "3. chance" not in text
    assert "Next: ng911risk graph cuts" in text


def test_several_graphs_and_another_goal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "two.json"
    graph = {"goal": "root2", "nodes": HOSTS}
    path.write_text(json.dumps({"one": graph, "two": graph}))

    found = json.loads(run("graph", "paths", path, "--goal", "user1", "--json").stdout)

    assert [one["goal"] for one in found.values()] == ["user1", "user1"]
    assert found["two"]["paths"][0]["chance"] == pytest.approx(0.72)


def test_a_goal_out_of_reach_is_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    path.write_text(json.dumps({"goal": "in", "nodes": {"in": ["OR", 1, []]}}))

    assert "in cannot be reached." in run("graph", "paths", path).stdout
    assert json.loads(run("graph", "paths", path, "--json").stdout)["paths"] == []
