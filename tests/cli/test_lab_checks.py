from __future__ import annotations

from ng911risk.lab.check import all_checks
from tests.cli.conftest import Run


def test_every_check_stands_in_the_list(run: Run) -> None:
    result = run("lab", "checks")

    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == list(all_checks())


def test_one_is_told_in_full(run: Run) -> None:
    result = run("lab", "checks", "sip-14")

    assert "60 OPTIONS" in result.stdout
    assert "call-admission-control: a pass verifies it, a failure refutes it" in result.stdout


def test_one_that_nobody_knows_is_told_with_a_guess(run: Run) -> None:
    result = run("lab", "checks", "SIP-1")

    assert result.exit_code == 1
    assert "Did you mean" in result.stderr
