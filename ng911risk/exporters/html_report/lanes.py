"""
The attack paths as a picture: zones are lanes, stops are columns.

Pure text, no layout library: at most five paths of about eight stops are
shown, so columns follow from the position of a stop and nothing can cross
more than its neighbours. Look-alikes share a box. Each path has a dash pattern
of its own, so the picture reads without colour; its description reads every
path aloud.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from ng911risk.exporters import words
from ng911risk.exporters.first_page import path_in_words
from ng911risk.exporters.html_report.boxes import Node, merged
from ng911risk.model.report import AttackPath, RiskReport

SHOWN_PATHS = 5
"""More than these and the picture stops being one."""

_LANE_LABEL_W = 120
_LANE_CHARS = 15
_COLUMN_W = 168
_BOX_W = 144
_BOX_CHARS = 18
_BOX_LINES = 3
_LINE_H = 16
_GAP = 14
_HEAD_H = 34
_LEGEND_H = 24
_ACTOR_LANE = "\0actors"


@dataclass(slots=True)
class _Layout:
    """Where everything stands."""

    lanes: dict[str, tuple[str, float, float]] = field(default_factory=dict)
    """Zone id -> label, top, height."""

    at: dict[Node, tuple[float, float]] = field(default_factory=dict)
    """Node -> left, top."""

    width: float = 0.0
    bottom: float = 0.0


def lanes_svg(report: RiskReport) -> str:
    """An ``svg`` element with title and description; an empty text when there is no path."""
    paths = report.paths[:SHOWN_PATHS]
    if not paths:
        return ""
    routes = merged(paths, _ACTOR_LANE)
    layout = _laid_out(report, routes)
    height = layout.bottom + _LEGEND_H * len(paths) + 12
    size = f"{layout.width:.0f} {height:.0f}"
    width, _, tall = size.partition(" ")
    head = (
        f'<svg class="lanes" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{tall}" '
        f'viewBox="0 0 {size}" preserveAspectRatio="xMinYMin" role="img" '
        'aria-labelledby="lanes-title lanes-desc">'
    )
    return "\n".join(
        (
            head,
            '<title id="lanes-title">The worst attack paths, zone by zone</title>',
            f'<desc id="lanes-desc">{escape(_aloud(paths))}</desc>',
            *_markers(len(paths)),
            *_lanes(layout, max(len(route) for route in routes)),
            *_edges(layout, routes),
            *_boxes(layout, routes),
            *_legend(layout, paths),
            "</svg>",
        )
    )


def _laid_out(report: RiskReport, routes: tuple[tuple[Node, ...], ...]) -> _Layout:
    nodes = list(dict.fromkeys(node for route in routes for node in route))
    labels = {_ACTOR_LANE: "Who starts"} | {zone.id: zone.label for zone in report.zones}
    labels |= {node.zone: node.zone_label for node in nodes if node.zone not in labels}
    layout = _Layout(width=_LANE_LABEL_W + _COLUMN_W * max(len(route) for route in routes))
    top = float(_HEAD_H)
    for zone, label in labels.items():
        here = [node for node in nodes if node.zone == zone]
        if not here:
            continue
        columns: dict[int, list[Node]] = {}
        for node in here:
            columns.setdefault(node.column, []).append(node)
        stacks = {column: sum(map(_height, columns[column])) for column in columns}
        height = max(stacks[one] + _GAP * (len(columns[one]) + 1) for one in columns)
        layout.lanes[zone] = (label, top, height)
        for column, members in columns.items():
            left = _LANE_LABEL_W + column * _COLUMN_W + (_COLUMN_W - _BOX_W) / 2
            at = top + (height - stacks[column] - _GAP * (len(members) - 1)) / 2
            for node in members:
                layout.at[node] = (left, at)
                at += _height(node) + _GAP
        top += height + 4
    layout.bottom = top
    return layout


def _aloud(paths: tuple[AttackPath, ...]) -> str:
    return " ".join(
        f"Path {number}, {words.odds(path.odds)} a year: {path.actor_title}, then "
        + ", then ".join(f"{stop.label} in {stop.zone_label}" for stop in path.stops)
        + f". {path.outcome}."
        for number, path in enumerate(paths, start=1)
    )


def _markers(number: int) -> Iterator[str]:
    yield "<defs>"
    for one in range(number):
        yield (
            f'<marker id="tip-{one}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" '
            f'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
            f'<path class="tip-{one}" d="M0 0L8 4L0 8z"/></marker>'
        )
    yield "</defs>"


def _lanes(layout: _Layout, columns: int) -> Iterator[str]:
    for column in range(columns):
        x = _LANE_LABEL_W + column * _COLUMN_W + _COLUMN_W / 2
        text = "Start" if column == 0 else f"Step {column}"
        yield f'<text class="faint" x="{x:.0f}" y="22" text-anchor="middle">{text}</text>'
    for number, (label, top, height) in enumerate(layout.lanes.values()):
        yield (
            f'<rect class="lane-{number % 2}" x="0" y="{top:.0f}" width="{layout.width:.0f}" '
            f'height="{height:.0f}"/>'
        )
        lines = words.folded(label, _LANE_CHARS, _BOX_LINES)
        yield from _text(lines, 10, top + height / 2, "strong")


def _edges(layout: _Layout, routes: tuple[tuple[Node, ...], ...]) -> Iterator[str]:
    sharing: dict[tuple[Node, Node], list[int]] = {}
    for number, route in enumerate(routes):
        for pair in pairwise(route):
            sharing.setdefault(pair, []).append(number)
    for (source, target), users in sharing.items():
        (x1, y1), (x2, y2) = layout.at[source], layout.at[target]
        x1, y1, y2 = x1 + _BOX_W, y1 + _height(source) / 2, y2 + _height(target) / 2
        bend = (x2 - x1) * 0.5
        for place, number in enumerate(users):
            shift = (place - (len(users) - 1) / 2) * 8
            a, b = y1 + shift, y2 + shift
            yield (
                f'<path class="way way-{number}" d="M{x1:.0f} {a:.0f}C{x1 + bend:.0f} {a:.0f} '
                f'{x2 - bend:.0f} {b:.0f} {x2 - 1:.0f} {b:.0f}" marker-end="url(#tip-{number})"/>'
            )


def _boxes(layout: _Layout, routes: tuple[tuple[Node, ...], ...]) -> Iterator[str]:
    ends = {route[-1] for route in routes}
    for node, (left, top) in layout.at.items():
        tall = _height(node)
        size = f'width="{_BOX_W}" height="{tall}" rx="6"'
        if node.alike > 1:
            yield f'<rect class="box" x="{left + 5:.0f}" y="{top + 5:.0f}" {size}/>'
        kind = "box end" if node in ends else "box"
        yield f'<rect class="{kind}" x="{left:.0f}" y="{top:.0f}" {size}/>'
        yield from _text(_box_lines(node), left + _BOX_W / 2, top + tall / 2, "middle")


def _box_lines(node: Node) -> tuple[str, ...]:
    label = f"{node.label} and {node.alike - 1} like it" if node.alike > 1 else node.label
    return words.folded(label, _BOX_CHARS, _BOX_LINES)


def _height(node: Node) -> int:
    return _LINE_H * len(_box_lines(node)) + 20


def _legend(layout: _Layout, paths: tuple[AttackPath, ...]) -> Iterator[str]:
    for number, path in enumerate(paths):
        y = layout.bottom + 20 + _LEGEND_H * number
        yield f'<path class="way way-{number}" d="M10 {y - 4:.0f}H70"/>'
        often = words.chance(path.odds.chance.likely)
        text = f"Path {number + 1}: {often} a year, {path_in_words(path)}"
        line = escape(words.shorten(text, int((layout.width - 90) / 7)))
        yield f'<text x="80" y="{y:.0f}">{line}</text>'


def _text(lines: tuple[str, ...], x: float, middle: float, kind: str) -> Iterator[str]:
    anchor = ' text-anchor="middle"' if kind == "middle" else ""
    for number, line in enumerate(lines):
        y = middle + 4 + (number - (len(lines) - 1) / 2) * _LINE_H
        yield f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}"{anchor}>{escape(line)}</text>'
