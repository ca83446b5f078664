"""Bars for what moves the result most: each from the sum at the low end to that at the high end."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from ng911risk.model.report import Influence, RiskReport

WIDTH = 180
_HEIGHT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One input and its picture; the numbers stand beside it in the table."""

    one: Influence
    picture: Markup


def bars(report: RiskReport) -> tuple[Bar, ...]:
    """A bar for each input, all on one scale from nothing to the largest sum."""
    ends = [end for one in report.influences for end in (one.harm_at_low, one.harm_at_high)]
    top = max([report.harm.likely, *ends], default=0.0) or 1.0
    return tuple(
        Bar(one=one, picture=_picture(one, report.harm.likely, WIDTH / top))
        for one in report.influences
    )


def _picture(one: Influence, likely: float, scale: float) -> Markup:
    """Hidden from screen readers: the table tells the same in numbers."""
    low, high = sorted((one.harm_at_low * scale, one.harm_at_high * scale))
    wide = max(1.0, high - low)
    at = likely * scale
    return Markup(  # noqa: S704 -- numbers only
        f'<svg class="bar" aria-hidden="true" width="{WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {_HEIGHT}">'
        f'<rect x="{low:.1f}" y="2" width="{wide:.1f}" height="8"/>'
        f'<line x1="{at:.1f}" y1="0" x2="{at:.1f}" y2="{_HEIGHT}"/></svg>'
    )
