"""A filled form -> the inventory with it, checked as a whole; problems stand at their fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from ng911risk.editing.forms import read_form
from ng911risk.editing.parts import Line, Part, confirmed, lines_of, new_id, with_line
from ng911risk.editing.plans import PLANS, SITE
from ng911risk.errors import InputError, Problem
from ng911risk.model.consistency import contradictions
from ng911risk.model.inventory import Inventory, SiteProfile


def with_form(
    inventory: Inventory, part: Part, texts: Mapping[str, str], before: Line | None = None
) -> Inventory:
    """
    `inventory` with what somebody filled in.

    Args:
        inventory: As it is.
        part: Which list.
        texts: Name of a field -> what was typed.
        before: The line that is changed; None adds one.

    Raises:
        InputError: Every problem; `field` is the name of the field in the form.
    """
    more = {} if before is not None or not part.has_ids else {"id": _id(inventory, texts)}
    line = read_form(part.record, PLANS[part], texts, inventory, before=before, more=more)
    changed = with_line(inventory, part, line, before)
    _check(inventory, changed, f"{part.value}[{lines_of(changed, part).index(line)}].")
    return changed


def with_profile(inventory: Inventory, texts: Mapping[str, str]) -> Inventory:
    """
    `inventory` with the numbers of the centre as somebody filled them in.

    What they changed is no longer assumed.

    Raises:
        InputError: Every problem; `field` is the name of the field in the form.
    """
    site = read_form(SiteProfile, SITE, texts, inventory, before=inventory.site)
    said = []
    for one in fields(site):
        old, new = getattr(inventory.site, one.name), getattr(site, one.name)
        if old != new:
            said += [
                f"site.{one.name}",
                *(f"site.{one.name}.{part}" for part in _changed(old, new)),
            ]
    return confirmed(replace(inventory, site=site), said)


def _changed(old: object, new: object) -> list[str]:
    names = getattr(type(new), "__dataclass_fields__", ())
    return [name for name in names if getattr(old, name) != getattr(new, name)]


def _id(inventory: Inventory, texts: Mapping[str, str]) -> str:
    taken = {one.id.casefold() for part in (inventory.assets, inventory.zones, inventory.owners)
             for one in part}  # fmt: skip
    return new_id(texts.get("name", ""), taken.__contains__)


def _check(before: Inventory, after: Inventory, path: str) -> None:
    """
    Refuse what contradicts itself now and did not before.

    Raises:
        InputError: It does.
    """
    known = {message for _, message in contradictions(before)}
    found = []
    for where, message in contradictions(after):
        if message in known:
            continue
        said, _, guess = message.partition("; did you mean ")
        field = where.removeprefix(path).replace("[", "-").replace("]", "").replace(".", "-")
        own = where.startswith(path)
        found.append(
            Problem(
                file="form",
                field=field if own else "",
                message=said,
                hint=f"Did you mean {guess}" if guess else "",
            )
        )
    if found:
        raise InputError(found)
