"""What pydantic found wrong -> complaints in words that the author of a file can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from ng911risk.records.paths import real_steps, types_at, value_at
from ng911risk.records.text import did_you_mean, shown
from ng911risk.records.tree import Complaint, Loc, Plain

_LISTED_MAX = 12
"""Longest list of allowed words that a hint spells out."""

_MESSAGE_MAX = 300
"""Longest message of a rule of the model, which may repeat what somebody wrote."""

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "date_type": "a date",
    "date_parsing": "a date",
    "date_from_datetime_inexact": "a date",
    "datetime_type": "a date with time",
    "datetime_parsing": "a date with time",
    "datetime_from_date_parsing": "a date with time",
    "tuple_type": "a list",
    "list_type": "a list",
    "dataclass_type": "a mapping (lines of 'name: value')",
    "dataclass_exact_type": "a mapping (lines of 'name: value')",
    "dict_type": "a mapping (lines of 'name: value')",
    "none_required": "nothing",
}
_HINTS = {
    "a date": "Write it as 2026-03-31.",
    "a date with time": "Write it as 2026-03-31T14:05:00Z.",
    "true or false": "Write true or false, without quotes.",
    "a list": "Begin each entry with '- ', or write [] for none.",
}


def explain(errors: Iterable[Mapping[str, Any]], cls: type, tree: Plain) -> tuple[Complaint, ...]:
    """One complaint for each place, the first of each when a union has several."""
    complaints: dict[Loc, Complaint] = {}
    for error in errors:
        new = _explain(error, cls, tree)
        known = complaints.get(new.loc)
        if known is None:
            complaints[new.loc] = new
        elif known.message.startswith("expected ") and new.message.startswith("expected "):
            complaints[new.loc] = _either(known, new)
    return tuple(complaints.values())


def enum_at(cls: type, loc: Loc) -> type[Enum] | None:
    """Return the enum that the value at `loc` of a `cls` must belong to, if it is one."""
    for one in types_at(cls, loc):
        if isinstance(one, type) and issubclass(one, Enum):
            return one
    return None


def _explain(error: Mapping[str, Any], cls: type, tree: Plain) -> Complaint:
    kind = str(error["type"])
    missing = kind in ("missing", "missing_keyword_only_argument", "missing_argument")
    loc = real_steps(tuple(error["loc"]), tree, missing=missing)
    if missing:
        return Complaint(loc=loc, message="missing; it cannot be left out")
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        return _unknown_field(loc, cls)
    if kind in ("value_error", "assertion_error"):
        return _own_rule(error, loc, cls)
    value = value_at(loc, tree)
    if kind in ("enum", "literal_error"):
        return _not_a_word(error, loc, cls, value)
    expected = _EXPECTED.get(kind)
    if expected is None:
        return Complaint(loc=loc, message=str(error["msg"]))
    return Complaint(
        loc=loc, message=f"expected {expected}, found {_found(value)}", hint=_hint(expected, value)
    )


def _unknown_field(loc: Loc, cls: type) -> Complaint:
    name = str(loc[-1]) if loc else ""
    owners = [one for one in types_at(cls, loc[:-1]) if isinstance(one, type) and is_dataclass(one)]
    known = [field.name for one in owners for field in fields(one)]
    guess = did_you_mean(name.replace("-", "_").replace(" ", "_"), known)
    hint = guess or (f"Known here: {', '.join(known)}." if known else "")
    message = f"there is no field {shown(name)} here"
    return Complaint(loc=loc, message=message, hint=hint, points_at_name=True)


def _own_rule(error: Mapping[str, Any], loc: Loc, cls: type) -> Complaint:
    """Keep the message of a __post_init__; point at the field it begins with, if it does."""
    message = str(error.get("ctx", {}).get("error") or error["msg"])
    if len(message) > _MESSAGE_MAX:
        message = f"{message[:_MESSAGE_MAX]}..."
    first = message.split(" ", 1)[0].rstrip(":,")
    if types_at(cls, (*loc, first)):
        loc = (*loc, first)
    return Complaint(loc=loc, message=message)


def _not_a_word(error: Mapping[str, Any], loc: Loc, cls: type, value: Plain) -> Complaint:
    kind = enum_at(cls, loc)
    if kind is None:
        hint = f"Allowed: {error['ctx']['expected']}."
        return Complaint(loc=loc, message=f"{_found(value)} is not allowed here", hint=hint)
    words = [str(one.value) for one in kind]
    aliases = [alias for one in kind for alias in getattr(one, "aliases", ())]
    guess = did_you_mean(value, [*words, *aliases]) if isinstance(value, str) else ""
    if len(words) <= _LISTED_MAX:
        listed = f"Allowed: {', '.join(words)}."
    else:
        listed = (
            "" if guess else f"Allowed are {len(words)} words, among them {', '.join(words[:5])}."
        )
    message = f"{_found(value)} is not one of the words for {_named(kind)}"
    return Complaint(loc=loc, message=message, hint=f"{guess} {listed}".strip())


def _named(kind: type[Enum]) -> str:
    """``AssetKind`` as people write it: ``asset kind``."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in kind.__name__).strip()


def _found(value: Plain) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a mapping"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"the text {shown(value)}" if isinstance(value, str) else f"the number {shown(value)}"


def _hint(expected: str, value: Plain) -> str:
    if expected == "text" and isinstance(value, bool | int | float):
        return "Put it in quotes."
    if expected in ("a number", "a whole number") and isinstance(value, str):
        return "Write only the number, without unit and without quotes."
    return _HINTS.get(expected, "")


def _either(first: Complaint, second: Complaint) -> Complaint:
    wanted = [one.message.removeprefix("expected ").split(", found ")[0] for one in (first, second)]
    found = second.message.rsplit(", found ", 1)[-1]
    message = f"expected {' or '.join(dict.fromkeys(wanted))}, found {found}"
    return Complaint(loc=first.loc, message=message, hint=first.hint)
