"""Words that people use for a member of an enum, read as the word of the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ng911risk.records.explain import enum_at
from ng911risk.records.paths import real_steps, value_at
from ng911risk.records.text import squeezed
from ng911risk.records.tree import Plain


def respell(cls: type, tree: Plain, errors: Iterable[Mapping[str, Any]]) -> bool:
    """
    Repair in `tree` what `errors` of pydantic say about enums whose members have aliases.

    Returns:
        Whether anything changed, so that another attempt makes sense.
    """
    changed = False
    for error in errors:
        if error["type"] != "enum":
            continue
        loc = real_steps(tuple(error["loc"]), tree)
        kind, word = enum_at(cls, loc), value_at(loc, tree)
        if kind is None or not loc or not isinstance(word, str):
            continue
        meant = _table(kind).get(" ".join(word.casefold().split())) or _table(kind).get(
            squeezed(word)
        )
        if meant is not None:
            holder: Any = value_at(loc[:-1], tree)
            holder[loc[-1]] = meant
            changed = True
    return changed


@cache
def _table(kind: type[Any]) -> dict[str, str]:
    """Everything people call the members of `kind`, also without blanks and dashes -> the value."""
    members = [member for member in kind if hasattr(member, "aliases")]
    table = {alias.casefold(): member.value for member in members for alias in member.aliases}
    # The words of the files themselves win over somebody's alias.
    table |= {member.value.casefold(): member.value for member in members}
    return {squeezed(word): value for word, value in table.items()} | table
