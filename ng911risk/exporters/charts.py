"""
Charts as SVG, drawn here: no library, no script, no style of its own.

Colours are only a help: every mark has a label, and what a chart shows it also says in its
description. The page beside it has the same numbers in a table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from ng911risk.model.scales import Band

_WIDTH: Final = 420
_HEIGHT: Final = 260
_LEFT: Final = 92
_RIGHT: Final = 18
_TOP: Final = 14
_BOTTOM: Final = 34

_INK: Final = "#1b1b1b"
_GREY: Final = "#565c65"
_RULE: Final = "#dfe1e2"
_BAND: Final = "#73b3e7"
_LINE: Final = "#005ea2"
_WORSE: Final = "#b50909"

_DECADES_MOST: Final = 4
"""Powers of ten from the top of a chart down; what is smaller stands on its lowest line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One value at one moment."""

    at: datetime
    name: str
    """Which one it is, for instance ``number 3``."""

    band: Band


def trend(
    title: str,
    dots: Sequence[Dot],
    say: Callable[[float], str],
    *,
    id: str,
    mark: Callable[[float], str] | None = None,
) -> str:
    """
    Draw a number over time with its ranges, on a scale of powers of ten.

    Args:
        title: What it shows.
        dots: In order of time; at least one.
        say: A value in words, for the description.
        id: Start of the ids inside, unique on the page.
        mark: A line of the scale in few letters; `say` if left out.

    Returns:
        An ``<svg>`` element.
    """
    if not dots:
        raise ValueError("a chart needs a value")
    top, bottom = _decades(dots)
    heights = _Heights(top=top, bottom=bottom)
    places = _across([dot.at for dot in dots])
    marks = [*_scale(heights, mark or say), *_days(dots, places)]
    points = [(x, heights.of(dot.band.likely)) for x, dot in zip(places, dots, strict=True)]
    for (x, y), dot in zip(points, dots, strict=True):
        marks.append(_range(x, heights.of(dot.band.low), heights.of(dot.band.high)))
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{_LINE}"/>')
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    marks.insert(
        -2 * len(dots),
        f'<polyline points="{line}" fill="none" stroke="{_LINE}" stroke-width="2.5"/>',
    )
    return _svg(title, _described(dots, say), marks, id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One part of a difference."""

    label: str
    value: float
    """Less than zero goes to the left."""
    said: str
    """The value in words."""


_BAR: Final = 34
"""Height of one bar with what is around it."""

_SIDE: Final = 110
"""Longest bar; its words stand beyond its end."""


def bars(title: str, parts: Sequence[Bar], *, id: str) -> str:
    """
    Draw parts of a difference, what is less to the left and what is more to the right.

    Args:
        title: What it shows.
        parts: From the top down; at least one.
        id: Start of the ids inside, unique on the page.

    Returns:
        An ``<svg>`` element.
    """
    widest = max(abs(one.value) for one in parts) or 1.0
    zero, height = 250 + _SIDE + 100, _BAR * len(parts) + 16
    marks = [f'<line x1="{zero}" x2="{zero}" y1="6" y2="{height - 6}" stroke="{_GREY}"/>']
    for number, one in enumerate(parts):
        middle = 8 + _BAR * number + _BAR / 2
        long = _SIDE * abs(one.value) / widest
        left = zero - long if one.value < 0.0 else zero
        if long:
            colour = _LINE if one.value < 0.0 else _WORSE
            marks.append(
                f'<rect x="{left:.1f}" y="{middle - 10:.1f}" width="{long:.1f}" height="20" '
                f'fill="{colour}"/>'
            )
        end, anchor = (left - 8, "end") if one.value < 0.0 else (zero + long + 8, "start")
        marks.append(f'<text x="4" y="{middle + 5:.1f}">{escape(one.label)}</text>')
        marks.append(
            f'<text x="{end:.1f}" y="{middle + 5:.1f}" text-anchor="{anchor}">'
            f"{escape(one.said)}</text>"
        )
    described = " ".join(f"{one.label}: {one.said}." for one in parts)
    return _svg(title, described, marks, id, width=zero + _SIDE + 130, height=height)


