from __future__ import annotations

import pytest

from ng911risk_api.caching import catalog_tag, has_already, report_tag


@pytest.mark.parametrize(
    ("header", "has"),
    [
        (None, False),
        ("", False),
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ("*", True),
        ("a", False),
        ('"b"', False),
        ('"aa"', False),
    ],
)
def test_if_none_match(header: str | None, has: bool) -> None:
    assert has_already(header, '"a"') is has


def test_every_rendering_has_its_own_tag() -> None:
    tags = {
        report_tag("h", form, public=public, tool_version=version)
        for form in ("json", "html", "csv")
        for public in (True, False)
        for version in ("1", "2")
    }

    assert len(tags) == 11  # the sealed JSON is the same for both versions
    assert report_tag("h", "json", public=False, tool_version="1") == '"h"'


def test_a_version_cannot_break_the_header() -> None:
    assert report_tag("h", "csv", public=False, tool_version='1"\r\n') == '"h.full.csv.1---"'


def test_another_catalogue_or_version_has_another_tag() -> None:
    tags = {catalog_tag(digest, tool_version=version) for digest in "ab" for version in "12"}

    assert len(tags) == 4
    assert catalog_tag("a", tool_version='1"') == '"a.1-"'
