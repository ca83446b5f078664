"""``graph cuts``: smallest and cheapest sets of nodes to take away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ng911risk.andor.graph import AndOrGraph
from tests.andor.test_cuts import HARDENING, doors
from tests.andor.test_knuth import three_hosts
from tests.cli.conftest import Run

HOSTS = {name: [node.kind.name, node.chance, node.before] for name, node in three_hosts().items()}


def told(graph: AndOrGraph) -> dict[str, object]:
    """Nodes of a graph as a file tells them."""
    kinds = ("LEAF", "AND", "OR")
    before = [[graph.names[need] for need in needs] for needs in graph.before.lists()]
    parts = zip(graph.names, graph.kind.tolist(), graph.chance.tolist(), before, strict=True)
    return {name: [kinds[kind], chance, needs] for name, kind, chance, needs in parts}


@pytest.fixture
def hosts(tmp_path: Path) -> Path:
    path = tmp_path / "hosts.json"
    path.write_text(json.dumps({"goal": "root2", "removable": HARDENING, "nodes": HOSTS}))
    return path


def test_the_published_sets_and_their_costs(run: Run, hosts: Path) -> None:
    found = json.loads(run("graph", "cuts", hosts, "--json").stdout)

    cheapest = {"nodes": ["ftp02", "ftp12"], "cost": 40.0}
    assert found == {
        "goal": "root2",
        "minimal": [
            cheapest,
            {"nodes": ["ftp01", "ftp02", "sshd01"], "cost": 50.0},
            {"nodes": ["user0"], "cost": 100.0},
        ],
        "complete": True,
        "cheapest": [cheapest],
        "optimal": True,
        "necessary": ["user0", "user2", "bof(2,2)", "root2"],
    }


def test_people_get_a_table_the_proof_and_a_next_step(run: Run, hosts: Path) -> None:
    lines = run("graph", "cuts", hosts).stdout.splitlines()

    assert lines[1].split() == ["40", "ftp02,", "ftp12"]
    assert "Proven: nothing that costs less than 40 stops root2." in lines
    assert "No way to root2 does without: user0, user2, bof(2,2)." in lines
    assert any(line.startswith("Next: ng911risk graph paths") for line in lines)


def test_without_costs_every_leaf_costs_one_and_it_is_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "hosts.json"
    path.write_text(json.dumps({"goal": "root2", "nodes": HOSTS}))

    found = json.loads(run("graph", "cuts", path, "--json").stdout)

    assert found["removable"] == "every leaf, at cost 1"
    assert found["cheapest"] == [{"nodes": ["user0"], "cost": 1.0}]
    assert "every leaf, at cost 1" in run("graph", "cuts", path).stdout


def test_several_graphs_answer_by_name(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "two.json"
    graph = {"goal": "root2", "removable": HARDENING, "nodes": HOSTS}
    path.write_text(json.dumps({"one": graph, "two": graph | {"removable": {"ftp02": 1}}}))

    found = json.loads(run("graph", "cuts", path, "--json").stdout)

    assert found["one"]["cheapest"][0]["cost"] == 40.0
    assert found["two"]["minimal"] == []
    assert found["two"]["optimal"]
    assert "Nothing that can be taken away stops root2." in run("graph", "cuts", path).stdout


def test_a_goal_out_of_reach_needs_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    path.write_text(json.dumps({"goal": "in", "nodes": {"in": ["OR", 1, []]}}))

    found = json.loads(run("graph", "cuts", path, "--json").stdout)

    assert found["minimal"] == found["cheapest"] == [{"nodes": [], "cost": 0.0}]
    assert found["necessary"] == []
    assert "cannot be reached as it is" in run("graph", "cuts", path).stdout


def test_a_list_that_ends_early_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    path.write_text(json.dumps({"goal": "goal", "nodes": told(doors(6))}))

    found = json.loads(run("graph", "cuts", path, "--limit", 30, "--json").stdout)

    assert not found["complete"]
    assert len(found["minimal"]) == 30
    text = run("graph", "cuts", path, "--limit", 30).stdout
    assert "... and 10 more sets; --json lists them." in text
    assert "There are more sets than were looked for; --limit raises that." in text


def test_help_teaches_the_file(run: Run) -> None:
    text = run("graph", "cuts", "--help").stdout

    assert '"removable"' in text
    assert "Examples" in text
