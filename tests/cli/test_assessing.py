from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ng911risk.cli.assessing import assess_file, tool_version

_AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_report_speaks_of_its_file_and_its_moment(site: Path) -> None:
    done = assess_file(site, at=_AT, seed=3)

    assert done.report.made_at == _AT
    assert done.report.seed == 3
    assert done.report.tool_version == tool_version()
    assert done.report.inventory_digest == done.read.digest
    assert done.report.site.name == "Elm County 9-1-1"


def test_the_tool_knows_its_version() -> None:
    assert tool_version()[0].isdigit()