def _svg(
    title: str,
    description: str,
    marks: Iterable[str],
    name: str,
    *,
    width: int = _WIDTH,
    height: int = _HEIGHT,
) -> str:
    named = quoteattr(f"{name}-title {name}-desc")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby={named} '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="Public Sans Web, Public Sans, sans-serif" font-size="14" fill="{_INK}">'
        f"<title id={quoteattr(name + '-title')}>{escape(title)}</title>"
        f"<desc id={quoteattr(name + '-desc')}>{escape(description)}</desc>"
        f"{''.join(marks)}</svg>"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heights:
    """Where a value stands: a line for each power of ten."""

    top: int
    bottom: int

    def of(self, value: float) -> float:
        least = 10.0**self.bottom
        share = (math.log10(max(value, least)) - self.bottom) / (self.top - self.bottom)
        return _HEIGHT - _BOTTOM - min(1.0, share) * (_HEIGHT - _TOP - _BOTTOM)


def _decades(dots: Sequence[Dot]) -> tuple[int, int]:
    """Powers of ten above the greatest value and below the least that is not too small."""
    values = [one for dot in dots for one in (dot.band.low, dot.band.likely, dot.band.high)]
    positive = [one for one in values if one > 0.0]
    if not positive:
        return 1, 0
    # what a hair above a power of ten is, is that power
    top = math.ceil(math.log10(max(positive)) - 1e-9)
    bottom = math.floor(math.log10(min(positive)) + 1e-9)
    return top, min(max(bottom, top - _DECADES_MOST), top - 1)


def _across(moments: Sequence[datetime]) -> list[float]:
    """Places by time; one alone stands in the middle."""
    inner = _WIDTH - _LEFT - _RIGHT - 40
    first, last = moments[0], moments[-1]
    whole = (last - first).total_seconds()
    if whole <= 0.0:
        each = inner / max(1, len(moments) - 1)
        return [
            _LEFT + 20 + (place * each if len(moments) > 1 else inner / 2)
            for place in range(len(moments))
        ]
    return [_LEFT + 20 + inner * (one - first).total_seconds() / whole for one in moments]


def _scale(heights: _Heights, say: Callable[[float], str]) -> list[str]:
    marks = []
    for power in range(heights.bottom, heights.top + 1):
        y = heights.of(10.0**power)
        marks.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{_RULE}"/>'
            f'<text x="{_LEFT - 8}" y="{y + 5:.1f}" text-anchor="end" fill="{_GREY}">'
            f"{escape(say(10.0**power))}</text>"
        )
    return marks


def _days(dots: Sequence[Dot], places: Sequence[float]) -> list[str]:
    """The first and the last day; one where they are the same."""
    first, last = _day(dots[0].at), _day(dots[-1].at)
    y = _HEIGHT - 10
    if first == last:
        middle = (places[0] + places[-1]) / 2
        return [f'<text x="{middle:.1f}" y="{y}" text-anchor="middle">{first}</text>']
    return [
        f'<text x="{_LEFT}" y="{y}">{first}</text>',
        f'<text x="{_WIDTH - _RIGHT}" y="{y}" text-anchor="end">{last}</text>',
    ]


def _range(x: float, low: float, high: float) -> str:
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}" '
        f'stroke="{_BAND}" stroke-width="8" stroke-linecap="round"/>'
    )


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%-d %b %Y}"


def _described(dots: Sequence[Dot], say: Callable[[float], str]) -> str:
    return " ".join(
        f"{_day(dot.at)}, {dot.name}: {say(dot.band.likely)}, "
        f"from {say(dot.band.low)} to {say(dot.band.high)}."
        for dot in dots
    )
