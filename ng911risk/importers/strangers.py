"""Whether an inventory names only what the catalogue has: the last check before it is used."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from ng911risk.errors import InputError
from ng911risk.importers.result import ReadInventory, problem_at
from ng911risk.model.catalog import Catalog
from ng911risk.model.references import unknown_to

_STRANGERS_MAX = 200
"""After so many the rest is not looked for; whoever has 200 to mend starts there."""


def known_to(
    catalog: Catalog, read: ReadInventory, *, good_rows_only: bool = False
) -> ReadInventory:
    """
    Return `read`, when every mitigation and weakness that it names is in `catalog`.

    An answer about something unknown would count for nothing, without a word.

    Args:
        catalog: Where the ids are looked up.
        read: An inventory that holds together.
        good_rows_only: Let strangers count for nothing, and report them in `left_out`.

    Raises:
        InputError: It names something else; carries each stranger at its place, at most 200.
    """
    found = islice(unknown_to(catalog, read.inventory), _STRANGERS_MAX)
    strangers = tuple(problem_at(read, path, message) for path, message in found)
    if strangers and not good_rows_only:
        raise InputError(strangers)
    return replace(read, left_out=(*read.left_out, *strangers)) if strangers else read
