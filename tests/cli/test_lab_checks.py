from __future__ import annotations

import re
from pathlib import Path

from ng911risk.lab.captures.detector import all_detectors
from ng911risk.lab.check import all_checks
from tests.cli.conftest import Run


def test_every_check_and_every_reading_of_a_capture_stands_in_the_list(run: Run) -> None:
    result = run("lab", "checks")

    assert result.exit_code == 0
    told = [line.split()[0] for line in result.stdout.splitlines() if line.startswith("  ")]
    assert told == [*all_checks(), *all_detectors()]


def test_the_first_page_tells_how_many_there_are(repository: Path) -> None:
    text = (repository / "README.md").read_text("utf-8")

    told = re.findall(r"(\d+) bounded checks and (\d+) readings of captures", text)

    assert told == [(f"{len(all_checks())}", f"{len(all_detectors())}")]


def test_the_catalogue_is_complete(run: Run) -> None:
    numbers = {"SIP": 20, "MED": 4, "LOC": 5, "DNS": 4, "NTP": 1, "L2": 7, "SEG": 1}
    wanted = {f"{name}-{i:02}" for name, most in numbers.items() for i in range(1, most + 1)}

    assert len(wanted) == 42
    assert wanted <= {*all_checks(), *all_detectors()}


def test_a_reading_of_a_capture_is_told_in_full(run: Run) -> None:
    result = run("lab", "checks", "med-02")

    assert "sends nothing" in result.stdout
    assert "encrypted-media" in result.stdout


def test_one_is_told_in_full(run: Run) -> None:
    result = run("lab", "checks", "sip-14")

    assert "60 OPTIONS" in result.stdout
    assert "call-admission-control: a pass verifies it, a failure refutes it" in result.stdout


def test_one_that_nobody_knows_is_told_with_a_guess(run: Run) -> None:
    result = run("lab", "checks", "SIP-1")

    assert result.exit_code == 1
    assert "Did you mean" in result.stderr
