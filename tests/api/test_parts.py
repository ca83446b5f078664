from __future__ import annotations

from datetime import timedelta

from ng911risk_api.parts import installed_parts, tool_version


def test_the_real_parts_are_there() -> None:
    parts = installed_parts()

    assert parts.catalog.vectors
    assert parts.tool_version == tool_version() != ""
    assert parts.now().utcoffset() == timedelta(0)
