from __future__ import annotations

from tests.cli.conftest import Run


def test_the_group_names_its_commands(run: Run) -> None:
    output = run("intel", "--help").output

    for name in ("observe", "seen", "promote", "withdraw"):
        assert name in output
