"""One attack path as a drawing for paper: boxes in rows, from who starts to what stops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from ng911risk.exporters import words
from ng911risk.exporters.documents.paper import Picture
from ng911risk.exporters.documents.plain_text import spelt, straight
from ng911risk.model.report import AttackPath

_IN_A_ROW: Final = 4
_WIDTH: Final = 540
_BOX_W: Final = 117
_GAP: Final = (_WIDTH - _IN_A_ROW * _BOX_W) / (_IN_A_ROW - 1)
_CHARS: Final = 19
_LINE: Final = 11.5
_PAD: Final = 9
_ROW_GAP: Final = 26
_MOST_LINES: Final = 4
_RARE: Final = "\u2600"
"""Signs from here on are pictures and scripts that need a font of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """One box: where, what, and what happens there."""

    zone: str
    label: tuple[str, ...]
    does: tuple[str, ...]
    look: str

    @property
    def height(self) -> float:
        return _PAD * 2 + _LINE * (len(self.label) + len(self.does))


_LOOKS: Final = {
    "start": ("#ffffff", "#4a5058"),
    "stop": ("#eef3f8", "#1f3a5f"),
    "end": ("#f7dcd6", "#8a1f11"),
}


def path_picture(path: AttackPath, number: int) -> Picture:
    """A picture of a path, read aloud by its description."""
    return Picture(svg=_drawn(_boxes(path)), alt=aloud(path, number))


def aloud(path: AttackPath, number: int) -> str:
    """The same in one sentence."""
    stops = ", then ".join(f"{one.label} in {one.zone_label}: {one.title}" for one in path.stops)
    return f"Path {number}: {path.actor_title}, then {stops}. It ends in: {path.outcome}."


def _boxes(path: AttackPath) -> tuple[_Box, ...]:
    start = _Box(
        zone="Who starts", label=_lines(path.actor_title, _CHARS, 3), does=(), look="start"
    )
    stops = (
        _Box(
            zone=one.zone_label,
            label=_lines(one.label, _CHARS - 1, 3),
            does=_lines(_without(one.title, one.label), _CHARS + 2, _MOST_LINES),
            look="stop",
        )
        for one in path.stops
    )
    end = _Box(
        zone="What it does to 9-1-1",
        label=_lines(words.capital(path.outcome), _CHARS - 1, 5),
        does=(),
        look="end",
    )
    return (start, *stops, end)


def _lines(text: str, width: int, most: int) -> tuple[str, ...]:
    """`text` folded; what hardly any font shows is spelt before, so that it is counted."""
    told = "".join(spelt(sign) if sign >= _RARE else sign for sign in straight(text))
    return words.folded(told, width, most)


def _without(title: str, label: str) -> str:
    """What happens, without the name that stands above it anyway."""
    return title.removesuffix(f": {label}").removesuffix(label).strip(" :") or title


def _drawn(boxes: tuple[_Box, ...]) -> str:
    rows = [boxes[start : start + _IN_A_ROW] for start in range(0, len(boxes), _IN_A_ROW)]
    parts: list[str] = []
    top = 2.0
    for number, row in enumerate(rows):
        height = max(one.height for one in row)
        for column, one in enumerate(row):
            left = column * (_BOX_W + _GAP)
            parts += _box(one, left, top + 12, height)
            if column + 1 < len(row):
                parts += _arrow(left + _BOX_W, top + 12 + height / 2, left + _BOX_W + _GAP)
        if number + 1 < len(rows):
            parts += _turn(top + 12 + height)
        top += 12 + height + _ROW_GAP
    height = top - _ROW_GAP + 3
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height:.1f}" '
        f'viewBox="0 0 {_WIDTH} {height:.1f}" '
        'font-family="Public Sans, Libertinus Serif, sans-serif">' + "".join(parts) + "</svg>"
    )


def _box(one: _Box, left: float, top: float, height: float) -> Iterator[str]:
    fill, edge = _LOOKS[one.look]
    zone = escape(words.shorten(one.zone, 24))
    yield f'<text x="{left:.1f}" y="{top - 4:.1f}" font-size="7.6" fill="#4a5058">{zone}</text>'
    yield (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{_BOX_W}" height="{height:.1f}" rx="4" '
        f'fill="{fill}" stroke="{edge}" stroke-width="1"/>'
    )
    used = _LINE * (len(one.label) + len(one.does))
    y = top + (height - used) / 2 + 9
    for line in one.label:
        yield _line(line, left, y, 'font-weight="bold" font-size="9.6" fill="#1b1b1b"')
        y += _LINE
    for line in one.does:
        yield _line(line, left, y, 'font-size="8.6" fill="#1b1b1b"')
        y += _LINE


def _line(text: str, left: float, y: float, look: str) -> str:
    return f'<text x="{left + 7:.1f}" y="{y:.1f}" {look}>{escape(text)}</text>'


def _arrow(x1: float, y: float, x2: float) -> Iterator[str]:
    yield (
        f'<line x1="{x1:.1f}" y1="{y:.1f}" x2="{x2 - 5:.1f}" y2="{y:.1f}" '
        'stroke="#1f3a5f" stroke-width="1.6"/>'
    )
    yield _tip(x2, y)


def _tip(x: float, y: float) -> str:
    points = f"{x - 7:.1f},{y - 4:.1f} {x:.1f},{y:.1f} {x - 7:.1f},{y + 4:.1f}"
    return f'<polygon points="{points}" fill="#1f3a5f"/>'


def _turn(bottom: float) -> Iterator[str]:
    """From the last box of a row down and back to the first of the next."""
    x, middle, low = _WIDTH - _BOX_W / 2, bottom + 8, bottom + _ROW_GAP + 9
    yield (
        f'<path d="M{x:.1f} {bottom:.1f}V{middle:.1f}H{_BOX_W / 2 + 34:.1f}V{low - 2:.1f}" '
        'fill="none" stroke="#1f3a5f" stroke-width="1.6"/>'
    )
    at = _BOX_W / 2 + 34
    yield (
        f'<polygon points="{at - 4:.1f},{low - 4:.1f} {at:.1f},{low + 3:.1f} '
        f'{at + 4:.1f},{low - 4:.1f}" fill="#1f3a5f"/>'
    )
