"""All objects of one assessment, and a bundle of objects as bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final

from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix import catalogue, extension, risk, seen, site, tlp
from ng911risk.exporters.stix.frame import Frame, Stix, ordered
from ng911risk.exporters.stix.ids import GLOBAL, own_id

MEDIA_TYPE: Final = "application/stix+json;version=2.1"

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
    members = sha256()
    lines: list[bytes] = []
    for one in objects:
        members.update(f"{one['id']} {one.get('modified', '')}\n".encode())
        lines += (b",\n", json.dumps(ordered(one), ensure_ascii=False).encode())
    id_ = own_id("bundle", GLOBAL, members.hexdigest())
    head = f'{{"type": "bundle", "id": "{id_}", "objects": [\n'.encode()
    return b"".join((head, *lines[1:], b"\n]}\n"))
