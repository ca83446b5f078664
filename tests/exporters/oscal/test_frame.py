from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

import pytest

from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.oscal.frame import Frame, day_stamp, number, stamp, without_empty
from ng911risk.model.tlp import Tlp
from tests.exporters.oscal.given import plain


@cache
def _frame() -> Frame:
    return Frame.of(plain())


def test_moments_have_a_zone() -> None:
    east = datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=2)))

    assert stamp(east) == "2026-02-28T23:00:00Z"
    assert stamp(datetime(2026, 3, 1, tzinfo=UTC)) == day_stamp(date(2026, 3, 1))


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("  two \t blanks ", "two blanks"),
        ("", "-"),
        ("\n \n", "-"),
        ("<script>", "&lt;script>"),
        ("a\x00b\x1bc", "a b c"),
        ("one\r\ntwo", "one\ntwo"),
        ("call Pat, 555-010-4477", "call Pat, [number left out]"),
    ],
)
def test_texts_are_such_as_oscal_takes(told: str, shown: str) -> None:
    assert _frame().text(told) == shown
    assert "\n" not in _frame().line(told)


def test_properties_say_something_and_the_marking_comes_first() -> None:
    frame = Frame.of(replace(plain(), wishes=Wishes(tlp=Tlp.RED)))

    marking, own = frame.props(asset_id="phish@desk-1", gone="", none=None)

    assert (marking["name"], marking["value"]) == ("marking", "TLP:RED")
    assert (own["name"], own["value"]) == ("asset-id", "phish@desk-1")
    assert frame.said(" ") is None
    assert _frame().props()[0]["value"] == "TLP:AMBER+STRICT"


def test_nothing_empty_stays() -> None:
    assert without_empty({"a": [], "b": {}, "c": None, "d": "", "e": "x"}) == {"e": "x"}
    assert number(0.000123456) == "0.0001235"
