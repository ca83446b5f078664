"""All objects of one assessment, and a bundle of objects as bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix import catalogue, extension, risk, seen, site, tlp
from ng911risk.exporters.stix.frame import Frame, Stix
from ng911risk.exporters.stix.ids import GLOBAL, own_id

MEDIA_TYPE: Final = "application/stix+json;version=2.1"

_FIRST: Final = ("type", "spec_version", "id", "created_by_ref", "created", "modified", "revoked")
_META: Final = frozenset({"marking-definition", "extension-definition", "language-content"})


def objects_of(given: ExchangeInput) -> tuple[Stix, ...]:
    """
    Every object of the generic model, each id once, in a fixed order.

    Without history: everything of ours is made at the moment of the assessment.
    """
    frame = Frame.of(given)
    found = {one["id"]: one for one in reversed(tuple(_all(given, frame)))}
    inside = tuple(reversed(found.values()))
    refers_to = (one["id"] for one in inside if one["type"] not in _META)
    return (*inside, risk.report(given, frame, refers_to))


def _all(given: ExchangeInput, frame: Frame) -> Iterator[Stix]:
    yield tlp.marking(tlp.chosen(given))
    yield from catalogue.objects(given, frame)
    yield extension.definition(frame)
    yield from site.objects(given, frame)
    yield from risk.objects(given, frame)
    yield from seen.objects_of(given)


def as_bytes(objects: Iterable[Stix]) -> bytes:
    """
    A bundle: one object a line, to be read by people and compared line by line.

    Its id is made from its members, so that the same members are the same bundle.
    """
    inside = tuple(objects)
    members = "\n".join(f"{one['id']} {one.get('modified', '')}" for one in inside)
    id_ = own_id("bundle", GLOBAL, sha256(members.encode()).hexdigest())
    lines = ",\n".join(line(one) for one in inside)
    return f'{{"type": "bundle", "id": "{id_}", "objects": [\n{lines}\n]}}\n'.encode()


def line(one: Mapping[str, Any]) -> str:
    """One object as JSON in one line, see `ordered`."""
    return json.dumps(ordered(one), ensure_ascii=False)


def ordered(one: Mapping[str, Any]) -> Stix:
    """One object with its properties in a fixed order: who it is, then the rest by name."""
    first = {key: one[key] for key in _FIRST if key in one}
    return {**first, **{key: _sorted(one[key]) for key in sorted(one) if key not in first}}


def _sorted(value: Any) -> Any:  # noqa: ANN401 -- any JSON
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_sorted(one) for one in value]
    return value
