"""
Where each field of an inventory stood in the file it came from.

An importer knows the place of a field only while it holds the file. A sealed
assessment must give the same places for ever, so they are kept beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from ng911risk.model.inventory import Inventory
from ng911risk.records.tree import Plain
from ng911risk.records.write import to_tree

_BY_ID = re.compile(r"(owners|zones|assets)\[([^\]]*)\]")


def places_of(inventory: Inventory, place: Callable[[str], str]) -> dict[str, str]:
    """
    Every path of `inventory` whose place differs from that of what is around it.

    Args:
        inventory: The inventory.
        place: Says where the field at a path stood, as an importer does.
    """
    found = {"": place("")}
    for path, around in _paths("", to_tree(inventory, omit_defaults=False)):
        where = place(path)
        if where != _nearest(around, found):
            found[path] = where
    return found


def place_in(places: Mapping[str, str], inventory: Inventory) -> Callable[[str], str]:
    """Return the function that `places` was made from, for `engine.assess`."""
    numbers = {
        f"{list_name}[{one.id}]": f"{list_name}[{number}]"
        for list_name in ("owners", "zones", "assets")
        for number, one in enumerate(getattr(inventory, list_name))
    }

    def place(path: str) -> str:
        found = _BY_ID.match(path)
        if found and found[0] in numbers:
            path = numbers[found[0]] + path[found.end() :]
        return _nearest(path, places) or path

    return place


def _nearest(path: str, places: Mapping[str, str]) -> str:
    while path and path not in places:
        path = _around(path)
    return places.get(path, "")


def _around(path: str) -> str:
    return path[: max(path.rfind("."), path.rfind("["), 0)]


def _paths(path: str, tree: Plain) -> Iterator[tuple[str, str]]:
    """Every path below `path`, each with the path around it, outer ones first."""
    steps: list[tuple[str, Plain]] = []
    if isinstance(tree, dict):
        steps = [(f"{path}.{name}" if path else name, value) for name, value in tree.items()]
    elif isinstance(tree, list):
        steps = [(f"{path}[{number}]", value) for number, value in enumerate(tree)]
    for inner, value in steps:
        yield inner, path
        yield from _paths(inner, value)
