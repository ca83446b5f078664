from __future__ import annotations

from tests.cli.conftest import Run


def test_help_says_that_nothing_is_sent_without_being_asked(run: Run) -> None:
    result = run("lab", "--help")

    told = " ".join(result.stdout.split())
    for word in ("checks", "authorise", "beacon", "targets", "run", "verify", "dry run"):
        assert word in told, word
