"""
Bytes of SIP -> its lines, headers and bodies, as they stand: for looking at, never for keeping.

SIP is known by its first line, on any port. What is broken is split as far as it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

LINE_MAX: Final = 2_000
"""Longest first line, in bytes; a longer one is broken."""

HEAD_MAX: Final = 32_768
"""Most bytes of one head that are looked at."""

HEADERS_MAX: Final = 300
"""Most header lines of one message that are looked at."""

PARTS_MAX: Final = 16
"""Most parts of one body, and of parts inside of parts."""

STARTS: Final = re.compile(
    rb"(?:SIP/2\.0 [1-6]\d\d[ \r\n])|(?:[A-Z]{2,20} (?:sips?:|tel:|urn:)|[A-Z]{2,20} [^\r\n]* SIP/)"
)
"""How a message of SIP begins, even one that nobody should send."""

_REQUEST: Final = re.compile(rb"([A-Z]{2,20}) [^\s\x00-\x1f]+ SIP/2\.0\s*")
_STATUS: Final = re.compile(rb"SIP/2\.0 ([1-6]\d\d)(?: .*)?")
_BOUNDARY: Final = re.compile(
    rb'boundary\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE
)
_HEADER: Final = re.compile(rb"[ \t]|[A-Za-z0-9-]{1,60}[ \t]*:")
_END: Final = re.compile(rb"\r?\n\r?\n")
_FOLD: Final = re.compile(rb"\r?\n[ \t]+")
_LENGTH: Final = re.compile(rb"\d{1,7}")
_SHORT: Final = {
    b"v": b"via",
    b"f": b"from",
    b"t": b"to",
    b"i": b"call-id",
    b"l": b"content-length",
    b"c": b"content-type",
    b"m": b"contact",
    b"s": b"subject",
    b"k": b"supported",
    b"e": b"content-encoding",
    b"y": b"identity",
}

Headers = Mapping[bytes, list[bytes]]
"""Names in lower case and unabridged -> values in their order."""


class Part(NamedTuple):
    """One body of a message."""

    kind: bytes
    """Type in lower case, for instance application/sdp."""

    content: bytes
    closed: bool
    """Whether its end is marked as it should be; a strict receiver reads no other."""


@dataclass(slots=True, kw_only=True)
class SipText:
    """One message as it was sent."""

    first: bytes
    """First line."""

    method: bytes
    """Of a request; empty for a response and for what is neither."""

    status: int
    """Of a response, 100 to 699; 0 for everything else."""

    headers: Headers
    body: bytes
    complete: bool
    """Whether its head ends here; otherwise what is missing proves nothing."""

    cut: bool
    """Whether its end was not captured."""

    def one(self, name: bytes) -> bytes:
        """First value of a header; empty if there is none."""
        values = self.headers.get(name)
        return values[0] if values else b""

    def parts(self) -> Iterator[Part]:
        """Each body."""
        return parts(self.one(b"content-type"), self.body)


def texts(payload: bytes, *, whole: bool, alone: bool = True) -> Iterator[SipText]:
    """
    Messages in the payload of a datagram or a part of a stream; none if it is not SIP.

    Args:
        payload: The bytes.
        whole: False: its end is elsewhere.
        alone: Whether a message without a length has all the bytes that follow.
    """
    at = 0
    while at < len(payload) and STARTS.match(payload, at, at + LINE_MAX):
        end = _END.search(payload, at, at + HEAD_MAX)
        stop = end.end() if end else min(len(payload), at + HEAD_MAX)
        complete = end is not None or whole
        lines = _unfolded(payload[at:stop].rstrip(b"\r\n"))
        lines = lines if complete else lines[:-1]  # the last one may be cut in the middle
        if not lines:
            return
        headers = headers_of(lines[1:])
        length = headers.get(b"content-length", (b"",))[0]
        told = end is not None and _LENGTH.fullmatch(length) is not None
        after = stop + int(length) if told else len(payload) if alone else stop
        text = _text(lines[0], headers, payload[stop:after], complete=complete)
        text.cut = not complete or (told and after > len(payload))
        yield text
        if not told:
            return
        at = after


def headers_of(lines: list[bytes]) -> dict[bytes, list[bytes]]:
    """Header lines -> their values by name."""
    found: dict[bytes, list[bytes]] = {}
    for line in lines[:HEADERS_MAX]:
        name, colon, value = line.partition(b":")
        if colon:
            key = name.strip().lower()
            found.setdefault(_SHORT.get(key, key), []).append(value.strip())
    return found


def parts(kind: bytes, body: bytes, depth: int = 0) -> Iterator[Part]:
    """
    Each body, those inside of others as well.

    Args:
        kind: Value of the header Content-Type.
        body: The bytes.
        depth: How many bodies are around this one.
    """
    name = kind.partition(b";")[0].strip().lower()
    boundary = _BOUNDARY.search(kind) if name.startswith(b"multipart/") else None
    if boundary is None or depth > 2:  # noqa: PLR2004 - nobody nests deeper
        if body:
            yield Part(name, body, closed=True)
        return
    pieces = body.split(b"--" + (boundary.group(1) or boundary.group(2)), PARTS_MAX)
    for number, piece in enumerate(pieces[1:], 2):
        if piece.startswith(b"--"):
            return
        told, content = _part(piece.removeprefix(b"\r").removeprefix(b"\n"))
        for one in parts(told, content, depth + 1):
            yield one._replace(closed=one.closed and number < len(pieces))


def _part(piece: bytes) -> tuple[bytes, bytes]:
    """(value of Content-Type, content) of a part; its head ends where a line is no header."""
    kind, at = b"text/plain", 0
    for _ in range(HEADERS_MAX):
        end = piece.find(b"\n", at)
        line = piece[at : end if end >= 0 else len(piece)].rstrip(b"\r")
        if line and not _HEADER.match(line):
            break
        at = end + 1 if end >= 0 else len(piece)
        if not line:
            break
        name, _, value = line.partition(b":")
        if name.strip().lower() in {b"content-type", b"c"}:
            kind = value.strip()
    return kind, piece[at:].removesuffix(b"\n").removesuffix(b"\r")


def _unfolded(head: bytes) -> list[bytes]:
    if b"\n " in head or b"\n\t" in head:
        head = _FOLD.sub(b" ", head)
    return head.replace(b"\r\n", b"\n").split(b"\n", HEADERS_MAX)


def _text(first: bytes, headers: Headers, body: bytes, *, complete: bool) -> SipText:
    request = _REQUEST.fullmatch(first)
    status = None if request else _STATUS.fullmatch(first)
    return SipText(
        first=first,
        method=request.group(1) if request else b"",
        status=int(status.group(1)) if status else 0,
        headers=headers,
        body=body,
        complete=complete,
        cut=False,
    )
