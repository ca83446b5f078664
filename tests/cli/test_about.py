from __future__ import annotations

from ng911risk.cli.assessing import tool_version
from ng911risk.content import load_catalog
from tests.cli.conftest import Run


def test_version_names_the_tool_and_the_catalogue(run: Run) -> None:
    result = run("version")

    assert result.exit_code == 0
    assert f"ng911risk {tool_version()}" in result.output
    assert load_catalog().digest in result.output
