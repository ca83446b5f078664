from __future__ import annotations

import pytest
from typer.testing import CliRunner

from ng911risk.cli.app import app


@pytest.mark.parametrize("command", [["token", "list"], ["people", "list"], ["audit", "show"]])
def test_the_database_may_be_named_by_the_environment(command: list[str]) -> None:
    told = CliRunner().invoke(app, command, env={"NG911RISK_STORE": "nowhere.sqlite"})

    assert told.exit_code != 0
    assert "nowhere.sqlite" in str(told.exception) + told.output
