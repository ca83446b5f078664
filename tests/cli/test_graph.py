from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Program, Run

BRIDGE = {
    "goal": "t",
    "source": "the bridge of every textbook",
    "nodes": {
        "s": ["LEAF", 1.0, []],
        "t": ["OR", 1.0, ["a", "b"]],
        "a": ["OR", 0.5, ["s", "b"]],
        "b": ["OR", 0.25, ["s", "a"]],
    },
}


@pytest.fixture
def bridge(tmp_path: Path) -> Path:
    path = tmp_path / "bridge.json"
    path.write_text(json.dumps(BRIDGE), "utf-8")
    return path


def test_one_graph_is_solved_as_json(run: Run, bridge: Path) -> None:
    found = json.loads(run("graph", "solve", bridge, "--json").stdout)

    assert set(found) == {"goal", "nodes"}
    assert found["goal"] == "t"
    assert list(found["nodes"]) == ["s", "t", "a", "b"]
    answer = found["nodes"]["t"]
    assert set(answer) == {"lower", "upper", "exact", "monte_carlo"}
    assert answer["exact"] == 0.625
    assert answer["lower"] <= 0.625 <= answer["upper"]
    sample = answer["monte_carlo"]
    assert set(sample) == {"estimate", "low", "high", "worlds"}
    assert sample["low"] <= sample["estimate"] <= sample["high"]
    assert sample["worlds"] == 10_240


def test_several_graphs_are_solved_by_name(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "two.json"
    path.write_text(json.dumps({"one": BRIDGE, "two": {"nodes": {"x": ["LEAF", 0.1, []]}}}))

    found = json.loads(run("graph", "solve", path, "--json").stdout)

    assert found["one"]["nodes"]["t"]["exact"] == 0.625
    assert set(found["two"]) == {"nodes"}
    assert found["two"]["nodes"]["x"]["exact"] == 0.1
    text = run("graph", "solve", path).stdout
    assert "one (4 nodes)" in text
    assert "two (1 node)" in text


def test_people_get_a_table_with_the_goal_first(run: Run, bridge: Path) -> None:
    lines = run("graph", "solve", bridge).stdout.splitlines()

    assert lines[0].split() == ["node", "chance", "how", "it", "is", "known"]
    assert lines[1].split() == ["t", "(goal)", "0.625", "exact"]


def test_without_a_budget_it_is_said_what_is_known_instead(run: Run, tmp_path: Path) -> None:
    nodes = {"k": ["LEAF", 0.5, []], "never": ["LEAF", 1e-12, []]}
    nodes |= {"a": ["AND", 0.5, ["k"]], "b": ["AND", 0.5, ["k"]], "t": ["OR", 1, ["a", "b"]]}
    nodes |= {"r": ["AND", 0.5, ["t", "never"]], "u": ["OR", 1, ["never"]]}
    path = tmp_path / "shared.json"
    path.write_text(json.dumps({"goal": "t", "nodes": nodes}), "utf-8")

    text = run("graph", "solve", path, "--budget", 0, "--worlds", 1024, env={"COLUMNS": "120"})
    found = json.loads(run("graph", "solve", path, "--budget", 0, "--json").stdout)

    assert "with 99 % in 2,048 worlds; bounds 0.25 to 0.438" in text.stdout
    assert "in none of 32,768 worlds drawn" in text.stdout
    assert found["nodes"]["t"]["exact"] is None
    assert found["nodes"]["k"]["exact"] == 0.5


def test_the_seed_decides_the_draw(run: Run, bridge: Path) -> None:
    one, same, other = (
        run("graph", "solve", bridge, "--json", "--seed", seed).stdout for seed in (5, 5, 6)
    )

    assert one == same
    assert one != other


def test_stdin_is_read(run: Run) -> None:
    result = run("graph", "solve", "-", "--json", answers=json.dumps(BRIDGE))

    assert json.loads(result.stdout)["nodes"]["t"]["exact"] == 0.625


def test_what_is_wrong_is_listed(program: Program, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"nodes": {"a": ["ADN", 2, ["b"]]}}', "utf-8")

    result = program("graph", "solve", "bad.json")

    assert result.returncode == 2
    assert "Did you mean 'AND'?" in result.stderr
    assert "3 problems" in result.stderr


def test_a_file_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    result = run("graph", "solve", tmp_path / "no.json")

    assert result.exit_code == 2
    assert "there is no such file" in result.stderr


def test_a_name_cannot_speak_to_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_text(json.dumps({"nodes": {"[red]a[/red]\n": ["LEAF", 0.5, []]}}), "utf-8")

    result = run("graph", "solve", path)

    assert result.exit_code == 0
    assert "[red]a" in result.stdout
