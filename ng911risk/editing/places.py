"""Where each field was read, carried over a change: what stays keeps its place, the rest is new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Final

from ng911risk.model.inventory import Inventory

_LISTS: Final = ("owners", "zones", "assets", "flows", "trusts", "services", "controls")


def carried(
    places: Mapping[str, str], before: Inventory, after: Inventory, *, note: str
) -> dict[str, str]:
    """
    Places of `after`.

    Args:
        places: Path of a field of `before` -> where it stood.
        before: As it was.
        after: As it is now.
        note: What is said of lines and numbers that are new: who entered them and when.
    """
    return dict(_carried(places, before, after, note))


def _carried(
    places: Mapping[str, str], before: Inventory, after: Inventory, note: str
) -> Iterator[tuple[str, str]]:
    below = _by_head(places)
    yield from below.get("", {}).items()
    for one in fields(after.site):
        path = f"site.{one.name}"
        if getattr(before.site, one.name) != getattr(after.site, one.name):
            yield path, note
        else:
            yield from below.get(path, {}).items()
    for name in _LISTS:
        numbers: dict[object, int] = {}
        for number, line in enumerate(getattr(before, name)):
            numbers.setdefault(line, number)
        for number, line in enumerate(getattr(after, name)):
            path = f"{name}[{number}]"
            if line not in numbers:
                yield path, note
                continue
            old = f"{name}[{numbers[line]}]"
            for inner, place in below.get(old, {}).items():
                yield path + inner[len(old) :], place


def _by_head(places: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Places by ``assets[3]`` or ``site.hold_s`` that they are in; lists as such by no text."""
    found: dict[str, dict[str, str]] = {}
    for path, place in places.items():
        head = path.partition("]")[0] + "]" if "[" in path.split(".")[0] else ""
        if path.startswith("site."):
            head = "site." + path.removeprefix("site.").partition(".")[0].partition("[")[0]
        found.setdefault(head, {})[path] = place
    return found
