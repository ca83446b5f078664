"""The lists of an inventory, and one line of them: found, put in, taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeAlias

from ng911risk.editing.cuts import without_assets
from ng911risk.errors import NotFoundError
from ng911risk.model.inventory import (
    Asset,
    ControlAnswer,
    DataFlow,
    Inventory,
    Owner,
    Service,
    Trust,
    Zone,
)

Line: TypeAlias = Zone | Owner | Asset | DataFlow | Trust | Service
"""One line of a list."""


class Part(StrEnum):
    """One list of an inventory; the value is the name of the field."""

    ASSETS = "assets"
    ZONES = "zones"
    OWNERS = "owners"
    FLOWS = "flows"
    TRUSTS = "trusts"
    SERVICES = "services"

    @property
    def record(self) -> type[Line]:
        """Type of a line."""
        return _RECORDS[self]

    @property
    def one(self) -> str:
        """One line, for people."""
        return _WORDS[self][0]

    @property
    def many(self) -> str:
        """The list, for people."""
        return _WORDS[self][1]

    @property
    def has_ids(self) -> bool:
        """Whether a line has an id of its own that stays when it is changed."""
        return self in (Part.ASSETS, Part.ZONES, Part.OWNERS)


_RECORDS: dict[Part, type[Line]] = {
    Part.ASSETS: Asset,
    Part.ZONES: Zone,
    Part.OWNERS: Owner,
    Part.FLOWS: DataFlow,
    Part.TRUSTS: Trust,
    Part.SERVICES: Service,
}
_WORDS = {
    Part.ASSETS: ("system", "systems"),
    Part.ZONES: ("network zone", "network zones"),
    Part.OWNERS: ("organisation", "organisations"),
    Part.FLOWS: ("connection", "connections"),
    Part.TRUSTS: ("dependency", "dependencies"),
    Part.SERVICES: ("service", "services"),
}


def lines_of(inventory: Inventory, part: Part) -> tuple[Line, ...]:
    """Every line of a list, in its order."""
    lines: tuple[Line, ...] = getattr(inventory, part.value)
    return lines


def key_of(inventory: Inventory, part: Part, line: Line) -> str:
    """What `line_at` finds the line by: its id, its kind, or its position from 0."""
    if isinstance(line, Asset | Zone | Owner):
        return line.id
    if isinstance(line, Service):
        return line.kind.value
    return str(lines_of(inventory, part).index(line))


def line_at(inventory: Inventory, part: Part, key: str) -> Line:
    """
    Line with that key.

    Raises:
        NotFoundError: There is none.
    """
    lines = lines_of(inventory, part)
    if part in (Part.FLOWS, Part.TRUSTS):
        if key.isascii() and key.isdecimal() and len(key) < 7 and int(key) < len(lines):  # noqa: PLR2004 - a position
            return lines[int(key)]
    else:
        for line in lines:
            if key_of(inventory, part, line) == key:
                return line
    raise NotFoundError(f"There is no such {part.one} here.")


def same_line(inventory: Inventory, part: Part, line: Line) -> Line | None:
    """
    What `line`, read from an older version, is in `inventory` now; None if it is gone.

    A line without an id is the same only while nothing in it changed.
    """
    try:
        return line_at(inventory, part, key_of(inventory, part, line))
    except (NotFoundError, ValueError):
        return next((one for one in lines_of(inventory, part) if one == line), None)


def with_line(
    inventory: Inventory, part: Part, line: Line, instead_of: Line | None = None
) -> Inventory:
    """`inventory` with `line` at the end of its list, or in the place of another."""
    lines = list(lines_of(inventory, part))
    if instead_of is None:
        lines.append(line)
    else:
        lines[lines.index(instead_of)] = line
    changed = _with(inventory, part, lines)
    if isinstance(line, Asset):
        return confirmed(changed, (f"assets[{line.id}]",))
    return changed


def without_line(
    inventory: Inventory, part: Part, line: Line, *, move_to: str | None = None
) -> Inventory:
    """
    `inventory` without `line` and what speaks of it.

    Args:
        inventory: The inventory.
        part: Which list.
        line: A line of it.
        move_to: For a zone or an organisation: id of the one that takes what is there;
            None takes its systems out too.
    """
    if isinstance(line, Asset):
        return _without(inventory, {line.id})
    left = [one for one in lines_of(inventory, part) if one is not line]
    if isinstance(line, Zone | Owner):
        held = {asset.id for asset in held_by(inventory, line)}
        if move_to is None:
            inventory = _without(inventory, held)
        else:
            inventory = _moved(inventory, line, move_to)
        if isinstance(line, Zone):
            flows = (one for one in inventory.flows if line.id not in (one.source, one.target))
            inventory = replace(inventory, flows=tuple(flows))
        inventory = _without_scope(inventory, {line.id})
    return _with(inventory, part, left)


def held_by(inventory: Inventory, line: Zone | Owner) -> tuple[Asset, ...]:
    """Systems in a zone, or of an organisation."""
    if isinstance(line, Zone):
        return tuple(asset for asset in inventory.assets if asset.zone == line.id)
    return tuple(asset for asset in inventory.assets if asset.owner == line.id)


def confirmed(inventory: Inventory, paths: Iterable[str]) -> Inventory:
    """`inventory` with `paths` no longer among what is assumed."""
    said = frozenset(paths)
    if said.isdisjoint(inventory.assumed):
        return inventory
    return replace(inventory, assumed=tuple(one for one in inventory.assumed if one not in said))


def _moved(inventory: Inventory, line: Zone | Owner, to: str) -> Inventory:
    field = "zone" if isinstance(line, Zone) else "owner"

    def moved(asset: Asset) -> Asset:
        change: dict[str, Any] = {field: to}
        return replace(asset, **change) if getattr(asset, field) == line.id else asset

    return replace(inventory, assets=tuple(map(moved, inventory.assets)))


def _without(inventory: Inventory, gone: set[str]) -> Inventory:
    """Without those assets, and what speaks of them, answers and assumptions included."""
    left = _without_scope(without_assets(inventory, gone), gone)
    return confirmed(left, (f"assets[{name}]" for name in gone))


def _without_scope(inventory: Inventory, gone: set[str]) -> Inventory:
    """An answer about what is gone goes too: without its scope it would speak of everything."""

    def left(answers: Iterable[ControlAnswer]) -> Iterable[ControlAnswer]:
        for answer in answers:
            scope = tuple(name for name in answer.scope if name not in gone)
            if scope or not answer.scope:
                yield replace(answer, scope=scope) if scope != answer.scope else answer

    return replace(inventory, controls=tuple(left(inventory.controls)))


def _with(inventory: Inventory, part: Part, lines: Iterable[Line]) -> Inventory:
    change: dict[str, Any] = {part.value: tuple(lines)}
    return replace(inventory, **change)


def new_id(name: str, taken: Callable[[str], bool]) -> str:
    """
    Id made from a name: lower-case letters, digits and hyphens, with a number if need be.

    Args:
        name: What people call it.
        taken: Whether an id is used already.
    """
    letters = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in name)
    slug = "-".join(filter(None, letters.casefold().split("-")))[:40].strip("-") or "item"
    if not taken(slug):
        return slug
    number = 2
    while taken(f"{slug}-{number}"):
        number += 1
    return f"{slug}-{number}"
