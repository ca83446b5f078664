"""
A small picture of a network: zones as boxes with what stands in them, and who may connect.

Pure text, no layout library. What lies outside stands on the left, zones stand below
each other, and connections between zones are bows on the right with their number on
them, so nothing hides anything. A zone with many systems is folded. The description
reads every bow and arrow aloud; `links` gives the same as rows of a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from ng911risk.exporters import words
from ng911risk.model.inventory import Asset, Inventory, OutsideZone

_ZONE_X = 250
_ZONE_W = 484
_CHIP_W = 148
_CHIP_H = 40
_CHIP_LINES = 2
_CHIP_CHARS = 20
_IN_A_ROW = 3
_MOST_CHIPS = 9
_HEAD_H = 34
_GAP = 18
_OUT_W = 160
_OUT_H = 44
_BOW = 26
_OUTSIDE = {
    OutsideZone.INTERNET: "The Internet",
    OutsideZone.TELEPHONE_LOCAL: "Phones in your service area",
    OutsideZone.TELEPHONE: "Phones anywhere",
    OutsideZone.TEXT: "Text messages",
    OutsideZone.RADIO_AIR: "Anybody in radio range",
    OutsideZone.ON_SITE: "Anybody who can walk in",
    OutsideZone.ESINET_PEER: "Other agencies on the ESInet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How many connections lead from one place to another."""

    source: str
    """Zone or outside zone, for people."""

    target: str
    number: int
    outside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """One zone and where it stands."""

    id: str
    label: str
    chips: tuple[str, ...]
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def links(inventory: Inventory) -> tuple[Link, ...]:
    """Connections between zones, and from outside, counted; most first."""
    names = _zone_names(inventory)
    return tuple(
        Link(
            source=names[source],
            target=names[target],
            number=number,
            outside=source in _outside_ids(),
        )
        for (source, target), number in _counted(inventory)
    )


def network_svg(inventory: Inventory) -> str:
    """An ``svg`` element with title and description; an empty text without zones."""
    if not inventory.zones:
        return ""
    boxes = {box.id: box for box in _boxes(inventory)}
    counted = [pair for pair in _counted(inventory) if pair[0][1] in boxes]
    outside = list(dict.fromkeys(source for (source, _), _ in counted if source not in boxes))
    bottom = max(box.top + box.height for box in boxes.values())
    height = max(bottom, len(outside) * (_OUT_H + _GAP)) + _GAP
    bows = [pair for pair in counted if pair[0][0] in boxes]
    width = _ZONE_X + _ZONE_W + _BOW * (max((_reach(one, boxes) for one in bows), default=0) + 2)
    said = escape(_aloud(inventory))
    return "\n".join(
        (
            (
                f'<svg class="network" xmlns="http://www.w3.org/2000/svg" width="{width}" '
                f'height="{height:.0f}" viewBox="0 0 {width} {height:.0f}" role="img" '
                'aria-labelledby="network-title network-desc">'
            ),
            '<title id="network-title">The network, zone by zone</title>',
            f'<desc id="network-desc">{said}</desc>',
            (
                '<defs><marker id="network-tip" viewBox="0 0 8 8" refX="7" refY="4" '
                'markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
                '<path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>'
            ),
            *_arrows(outside, counted, boxes, height),
            *_bows(bows, boxes),
            *_zones(boxes),
            "</svg>",
        )
    )


def _outside_ids() -> frozenset[str]:
    return frozenset(one.value for one in OutsideZone)


def _zone_names(inventory: Inventory) -> Mapping[str, str]:
    outside = {one.value: text for one, text in _OUTSIDE.items()}
    return outside | {zone.id: zone.name or zone.id for zone in inventory.zones}


