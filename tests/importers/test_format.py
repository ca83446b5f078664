"""Formats are found by lying in their folder."""

from __future__ import annotations

from ng911risk.importers.format import all_formats, endings


def test_the_formats_are_found_in_the_order_of_their_names() -> None:
    assert [one.name for one in all_formats()] == ["CSV", "JSON", "a workbook", "YAML"]


def test_endings_are_lower_case_with_a_dot() -> None:
    assert all(end.startswith(".") and end == end.lower() for end in endings())
