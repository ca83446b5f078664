"""Files of frameworks: what they name exists, and what they leave out is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ng911risk.content.draft import Draft, Entry
from ng911risk.content.locate import MITIGATIONS
from ng911risk.content.shelves import FRAMEWORKS
from ng911risk.errors import Problem
from ng911risk.model.catalog import Catalog, Framework, Lifecycle
from ng911risk.records.text import did_you_mean, shown

_TOKEN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
"""What OSCAL takes as the id of a control."""


def broken_frameworks(draft: Draft) -> Iterator[Problem]:
    """Mitigations and controls that do not exist, and ids that no machine would take."""
    known = draft.ids(MITIGATIONS)
    for entry in draft.shelf(FRAMEWORKS, Framework).values():
        yield from _ids(entry)
        for name in entry.record.maps:
            if name not in known:
                message = f"no mitigation has the id {shown(name)}"
                yield entry.problem(f"maps.{name}", message, did_you_mean(name, known))
            yield from _mapped(entry, name)


def unmapped(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """
    Framework -> mitigations that it does not name.

    That is no error: a new mitigation stays one file, and some frameworks are about less.
    """
    living = [
        name for name, one in catalog.mitigations.items() if one.status is not Lifecycle.DEPRECATED
    ]
    return {
        id: tuple(sorted(set(living) - set(framework.maps)))
        for id, framework in sorted(catalog.frameworks.items())
    }


def _ids(entry: Entry[Framework]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for control in entry.record.controls:
        name = entry.record.machine_id(control)
        if not _TOKEN.fullmatch(name):
            message = f"{shown(name)} cannot be the id of a control for machines"
            hint = "Begin with a letter: set catalog.prefix. Then letters, digits, '.', '-', '_'."
            yield entry.problem(f"controls.{control}", message, hint)
        if name in first:
            message = f"{shown(control)} and {shown(first[name])} have one id for machines"
            yield entry.problem(f"controls.{control}", message)
        first.setdefault(name, control)


def _mapped(entry: Entry[Framework], mitigation: str) -> Iterator[Problem]:
    controls = entry.record.maps[mitigation]
    where = f"maps.{mitigation}"
    if not controls:
        hint = "Leave the line out where nothing fits."
        yield entry.problem(where, "no control is named", hint)
    for index, control in enumerate(controls):
        if control not in entry.record.controls:
            message = f"no control here has the id {shown(control)}"
            hint = did_you_mean(control, entry.record.controls) or "Add it to controls."
            yield entry.problem(f"{where}[{index}]", message, hint)
        if control in controls[:index]:
            message = f"{shown(control)} is named twice"
            yield entry.problem(f"{where}[{index}]", message, "Keep one of the two.")
