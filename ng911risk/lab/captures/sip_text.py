"""
Bytes of SIP -> its lines, headers and bodies, as they stand: for looking at, never for keeping.

SIP is known by its first line, on any port. What is broken is split as far as it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
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
_NAMES: Final = re.compile(rb"\n([^:\r\n]{1,100}):")
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

WANTED: Final = frozenset(
    [
        b"call-id", b"call-info", b"content-length", b"content-type", b"cseq", b"date", b"from",
        b"geolocation", b"identity", b"p-asserted-identity", b"resource-priority", b"to",
        b"transfer-encoding", b"user-agent", b"via",
    ]
)  # fmt: skip
"""Headers whose values anybody looks at: to take the others apart would cost time."""

KEYS_MAX: Final = 1_000
"""Most spellings of names of headers that are remembered."""

_KEYS: Final[dict[bytes, bytes]] = {}

Headers = Mapping[bytes, list[bytes]]
"""Names of `WANTED` -> values in their order."""


class Part(NamedTuple):
    """One body of a message."""

    kind: bytes
    """Type in lower case, for instance application/sdp."""

    content: bytes
    closed: bool
    """Whether its end is marked as it should be; a strict receiver reads no other."""


@dataclass(slots=True)
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

    nul: bool
    """Whether a byte 0 stands in its head."""

    _parts: tuple[Part, ...] | None = field(default=None, init=False, repr=False)
    _call: bytes | None = field(default=None, init=False, repr=False)

    @property
    def call(self) -> bytes:
        """Digest of the Call-ID; empty if there is none."""
        if self._call is None:
            self._call = digest(self.one(b"call-id"))
        return self._call

    @property
    def opens(self) -> bool:
        """Whether it asks for something new: nobody has put a tag on the To header yet."""
        return bool(self.method) and b"tag=" not in self.one(b"to").lower()

    def one(self, name: bytes) -> bytes:
        """First value of a header; empty if there is none."""
        values = self.headers.get(name)
        return values[0] if values else b""

    def parts(self) -> tuple[Part, ...]:
        """Each body, those inside of others as well."""
        if self._parts is None:
            found = parts(self.one(b"content-type"), self.body) if self.body else ()
            self._parts = tuple(found)
        return self._parts


def digest(text: bytes) -> bytes:
    """Eight bytes that stand for a text while it is counted; empty for none."""
    return blake2b(text, digest_size=8).digest() if text else b""


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
        end = payload.find(b"\r\n\r\n", at, at + HEAD_MAX)
        stop, complete = end + 4, True
        if end < 0 or payload.find(b"\n\n", at, end) >= 0:
            end, stop, complete = _end(payload, at, whole=whole)
        first, headers = _head(payload[at:end], complete=complete)
        if not first:
            return
        told = headers.get(b"content-length")
        length = int(told[0]) if told and stop > end and _LENGTH.fullmatch(told[0]) else -1
        after = stop + length if length >= 0 else len(payload) if alone else stop
        method, status = _begins(first)
        cut, nul = not complete or after > len(payload), payload.find(0, at, end) >= 0
        yield SipText(first, method, status, headers, payload[stop:after], complete, cut, nul)
        if length < 0:
            return
        at = after


def headers_of(head: bytes) -> dict[bytes, list[bytes]]:
    """First line and header lines -> values of the headers in `WANTED` by name."""
    found: dict[bytes, list[bytes]] = {}
    known = _KEYS.get
    lines = head.split(b"\r\n", HEADERS_MAX)
    if head.count(b"\n") >= len(lines):  # some do without the \r
        lines = head.replace(b"\r\n", b"\n").split(b"\n", HEADERS_MAX)
    for line in lines[1:HEADERS_MAX]:
        name, _, value = line.partition(b":")
        key = known(name)
        if key is None:
            key = _key(name)
        if key in found:
            found[key].append(value.strip())
        elif key:
            found[key] = [value.strip()]
    return found


def names_of(head: bytes) -> set[bytes]:
    """Names of all headers, in lower case and unabridged."""
    names = (name.strip().lower() for name in _NAMES.findall(head[:HEAD_MAX]))
    return {_SHORT.get(name, name) for name in names}


def _key(name: bytes) -> bytes:
    """Name of a header as in `WANTED`, or nothing; those that come often are remembered."""
    key = name.strip().lower()
    key = _SHORT.get(key, key)
    key = key if key in WANTED else b""
    if len(_KEYS) < KEYS_MAX and len(name) < 64:  # noqa: PLR2004 - no standard has a longer one
        _KEYS[name] = key
    return key


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


def _end(payload: bytes, at: int, *, whole: bool) -> tuple[int, int, bool]:
    """(end of a head, begin of the body, whether it ends here) where that is not plain to see."""
    end = _END.search(payload, at, at + HEAD_MAX)
    if end:
        return end.start(), end.end(), True
    stop = min(len(payload), at + HEAD_MAX)
    return stop, stop, whole


def _head(head: bytes, *, complete: bool) -> tuple[bytes, dict[bytes, list[bytes]]]:
    """(first line, headers); an empty first line if there is none, or not all of it."""
    if b"\n " in head or b"\n\t" in head:
        head = _FOLD.sub(b" ", head)
    if not complete:
        head = head.rstrip(b"\r\n").rpartition(b"\n")[0]  # the last one may be cut in the middle
    return head.partition(b"\n")[0].rstrip(b"\r"), headers_of(head)


@lru_cache(maxsize=1_024)
def _begins(first: bytes) -> tuple[bytes, int]:
    """(method, status) of a first line."""
    request = _REQUEST.fullmatch(first)
    status = None if request else _STATUS.fullmatch(first)
    return request.group(1) if request else b"", int(status.group(1)) if status else 0
