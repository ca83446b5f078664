"""What differs between two inventories, line by line, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum

from ng911risk.editing.parts import Line, Part, key_of, lines_of
from ng911risk.editing.wording import Names, names_in, title_of, words_for
from ng911risk.model.inventory import Inventory

_SHOWN = 80
"""Longest text of a value in a list of changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that differs."""

    field: str
    """For people."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line that was added, removed or changed."""

    what: str
    """``added``, ``removed`` or ``changed``."""

    kind: str
    """What it is: ``system``, ``connection``, ``the centre in numbers``."""

    title: str
    fields: tuple[FieldChange, ...] = ()


def differences(before: Inventory, after: Inventory) -> tuple[Change, ...]:
    """Everything that differs, in the order of the form; empty when nothing does."""
    old, new = (names_in(one, places=True, outside=True) for one in (before, after))
    return tuple(_differences(before, after, old, new))


def _differences(before: Inventory, after: Inventory, old: Names, new: Names) -> Iterator[Change]:
    profile = field_changes(before.site, after.site, new)
    if profile:
        yield Change(
            what="changed", kind="the centre in numbers", title=after.site.name, fields=profile
        )
    for part in Part:
        yield from _lines(part, before, after, old, new)
    yield from _answers(before, after)
    if before.assumed != after.assumed:
        said = [FieldChange(field="not confirmed yet", before=str(len(before.assumed)),
                            after=str(len(after.assumed)))]  # fmt: skip
        yield Change(
            what="changed", kind="assumptions", title="What is assumed", fields=tuple(said)
        )


def _lines(
    part: Part, before: Inventory, after: Inventory, old: Names, new: Names
) -> Iterator[Change]:
    olds, news = _keyed(before, part), _keyed(after, part)
    for key, line in news.items():
        if key not in olds:
            yield Change(what="added", kind=part.one, title=title_of(line, new))
        elif olds[key] != line:
            yield Change(
                what="changed",
                kind=part.one,
                title=title_of(line, new),
                fields=field_changes(olds[key], line, new),
            )
    for key, line in olds.items():
        if key not in news:
            yield Change(what="removed", kind=part.one, title=title_of(line, old))


def _keyed(inventory: Inventory, part: Part) -> dict[str, Line]:
    """Lines by what makes them the same: their id, or for links who speaks to whom."""
    found: dict[str, Line] = {}
    for line in lines_of(inventory, part):
        if part is Part.FLOWS:
            key = "\n".join(str(getattr(line, name)) for name in ("source", "target", "protocol"))
        elif part is Part.TRUSTS:
            key = "\n".join(str(getattr(line, name)) for name in ("source", "relation"))
        else:
            key = key_of(inventory, part, line)
        number = 2
        unique = key
        while unique in found:
            unique, number = f"{key}\n{number}", number + 1
        found[unique] = line
    return found


def _answers(before: Inventory, after: Inventory) -> Iterator[Change]:
    """Answers about protection, which have pages of their own: only how many."""
    if before.controls == after.controls:
        return
    counts = FieldChange(
        field="answers about protection",
        before=str(len(before.controls)),
        after=str(len(after.controls)),
    )
    yield Change(what="changed", kind="answers", title="Answers in the file", fields=(counts,))


def field_changes(before: object, after: object, names: Names) -> tuple[FieldChange, ...]:
    """Fields of two records of one type that differ."""
    return tuple(_field_changes(before, after, names, ""))


def _field_changes(
    before: object, after: object, names: Names, around: str
) -> Iterator[FieldChange]:
    if not is_dataclass(before) or not is_dataclass(after):
        return
    for one in fields(before):
        old, new = getattr(before, one.name), getattr(after, one.name)
        if old == new or one.name == "id":
            continue
        label = f"{around}{one.name.replace('_', ' ')}"
        if is_dataclass(old) and is_dataclass(new):
            yield from _field_changes(old, new, names, f"{label}: ")
        else:
            yield FieldChange(field=label, before=_said(old, names), after=_said(new, names))


def _said(value: object, names: Names) -> str:
    text = value_words(value, names)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def value_words(value: object, names: Names) -> str:
    """A value of a field for people."""
    if value is None or value in ("", ()):
        return "nothing"
    if isinstance(value, Enum):
        return words_for(value)
    if isinstance(value, tuple):
        return "; ".join(value_words(one, names) for one in value)
    if is_dataclass(value):
        said = (value_words(getattr(value, one.name), names) for one in fields(value))
        return ", ".join(text for text in said if text != "nothing")
    return _scalar(value, names)


def _scalar(value: object, names: Names) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.12g}"
    return names[value] if isinstance(value, str) else str(value)


def in_short(changes: Iterable[Change]) -> str:
    """``changed CAD server``, ``added CAD server and 2 more changes``, or an empty text."""
    found = list(changes)
    if len(found) > 1:  # that something is confirmed by changing it goes without saying
        found = [one for one in found if one.kind != "assumptions"]
    if not found:
        return ""
    first = f"{found[0].what} {found[0].title}"[:120]
    if len(found) == 1:
        return first
    more = len(found) - 1
    return f"{first} and {more} more {'change' if more == 1 else 'changes'}"