def _counted(inventory: Inventory) -> list[tuple[tuple[str, str], int]]:
    """(zone of the source, zone of the target) and how many flows, without those inside one."""
    zone = {asset.id: asset.zone for asset in inventory.assets}
    known = _zone_names(inventory)
    counts: Counter[tuple[str, str]] = Counter()
    for flow in inventory.flows:
        pair = (zone.get(flow.source, flow.source), zone.get(flow.target, flow.target))
        if pair[0] != pair[1] and pair[0] in known and pair[1] in known:
            counts[pair] += 1
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _boxes(inventory: Inventory) -> Iterator[_Box]:
    top = float(_GAP)
    for zone in inventory.zones:
        here = [asset for asset in inventory.assets if asset.zone == zone.id]
        chips = tuple(_chips(here))
        rows = max(1, -(-len(chips) // _IN_A_ROW))
        height = _HEAD_H + rows * (_CHIP_H + 8) + 8.0
        passes = " - 9-1-1 calls pass here" if zone.live_call_path else ""
        yield _Box(
            id=zone.id, label=(zone.name or zone.id) + passes, chips=chips, top=top, height=height
        )
        top += height + _GAP


def _chips(assets: list[Asset]) -> Iterator[str]:
    """Labels of the systems of a zone; when there are many, the last says how many more."""
    if len(assets) <= _MOST_CHIPS:
        yield from (asset.label for asset in assets)
        return
    yield from (asset.label for asset in assets[: _MOST_CHIPS - 1])
    yield f"and {len(assets) - _MOST_CHIPS + 1} more"


def _zones(boxes: Mapping[str, _Box]) -> Iterator[str]:
    for box in boxes.values():
        yield (
            f'<rect class="zone" x="{_ZONE_X}" y="{box.top:.0f}" width="{_ZONE_W}" '
            f'height="{box.height:.0f}" rx="6"/>'
        )
        label = escape(words.shorten(box.label, 56))
        yield f'<text class="zone-name" x="{_ZONE_X + 12}" y="{box.top + 22:.0f}">{label}</text>'
        if not box.chips:
            y = box.top + _HEAD_H + 20
            yield f'<text class="faint" x="{_ZONE_X + 12}" y="{y:.0f}">nothing stands here</text>'
        for number, chip in enumerate(box.chips):
            row, column = divmod(number, _IN_A_ROW)
            x = _ZONE_X + 12 + column * (_CHIP_W + 8)
            y = box.top + _HEAD_H + row * (_CHIP_H + 8)
            yield (
                f'<rect class="chip" x="{x}" y="{y:.0f}" width="{_CHIP_W}" height="{_CHIP_H}" '
                'rx="4"/>'
            )
            yield from _text(chip, x + _CHIP_W / 2, y + _CHIP_H / 2)


def _text(label: str, x: float, y: float) -> Iterator[str]:
    lines = words.folded(label, _CHIP_CHARS, _CHIP_LINES)
    first = y + 4 - (len(lines) - 1) * 7.5
    for number, line in enumerate(lines):
        yield (
            f'<text class="name" x="{x:.0f}" y="{first + number * 15:.0f}" '
            f'text-anchor="middle">{escape(line)}</text>'
        )


def _arrows(
    outside: list[str],
    counted: list[tuple[tuple[str, str], int]],
    boxes: Mapping[str, _Box],
    height: float,
) -> Iterator[str]:
    """What lies outside, each with an arrow to every zone that it may connect to."""
    names = {one.value: text for one, text in _OUTSIDE.items()}
    order = {name: number for number, name in enumerate(_by_height(outside, counted, boxes))}
    step = (height - _GAP) / max(1, len(order))
    landing: Counter[str] = Counter()
    for name, number in order.items():
        y = _GAP / 2 + step * (number + 0.5)
        for (source, target), flows in counted:
            if source != name:
                continue
            box = boxes[target]
            end = min(box.top + 16 + 14 * landing[target], box.top + box.height - 8)
            landing[target] += 1
            bend = f"C{_OUT_W + 45} {y:.0f} {_ZONE_X - 45} {end:.0f}"
            yield (
                f'<path class="from-outside" d="M{_OUT_W} {y:.0f}{bend} {_ZONE_X - 1} {end:.0f}" '
                f'marker-end="url(#network-tip)"><title>{flows}</title></path>'
            )
        yield (
            f'<rect class="outside" x="1" y="{y - _OUT_H / 2:.0f}" width="{_OUT_W - 1}" '
            f'height="{_OUT_H}" rx="{_OUT_H // 2}"/>'
        )
        yield from _text(names[name], _OUT_W / 2, y)


def _by_height(
    outside: list[str], counted: list[tuple[tuple[str, str], int]], boxes: Mapping[str, _Box]
) -> list[str]:
    """Those first whose zones stand highest, so that few arrows cross."""

    def height(name: str) -> float:
        reached = [boxes[target].middle for (source, target), _ in counted if source == name]
        return sum(reached) / len(reached)

    return sorted(outside, key=lambda name: (height(name), name))


def _reach(pair: tuple[tuple[str, str], int], boxes: Mapping[str, _Box]) -> int:
    """How far a bow swings out: by how many zones it passes."""
    order = list(boxes)
    (source, target), _ = pair
    return min(8, abs(order.index(source) - order.index(target)))


def _bows(bows: list[tuple[tuple[str, str], int]], boxes: Mapping[str, _Box]) -> Iterator[str]:
    right = _ZONE_X + _ZONE_W
    leaving: Counter[str] = Counter()
    for (source, target), number in sorted(bows, key=lambda one: (_reach(one, boxes), one[0])):
        start, end = (
            min(boxes[name].top + 14 + 11 * leaving[name], boxes[name].top + boxes[name].height - 6)
            for name in (source, target)
        )
        leaving[source] += 1
        leaving[target] += 1
        swing = right + _BOW * (_reach(((source, target), number), boxes) + 1)
        yield (
            f'<path class="between" d="M{right} {start:.0f}C{swing} {start:.0f} '
            f'{swing} {end:.0f} {right + 1} {end:.0f}" marker-end="url(#network-tip)"/>'
        )
        if number > 1:
            x, y = right + (swing - right) * 0.75, (start + end) / 2 + 4
            yield (
                f'<text class="number" x="{x:.0f}" y="{y:.0f}" text-anchor="middle">{number}</text>'
            )


def _aloud(inventory: Inventory) -> str:
    zones = "; ".join(
        f"{zone.name or zone.id} holds "
        + words.number_of(sum(asset.zone == zone.id for asset in inventory.assets), "system")
        for zone in inventory.zones
    )
    said = "; ".join(
        f"{link.source} to {link.target}: {words.number_of(link.number, 'connection')}"
        for link in links(inventory)
    )
    return f"{zones}. {said}." if said else f"{zones}. No connections between zones."
