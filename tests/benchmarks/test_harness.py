from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import harness
from benchmarks.harness import Result, apart, cpu, peak_bytes, summary


def _result(value: float | None, bar: float | None, *, at_most: bool = False) -> Result:
    return Result(name="speed", value=value, unit="x", bar=bar, at_most=at_most)


HOME = Path(harness.__file__).parent


@pytest.mark.parametrize(
    ("value", "bar", "at_most", "met"),
    [
        (80.0, 80.0, False, True),
        (79.9, 80.0, False, False),
        (5.0, 5.0, True, True),
        (5.1, 5.0, True, False),
        (1.0, None, False, None),
        (None, 80.0, False, None),
    ],
)
def test_a_bar_is_met_or_missed_or_neither(
    value: float | None, bar: float | None, at_most: bool, met: bool | None
) -> None:
    assert _result(value, bar, at_most=at_most).met is met


def test_a_json_line_holds_what_the_table_says() -> None:
    line = json.loads(_result(79.0, 80.0).as_json())
    assert line["name"] == "speed"
    assert (line["value"], line["bar"], line["unit"], line["met"]) == (79.0, 80.0, "x", False)


def test_a_line_says_when_it_speaks_of_more_than_was_run() -> None:
    result = Result(name="slow", value=1_000.0, unit="s", extrapolated_from=3)
    assert "extrapolated from 3 worlds" in result.as_text()
    assert json.loads(result.as_json())["extrapolated_from"] == 3


def test_the_summary_names_what_was_missed_and_what_was_not_run() -> None:
    missing = Result(name="absent", value=None, unit="x", bar=2, note="cannot be installed")
    text = "\n".join(summary([_result(80.0, 80.0), _result(1.0, 80.0), missing]))
    assert "Bars met: 1" in text
    assert "Bars NOT met: 1" in text
    assert "cannot be installed" in text


def test_the_best_of_some_runs_counts_and_the_result_comes_back() -> None:
    calls: list[int] = []

    def call() -> int:
        calls.append(1)
        return len(calls)

    seconds, value = cpu(call, 3)
    assert len(calls) == 3
    assert value == 3
    assert seconds >= 0.0


def test_a_process_apart_starts_with_memory_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HOME.parent))  # the new process looks there for the harness
    ballast = bytearray(400_000_000)
    ballast[::4096] = b"x" * len(ballast[::4096])
    assert peak_bytes() > 400_000_000
    assert apart("benchmarks.harness:peak_bytes") < 300_000_000
