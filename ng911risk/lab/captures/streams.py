"""
Segments of TCP -> messages of SIP, HTTP and TLS, each direction by itself, in bounded memory.

A stream is known by its own bytes, on any port. After a gap it is found again where a message
begins. What is none of the three is dropped as it comes.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from ng911risk.lab.captures import http_text
from ng911risk.lab.captures.hellos import is_tls
from ng911risk.lab.captures.sip_text import HEAD_MAX, LINE_MAX, STARTS

FLOWS_MAX: Final = 8_192
"""Most directions of connections that are followed at once."""

HELD_MAX: Final = 16 * 1024 * 1024
"""Most bytes that wait for the rest of their message, of all connections together."""

BODY_MAX: Final = 262_144
"""Most bytes of one body that are looked at; the rest is passed over."""

LATER_MAX: Final = 16
"""So many segments wait for one that is missing; then it is given up."""

_HELLO_MAX: Final = 16_384
_WORD: Final = 64
_MASK: Final = 0xFFFFFFFF
_HALF: Final = 1 << 31
_NEAR: Final = 1 << 20
_SYN: Final = 2
_RST: Final = 4
_AGAIN: Final = re.compile(
    rb"(?:SIP/2\.0 [1-6]\d\d [^\r\n]{0,200}\r\n[A-Za-z])|(?:HTTP/1\.[01] [1-5]\d\d)"
    rb"|(?:[A-Z]{3,20} [^\s]{1,500} (?:SIP/2\.0|HTTP/1\.[01])\r\n)"
)
_LENGTH: Final = re.compile(rb"\n(?:content-length|l)[ \t]*:[ \t]*(\d{1,9})[ \t]*\r", re.IGNORECASE)
_CHUNKED: Final = re.compile(rb"\ntransfer-encoding[ \t]*:[^\r\n]*chunked", re.IGNORECASE)


class Speech(Enum):
    """What a stream speaks."""

    SIP = auto()
    HTTP = auto()
    TLS = auto()


Ends = tuple[bytes, bytes, bytes]
"""Source address, target address, both ports as four bytes."""

Sink = Callable[[Speech, bytes, Ends, int, int], None]
"""Takes a message: what it is, its bytes, its ends, number and time of its first frame."""


@dataclass(slots=True)
class _Flow:
    """One direction of a connection."""

    next: int
    """Sequence number that should come."""

    torn: bool
    """Whether the beginning, or something between, is not there."""

    buffer: bytearray = field(default_factory=bytearray)
    later: dict[int, tuple[bytes, int, int]] = field(default_factory=dict)
    held: int = 0
    """Bytes in `buffer` and `later`, as they were counted last."""

    skip: int = 0
    """Bytes of a body that are passed over."""

    opaque: bool = False
    """TLS whose handshake is over."""

    wanted: int = 0
    """Bytes that `buffer` must hold before it is worth looking again."""

    frame: int = 0
    at: int = 0


class Streams:
    """Follows connections and hands out what they say."""

    def __init__(self, sink: Sink) -> None:
        self._flows: OrderedDict[Ends, _Flow] = OrderedDict()
        self._sink = sink
        self._held = 0

    def add(self, source: bytes, target: bytes, body: bytes, frame: int, at: int) -> None:
        """Take one segment; `body` begins with the TCP header."""
        if len(body) < 20:  # noqa: PLR2004 - the shortest header
            return
        header, flags = (body[12] >> 4) * 4, body[13]
        key = (source, target, body[:4])
        number = int.from_bytes(body[4:8], "big")
        if flags & (_SYN | _RST):
            self._drop(key)
            if flags & _SYN:
                self._flows[key] = _Flow((number + 1) & _MASK, torn=False)
                number = (number + 1) & _MASK
                self._make_room()
        data = body[header:] if header >= 20 else b""  # noqa: PLR2004 - the same
        if not data:
            return
        flow = self._flows.get(key)
        if flow is None:
            flow = self._flows[key] = _Flow(number, torn=True)
            self._make_room()
        else:
            self._flows.move_to_end(key)
        self._order(key, flow, number, data, frame, at)
        self._count(flow)

    def finish(self) -> None:
        """Hand out what still waits: nothing more will come."""
        for key, flow in self._flows.items():
            while flow.later:
                self._jump(key, flow)
            self._speak(key, flow, last=True)
        self._flows.clear()
        self._held = 0

    # --- order ------------------------------------------------------------------

    def _order(self, key: Ends, flow: _Flow, number: int, data: bytes, frame: int, at: int) -> None:
        ahead = (number - flow.next) & _MASK
        if ahead >= _HALF:
            behind = (flow.next - number) & _MASK
            if behind < _NEAR:  # sent again
                if behind >= len(data):
                    return
                data, ahead = data[behind:], 0
        if not ahead:
            self._take(key, flow, data, frame, at)
            self._catch_up(key, flow)
            return
        if flow.opaque:  # nothing is read of it any more
            flow.next = (number + len(data)) & _MASK
            return
        flow.later.setdefault(number, (data, frame, at))
        if len(flow.later) > LATER_MAX:
            self._jump(key, flow)

    def _jump(self, key: Ends, flow: _Flow) -> None:
        """Give up what is missing, and go on with what came after it."""
        self._speak(key, flow, last=True)
        flow.buffer.clear()
        flow.skip, flow.torn = 0, True
        flow.next = min(flow.later, key=lambda number: (number - flow.next) & _MASK)
        self._catch_up(key, flow)

    def _catch_up(self, key: Ends, flow: _Flow) -> None:
        """Take what waited and can be taken now; what is old by now is cut or dropped."""
        while flow.later:
            old = [(flow.next - number) & _MASK for number in flow.later]
            behind = min(old)
            if behind >= _HALF:
                return
            data, frame, at = flow.later.pop((flow.next - behind) & _MASK)
            if behind < len(data):
                self._take(key, flow, data[behind:], frame, at)

    def _take(self, key: Ends, flow: _Flow, data: bytes, frame: int, at: int) -> None:
        flow.next = (flow.next + len(data)) & _MASK
        if flow.opaque:
            return
        if flow.skip:
            passed = min(flow.skip, len(data))
            flow.skip -= passed
            data = data[passed:]
        if not data:
            return
        if not flow.buffer:
            flow.frame, flow.at = frame, at
        flow.buffer += data
        if len(flow.buffer) >= flow.wanted:
            self._speak(key, flow, last=False, frame=frame, at=at)

    # --- messages ---------------------------------------------------------------

    def _speak(self, key: Ends, flow: _Flow, *, last: bool, frame: int = 0, at: int = 0) -> None:
        """Hand out the messages that are whole; `last`: also one that is not."""
        flow.wanted = 0
        while flow.buffer:
            used, speech, whole = _next(flow, last=last)
            if not used:
                break
            message = bytes(flow.buffer[: min(used, len(flow.buffer))])
            flow.skip = max(0, used - len(flow.buffer))
            del flow.buffer[:used]
            if speech is not None:
                self._sink(speech, message, key, flow.frame, flow.at)
                flow.torn &= not whole
            if frame:
                flow.frame, flow.at = frame, at

    # --- bounds -----------------------------------------------------------------

    def _count(self, flow: _Flow) -> None:
        now = len(flow.buffer) + sum(len(data) + _WORD for data, _, _ in flow.later.values())
        self._held += now - flow.held
        flow.held = now
        while self._held > HELD_MAX and self._flows:
            self._drop(next(iter(self._flows)))

    def _make_room(self) -> None:
        while len(self._flows) > FLOWS_MAX:
            self._drop(next(iter(self._flows)))

    def _drop(self, key: Ends) -> None:
        flow = self._flows.pop(key, None)
        if flow is not None:
            self._speak(key, flow, last=True)
            self._held -= flow.held


def _next(flow: _Flow, *, last: bool) -> tuple[int, Speech | None, bool]:
    """(bytes that are used up, what they are, whether all is there); 0 bytes: wait for more."""
    buffer = flow.buffer
    if buffer[0] in b"\r\n":  # keeps a connection alive, between messages
        return len(buffer) - len(buffer.lstrip(b"\r\n")), None, True
    if STARTS.match(buffer, 0, LINE_MAX):
        return _text(flow, Speech.SIP, last=last)
    if http_text.STARTS.match(buffer, 0, LINE_MAX):
        return _text(flow, Speech.HTTP, last=last)
    if is_tls(buffer):
        return _record(flow, last=last)
    if not last and len(buffer) < _WORD and bytes(buffer[:3]).isalpha() and b"\n" not in buffer:
        return 0, None, False  # a first line, cut in the middle
    found = _AGAIN.search(buffer, 1) if flow.torn else None
    return found.start() if found else len(buffer), None, False


def _text(flow: _Flow, speech: Speech, *, last: bool) -> tuple[int, Speech | None, bool]:
    buffer = flow.buffer
    head = buffer.find(b"\r\n\r\n", 0, HEAD_MAX)
    if head < 0:
        if last or len(buffer) >= HEAD_MAX:
            return len(buffer), speech, False
        flow.wanted = len(buffer) + 1
        return 0, None, False
    start = head + 4
    size = _size(buffer, head, speech)
    if size < 0:  # chunked
        end = http_text.chunks_end(bytes(buffer), start) if len(buffer) <= BODY_MAX else len(buffer)
        if end < 0 and not last:
            return 0, None, False
        return end if end > 0 else len(buffer), speech, end > 0
    if len(buffer) >= start + min(size, BODY_MAX) or last:
        return start + size, speech, len(buffer) >= start + size
    flow.wanted = start + min(size, BODY_MAX)
    return 0, None, False


def _size(buffer: bytearray, head: int, speech: Speech) -> int:
    """Bytes of the body; below 0: chunked. Without a word about it, what is there by now."""
    found = _LENGTH.search(buffer, 0, head + 2)
    if found:
        return int(found.group(1))
    if speech is Speech.HTTP and _CHUNKED.search(buffer, 0, head + 2):
        return -1
    if speech is Speech.HTTP and not buffer.startswith(b"HTTP/"):
        return 0
    again = STARTS.search(buffer, head + 4) if speech is Speech.SIP else None
    return (again.start() if again else len(buffer)) - head - 4


def _record(flow: _Flow, *, last: bool) -> tuple[int, Speech | None, bool]:
    buffer = flow.buffer
    size = 5 + (buffer[3] << 8 | buffer[4])
    if buffer[0] != 22:  # noqa: PLR2004 - the handshake is over, or was not captured
        flow.opaque = True
        return len(buffer), Speech.TLS, True
    if len(buffer) < size and not last and size <= _HELLO_MAX:
        flow.wanted = size
        return 0, None, False
    return min(size, len(buffer)), Speech.TLS, True
