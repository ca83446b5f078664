from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from ng911risk.exporters import words
from ng911risk.exporters.charts import Bar, Dot, bars, trend
from ng911risk.model.scales import Band

AT = datetime(2025, 11, 25, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def dots(*likely: float) -> list[Dot]:
    return [
        Dot(
            at=AT + timedelta(days=100 * place),
            name=f"number {place + 1}",
            band=Band(low=one / 2, likely=one, high=one * 4),
        )
        for place, one in enumerate(likely)
    ]


def drawn(*likely: float) -> ET.Element:
    return ET.fromstring(trend("Hours & more", dots(*likely), words.hours, id="hours"))  # noqa: S314 - our own


def test_a_chart_says_in_words_what_it_shows() -> None:
    svg = drawn(1.0, 3.0)
    named = (svg.get("aria-labelledby") or "").split()
    texts = {one.get("id"): one.text for one in svg if one.get("id")}

    assert svg.get("role") == "img"
    title, description = (texts[name] or "" for name in named)
    assert title == "Hours & more"
    assert description.split(". ") == [
        "25 Nov 2025, number 1: 1 hour, from 30 minutes to 4 hours",
        "5 Mar 2026, number 2: 3 hours, from 1.5 hours to 12 hours.",
    ]


def test_more_stands_higher_and_later_stands_further_right() -> None:
    circles = drawn(1.0, 10.0, 0.1).findall(f"{SVG}circle")
    across = [float(one.get("cx", "")) for one in circles]
    down = [float(one.get("cy", "")) for one in circles]

    assert across == sorted(across)
    assert down[1] < down[0] < down[2]


def test_each_line_of_the_scale_is_ten_times_the_one_below() -> None:
    svg = drawn(1.0, 10.0)
    labels = [one.text for one in svg.findall(f"{SVG}text") if one.get("text-anchor") == "end"]

    assert labels[:-1] == ["6 minutes", "1 hour", "10 hours", "4.2 days"]


@pytest.mark.parametrize("values", [(0.0,), (0.0, 0.0), (1.0,), (1e-12, 1e6), (1.0, 1.0)])
def test_every_mark_is_inside_the_picture(values: tuple[float, ...]) -> None:
    svg = drawn(*values)
    for circle in svg.findall(f"{SVG}circle"):
        assert 0.0 < float(circle.get("cx", "")) < float(svg.get("width", ""))
        assert 0.0 < float(circle.get("cy", "")) < float(svg.get("height", ""))


def test_no_mark_has_a_style_that_the_policy_of_pages_forbids() -> None:
    text = trend("<b>", dots(1.0), words.hours, id="x")

    assert "style" not in text
    assert "<b>" not in text


def test_nothing_is_no_chart() -> None:
    with pytest.raises(ValueError, match="needs a value"):
        trend("Empty", [], words.hours, id="x")


def test_bars_go_to_the_side_of_their_sign_and_as_far_as_they_are_large() -> None:
    found = [
        Bar(label="Answers", value=-4.0, said="4 hours less"),
        Bar(label="Inventory", value=2.0, said="2 hours more"),
        Bar(label="Evidence", value=0.0, said="nothing"),
    ]
    svg = ET.fromstring(bars("Why", found, id="why"))  # noqa: S314 - our own
    (axis,) = svg.findall(f"{SVG}line")
    zero = float(axis.get("x1", ""))
    rects = [
        (float(one.get("x", "")), float(one.get("width", ""))) for one in svg.findall(f"{SVG}rect")
    ]

    assert rects[0][0] + rects[0][1] == pytest.approx(zero, abs=0.1)
    assert rects[1][0] == pytest.approx(zero, abs=0.1)
    assert rects[0][1] == pytest.approx(2 * rects[1][1], abs=0.1)
    assert len(rects) == len(found) - 1
    assert svg[1].text == "Answers: 4 hours less. Inventory: 2 hours more. Evidence: nothing."
