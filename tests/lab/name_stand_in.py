"""A name service for tests: what a `FakeWire` answers, as bytes."""

from __future__ import annotations

import struct
from collections.abc import Callable

from ng911risk.lab.check import Answer
from tests.lab.fake_wire import FakeStream, FakeWire


def answered(
    asked: bytes, *, code: int = 0, flags: int = 0, records: tuple[tuple[int, bytes], ...] = ()
) -> bytes:
    """An answer to a question without an option: `flags` are AA 0x400, RA 0x80, AD 0x20."""
    end = asked.index(b"\0", 12) + 5
    head = struct.pack(
        "!6H", int.from_bytes(asked[:2]), 0x8000 | flags | code, 1, len(records), 0, 0
    )
    body = b"".join(
        b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(data)) + data for kind, data in records
    )
    return head + asked[12:end] + body


def connecting(answer: Answer, said: Callable[[bytes], list[bytes]] = lambda data: []) -> FakeWire:
    """A wire whose connections go so."""
    wire = FakeWire(over_stream=lambda stream, data: said(data))
    wire.connects = lambda address, port, offer: FakeStream(wire, (address, port), answer=answer)
    return wire
