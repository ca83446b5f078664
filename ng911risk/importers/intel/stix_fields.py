"""What an object of a STIX 2.1 bundle has to hold, as far as it is used here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, TypeAlias

from ng911risk.records.text import shown
from ng911risk.records.tree import Loc

Complaint: TypeAlias = tuple[Loc, str, str]
"""Steps to the field, what is wrong, what to do."""

VERSION: Final = "2.1"
TEXT_MAX: Final = 10_000
"""Longest name, word or id, in characters; a rule for another tool may be longer."""

OBSERVABLES: Final = frozenset(
    (
        "artifact",
        "autonomous-system",
        "directory",
        "domain-name",
        "email-addr",
        "email-message",
        "file",
        "ipv4-addr",
        "ipv6-addr",
        "mac-addr",
        "mutex",
        "network-traffic",
        "process",
        "software",
        "url",
        "user-account",
        "windows-registry-key",
        "x509-certificate",
    )
)
"""Types that have neither created nor modified."""

DOMAIN_OBJECTS: Final = frozenset(
    (
        "attack-pattern",
        "campaign",
        "course-of-action",
        "grouping",
        "identity",
        "incident",
        "indicator",
        "infrastructure",
        "intrusion-set",
        "location",
        "malware",
        "malware-analysis",
        "note",
        "observed-data",
        "opinion",
        "report",
        "threat-actor",
        "tool",
        "vulnerability",
        "relationship",
        "sighting",
    )
)
"""Types of the specification that have created and modified."""

OTHERS: Final = frozenset(("marking-definition", "language-content", "extension-definition"))

_TYPE = re.compile(r"[a-z0-9][a-z0-9-]{0,249}", re.ASCII)
_ID = re.compile(
    r"([a-z0-9][a-z0-9-]{0,249})--[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
    re.ASCII | re.IGNORECASE,
)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?Z", re.ASCII)
_MOMENT_HINT = "Write it as 2026-03-31T14:05:00Z."
_ID_HINT = (
    "An id is a type, two dashes and a UUID, as indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f."
)


def moment_of(text: object) -> datetime | None:
    """Moment in a STIX timestamp, in UTC; None where it is none."""
    return _moment_in(text) if isinstance(text, str) else None


@lru_cache(maxsize=4096)  # each is looked at several times, and many objects share one
def _moment_in(text: str) -> datetime | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    try:
        whole = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    except ValueError:
        return None
    return whole.replace(microsecond=int((found[2] or "0").ljust(6, "0")))


def type_of_id(text: object) -> str | None:
    """Type that an id begins with; None where it is no id."""
    found = _ID.fullmatch(text) if isinstance(text, str) else None
    return found[1] if found else None


# --- kinds of fields: value -> complaints below it ----------------------------------

Check: TypeAlias = Callable[[object], Iterator[Complaint]]


def _text(value: object) -> Iterator[Complaint]:
    if not isinstance(value, str):
        yield (), f"expected text, found {_found(value)}", ""
    elif len(value) > TEXT_MAX:
        yield (), f"the text has {len(value):,} characters; at most {TEXT_MAX:,} are allowed", ""


def _long_text(value: object) -> Iterator[Complaint]:
    if not isinstance(value, str):
        yield from _text(value)


def _moment(value: object) -> Iterator[Complaint]:
    if moment_of(value) is None:
        yield (), f"expected a date with time in UTC, found {_found(value)}", _MOMENT_HINT


def _reference(value: object) -> Iterator[Complaint]:
    if type_of_id(value) is None:
        yield (), f"expected the id of an object, found {_found(value)}", _ID_HINT


def _flag(value: object) -> Iterator[Complaint]:
    if not isinstance(value, bool):
        yield (), f"expected true or false, found {_found(value)}", "Write it without quotes."


def _count(value: object) -> Iterator[Complaint]:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        yield (), f"expected a whole number from 0 on, found {_found(value)}", ""


def _mapping(value: object) -> Iterator[Complaint]:
    if not isinstance(value, dict):
        yield (), f"expected a mapping, found {_found(value)}", ""


def _each(check: Check) -> Check:
    def checked(value: object) -> Iterator[Complaint]:
        if not isinstance(value, list):
            yield (), f"expected a list, found {_found(value)}", "Put it in [ ]."
            return
        for number, one in enumerate(value):
            for loc, message, hint in check(one):
                yield (number, *loc), message, hint

    return checked


def _fields(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    def checked(value: object) -> Iterator[Complaint]:
        if not isinstance(value, dict):
            yield from _mapping(value)
            return
        for name in required:
            if name not in value:
                yield (name,), "missing; it cannot be left out", ""
        for name, check in {**required, **optional}.items():
            if name in value:
                for loc, message, hint in check(value[name]):
                    yield (name, *loc), message, hint

    return checked


def _found(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a mapping"
    return f"the text {shown(value)}" if isinstance(value, str) else f"the number {shown(value)}"


# --- what each type has --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shape:
    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)


_EXTERNAL = _fields({"source_name": _text}, {"external_id": _text})
_COMMON: dict[str, Check] = {
    "revoked": _flag,
    "labels": _each(_text),
    "created_by_ref": _reference,
    "external_references": _each(_EXTERNAL),
    "object_marking_refs": _each(_reference),
    "granular_markings": _each(_fields({}, {"marking_ref": _reference})),
}
_SEEN: dict[str, Check] = {"first_seen": _moment, "last_seen": _moment}
_NAMED = _Shape({"name": _text})
_ACTOR = _Shape({"name": _text}, _SEEN)
_SHAPES: dict[str, _Shape] = {
    "indicator": _Shape(
        {"pattern": _long_text, "pattern_type": _text, "valid_from": _moment},
        {"name": _text, "valid_until": _moment},
    ),
    "attack-pattern": _NAMED,
    "course-of-action": _NAMED,
    "vulnerability": _NAMED,
    "identity": _NAMED,
    "tool": _NAMED,
    "campaign": _ACTOR,
    "intrusion-set": _ACTOR,
    "threat-actor": _ACTOR,
    "infrastructure": _ACTOR,
    "malware": _Shape({}, {"name": _text, **_SEEN}),
    "software": _Shape({"name": _text}, {"cpe": _text, "vendor": _text}),
    "relationship": _Shape(
        {"relationship_type": _text, "source_ref": _reference, "target_ref": _reference},
        {"start_time": _moment, "stop_time": _moment},
    ),
    "sighting": _Shape({"sighting_of_ref": _reference}, {"count": _count, **_SEEN}),
    "report": _Shape({"name": _text, "published": _moment, "object_refs": _each(_reference)}),
    "grouping": _Shape({"context": _text, "object_refs": _each(_reference)}, {"name": _text}),
    "marking-definition": _Shape(
        {},
        {"name": _text, "definition_type": _text, "definition": _mapping, "extensions": _mapping},
    ),
    "x-mitre-collection": _Shape({}, {"name": _text, "x_mitre_version": _text}),
}
_KEPT = frozenset(
    (
        "type",
        "id",
        "modified",
        "created",
        "extensions",
        "x_mitre_deprecated",
        "x_capec_status",
        "x_mitre_domains",
    )
)


def complaints_of(value: Mapping[str, Any]) -> Iterator[Complaint]:
    """Everything that is wrong with one object; nothing says that it can be used."""
    kind = value.get("type")
    if not isinstance(kind, str) or not _TYPE.fullmatch(kind):
        message = f"expected a type such as indicator, found {_found(kind)}"
        yield ("type",), "missing; it cannot be left out" if "type" not in value else message, ""
        return
    yield from _id_complaints(value, kind)
    yield from _version_complaints(value, kind)
    shape = _SHAPES.get(kind, _Shape())
    required, optional = dict(shape.required), {**_COMMON, **shape.optional}
    if kind in DOMAIN_OBJECTS or kind in ("language-content", "extension-definition"):
        required |= {"created": _moment, "modified": _moment}
    elif kind == "marking-definition":
        required["created"] = _moment
    else:
        optional |= {"created": _moment, "modified": _moment}
    yield from _fields(required, optional)(value)
    yield from _order_complaints(value)


def _id_complaints(value: Mapping[str, Any], kind: str) -> Iterator[Complaint]:
    if "id" not in value:
        yield ("id",), "missing; it cannot be left out", _ID_HINT
        return
    begins = type_of_id(value["id"])
    if begins is None:
        yield ("id",), f"expected an id, found {_found(value['id'])}", _ID_HINT
    elif begins != kind:
        yield ("id",), f"the id begins with {shown(begins)}, but the type is {shown(kind)}", ""


def _version_complaints(value: Mapping[str, Any], kind: str) -> Iterator[Complaint]:
    if "spec_version" not in value:
        if kind in DOMAIN_OBJECTS or kind in OTHERS:
            yield (
                ("spec_version",),
                "missing; without it this would be STIX 2.0, which is not read",
                "Ask for the file as STIX 2.1.",
            )
    elif value["spec_version"] != VERSION:
        yield (
            ("spec_version",),
            f"only version '{VERSION}' is read, this is {_found(value['spec_version'])}",
            "Ask for the file as STIX 2.1.",
        )


def _order_complaints(value: Mapping[str, Any]) -> Iterator[Complaint]:
    for early, late, equal in (
        ("valid_from", "valid_until", False),
        ("first_seen", "last_seen", True),
        ("start_time", "stop_time", True),
    ):
        first, last = moment_of(value.get(early)), moment_of(value.get(late))
        if first and last and (last < first or (last == first and not equal)):
            yield (late,), f"this is not after {early}", "Swap the two, or leave one out."


def kept_of(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a checked object that anything here looks at."""
    shape = _SHAPES.get(str(value["type"]), _Shape())
    wanted = {*_KEPT, *_COMMON, *shape.required, *shape.optional}
    return {name: one for name, one in value.items() if name in wanted}
