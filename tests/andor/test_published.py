"""What others printed comes out here, and again by a way without decision diagrams."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ng911risk.andor.graph import graph_of
from ng911risk.andor.solve import solve
from ng911risk.records.graph_text import read_graphs
from tests.andor.brute import brute
from tests.andor.published import CASES, Published


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_printed_probability_comes_out(case: Published) -> None:
    answer = solve(graph_of(case.nodes)).answers()[case.goal]

    assert answer.exact == pytest.approx(case.printed, rel=0, abs=case.within)
    assert answer.exact is not None
    assert answer.lower <= answer.exact <= answer.upper
    again = brute(case.nodes)[case.goal] if case.independently is None else case.independently
    assert answer.exact == pytest.approx(again, rel=1e-9)


def test_every_case_names_its_source_and_one_runs_in_circles() -> None:
    assert all(case.source for case in CASES.values())
    assert "2 moves 1" in CASES["smokers in a circle"].nodes["1"].before
    assert "1 moves 2" in CASES["smokers in a circle"].nodes["2"].before


def test_the_fixtures_of_the_design_come_out_at_every_node(shared_data: Path) -> None:
    data = (shared_data / "prototypes/engine/fixtures.json").read_bytes()
    graphs = read_graphs(data, file="fixtures.json").graphs
    expected = json.loads(data)

    assert len(graphs) == 9
    for name, graph in graphs.items():
        answers = solve(graph_of(graph.nodes)).answers()
        found = {node: answers[node].exact for node in expected[name]["exact"]}
        assert found == pytest.approx(expected[name]["exact"], rel=0, abs=1e-9), name
