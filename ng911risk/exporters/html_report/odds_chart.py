"""
Odds of trouble with each service, with their bands, on one scale: small text made into SVG.

The scale is logarithmic: from 1 in 10,000 to every year.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from markupsafe import Markup

from ng911risk.exporters import words
from ng911risk.model.report import RiskReport, ServiceRisk

_LABEL_W = 190
_SCALE_W = 420
_RIGHT = 24
_ROW_H = 34
_HEAD_H = 30
_TICKS = (
    (1e-4, "1 in 10,000"),
    (1e-3, "1 in 1,000"),
    (1e-2, "1 in 100"),
    (0.1, "1 in 10"),
    (1.0, "every year"),
)


def odds_chart(report: RiskReport) -> Markup:
    """The chart with title and description; an empty text when there is no service."""
    if not report.services:
        return Markup()
    width = _LABEL_W + _SCALE_W + _RIGHT
    height = _HEAD_H + _ROW_H * len(report.services) + 8
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    named = 'role="img" aria-labelledby="odds-title odds-desc"'
    lines = [
        f'<svg class="odds-chart" xmlns="http://www.w3.org/2000/svg" {size} {named}>',
        '<title id="odds-title">Odds of trouble with each service in a year</title>',
        f'<desc id="odds-desc">{escape(_aloud(report))}</desc>',
        *_scale(height),
        *(line for row, one in enumerate(report.services) for line in _row(row, one)),
        "</svg>",
    ]
    return Markup("\n".join(lines))  # noqa: S704 -- numbers, and texts that are escaped


def _aloud(report: RiskReport) -> str:
    return " ".join(
        f"{words.capital(one.service.words)}: {words.odds(one.degraded)}."
        for one in report.services
    )


def _x(chance: float) -> float:
    least = math.log10(_TICKS[0][0])
    at = math.log10(max(chance, _TICKS[0][0]))
    return _LABEL_W + _SCALE_W * (1.0 - at / least)


def _scale(height: int) -> Iterator[str]:
    for chance, text in _TICKS:
        x = _x(chance)
        anchor = "end" if chance == 1.0 else "middle"
        yield f'<line class="rule" x1="{x:.0f}" y1="22" x2="{x:.0f}" y2="{height}"/>'
        yield f'<text class="tick" x="{x:.0f}" y="15" text-anchor="{anchor}">{text}</text>'


def _row(row: int, one: ServiceRisk) -> Iterator[str]:
    y = _HEAD_H + _ROW_H * row + _ROW_H / 2
    band = one.degraded.chance
    label = escape(words.shorten(words.capital(one.service.words), 26))
    yield f'<text class="label" x="0" y="{y + 4:.0f}">{label}</text>'
    if band.high <= 0.0:
        text = f"{_LABEL_W + 6}"
        yield f'<text class="tick" x="{text}" y="{y + 4:.0f}">{words.NO_WAY}</text>'
        return
    low, likely, high = _x(band.low), _x(band.likely), _x(band.high)
    wide = max(2.0, high - low)
    size = f'width="{wide:.0f}" height="10" rx="5"'
    yield f'<rect class="band" x="{low:.0f}" y="{y - 5:.0f}" {size}/>'
    yield f'<circle class="dot" cx="{likely:.0f}" cy="{y:.0f}" r="6"/>'
