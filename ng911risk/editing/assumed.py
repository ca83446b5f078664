"""What nobody confirmed yet: the paths in `Inventory.assumed`, in words and in groups."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ng911risk.editing.differences import value_words
from ng911risk.editing.plans import SITE
from ng911risk.editing.wording import Names, names_in
from ng911risk.model.inventory import Inventory

_ASSET = re.compile(r"assets\[(.+?)\]")
_LISTS: Final[Mapping[str, str]] = {
    "owners": "Who runs what",
    "zones": "The parts of the network",
    "assets": "The systems",
    "flows": "Who can talk to whom",
    "trusts": "What depends on what",
    "services": "What each service needs",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One thing that was filled in for you."""

    path: str
    title: str
    value: str
    """What is assumed, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Assumptions that are confirmed in one place."""

    title: str
    items: tuple[Assumption, ...]


def assumptions(inventory: Inventory) -> tuple[Group, ...]:
    """What nobody confirmed, in groups; empty when everything is confirmed."""
    names = names_in(inventory, places=True, outside=True)
    groups: dict[str, list[Assumption]] = {}
    for path in inventory.assumed:
        title, item = _assumption(path, inventory, names)
        groups.setdefault(title, []).append(item)
    return tuple(Group(title=title, items=tuple(items)) for title, items in groups.items())


def _assumption(path: str, inventory: Inventory, names: Names) -> tuple[str, Assumption]:
    if path.startswith("site."):
        field = path.removeprefix("site.")
        value = _site_value(inventory, field, names)
        return "The centre in numbers", Assumption(path=path, title=_label(field), value=value)
    found = _ASSET.fullmatch(path)
    if found and found[1] in {asset.id for asset in inventory.assets}:
        asset = inventory.asset(found[1])
        zone = next((one.name or one.id for one in inventory.zones if one.id == asset.zone), "")
        item = Assumption(path=path, title=asset.label, value=f"in {zone}" if zone else "")
        return "Systems", item
    lines = getattr(inventory, path, None)
    value = f"{len(lines)} in the list" if isinstance(lines, tuple) else ""
    return "Lists", Assumption(path=path, title=_LISTS.get(path, path), value=value)


def _label(field: str) -> str:
    labels = {one.path: one.label for one in SITE.fields} | {
        "shifts": "People on duty and calls through the day",
        "answer_standard": "How fast calls must be answered",
    }
    return labels.get(field, field.replace("_", " "))


def _site_value(inventory: Inventory, field: str, names: Names) -> str:
    value: object = inventory.site
    for step in field.split("."):
        value = getattr(value, step, None)
    if field == "shifts":
        return "; ".join(
            f"{one.from_hour} to {one.to_hour} h: {one.on_duty} on duty, "
            f"{one.calls_per_hour:g} calls an hour"
            for one in inventory.site.shifts
        )
    if field == "answer_standard":
        steps = inventory.site.answer_standard.steps
        return ", ".join(f"{share * 100:g} % within {within:g} seconds" for share, within in steps)
    return value_words(value, names)
