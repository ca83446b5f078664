"""What an importer hands back: the inventory, and where each of its fields was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from ng911risk.errors import Problem
from ng911risk.model.consistency import contradictions
from ng911risk.model.inventory import Inventory
from ng911risk.records import Place, to_json

_CONTRADICTIONS_MAX = 200
"""After so many the rest is not looked for; whoever has 200 to mend starts there."""

_BY_ID = re.compile(r"(owners|zones|assets)\[([^\]]*)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a format read, each field right on its own; not yet checked as a whole."""

    inventory: Inventory
    file: str
    """Name of the file as its author knows it."""

    places: Mapping[str, Place]
    """Path of a field, for instance ``assets[2].kind``, to where it was read."""

    left_out: tuple[Problem, ...] = ()
    """Why rows, columns or sheets were left out, when that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadInventory(Draft):
    """An inventory without contradictions, and where it came from."""

    digest: str
    """SHA-256 of the canonical JSON, in hexadecimal: the same for YAML and a workbook."""

    def place(self, path: str) -> str:
        """
        ``site.yaml:12:5`` or ``inventory.xlsx Assets!D7``.

        Args:
            path: ``assets[3].kind``, or with an id, ``assets[cad].kind``. A field that
                was left out has the place of what is around it.
        """
        place = nearest(self.places, _numbered(path, self.inventory))
        return Problem(
            file=self.file, sheet=place.sheet, row=place.row, column=place.column, message=""
        ).place


def checked(draft: Draft) -> tuple[ReadInventory | None, tuple[Problem, ...]]:
    """The inventory when nothing in it contradicts itself, or None and what does."""
    problems = tuple(contradictions_in(draft))
    if problems:
        return None, problems
    whole = ReadInventory(
        inventory=draft.inventory,
        file=draft.file,
        places=draft.places,
        left_out=draft.left_out,
        digest=sha256(to_json(draft.inventory)).hexdigest(),
    )
    return whole, ()


def contradictions_in(draft: Draft) -> Iterator[Problem]:
    """What cannot be true together, each at its place, at most 200."""
    for path, message in islice(contradictions(draft.inventory), _CONTRADICTIONS_MAX):
        yield problem_at(draft, path, message)


def problem_at(draft: Draft, path: str, message: str) -> Problem:
    """What is wrong with the field at `path`, at its place; a guess in `message` is the hint."""
    place = nearest(draft.places, path)
    what, _, guess = message.partition("; did you mean ")
    return Problem(
        file=draft.file,
        sheet=place.sheet,
        row=place.row,
        column=place.column,
        field=path,
        message=what,
        hint=f"Did you mean {guess}" if guess else "",
    )


def nearest(places: Mapping[str, Place], path: str) -> Place:
    """Place of the field at `path`, or of the innermost thing around it that has one."""
    while path and path not in places:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return places.get(path, Place())


def _numbered(path: str, inventory: Inventory) -> str:
    """``assets[cad].kind`` as ``assets[2].kind``."""
    found = _BY_ID.match(path)
    if not found or found[2].isdecimal():
        return path
    ids = [one.id for one in getattr(inventory, found[1])]
    return f"{found[1]}[{ids.index(found[2])}]{path[found.end() :]}" if found[2] in ids else path
