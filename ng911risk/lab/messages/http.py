"""
HTTP/1.1 requests that the assessor sends, and what it reads in answers (RFC 9110, RFC 9112).

Bytes in, bytes out: nothing here opens a connection.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ng911risk.lab.messages.sip import AGENT

LARGEST_ANSWER: Final = 65_536
"""Most bytes of an answer that are read."""

FINAL: Final = 200
"""Lowest status that ends the waiting: what is below says that an answer is on its way."""

_STATUS: Final = re.compile(rb"HTTP/1\.[01] ([1-5]\d\d)[ \r]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a web service said."""

    status: int
    """100 to 599; 0: nothing that is HTTP."""

    location: str = ""
    """Where it sends us, if it does."""

    body: bytes = b""
    """Without the marks of chunks; what there is of it."""

    stays: bool = False
    """Whether the connection can be used again."""


NOTHING: Final = Answer(status=0)
"""No answer."""


def request(
    method: str, path: str, host: str, *, body: bytes = b"", content_type: str = ""
) -> bytes:
    """
    One request that keeps the connection.

    Args:
        method: For instance POST.
        path: Begins with a slash.
        host: Host name or address.
        body: What is sent along.
        content_type: Kind of the body; empty where there is none.
    """
    kind = (f"Content-Type: {content_type}",) if content_type else ()
    lines = (
        f"{method} {path} HTTP/1.1",
        f"Host: {f'[{host}]' if ':' in host else host}",
        f"User-Agent: {AGENT}",
        "Accept: */*",
        *kind,
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*lines, "", "")).encode() + body


def whole(data: bytes) -> bool:
    """Whether this is an answer from its first to its last byte, as far as it says how long."""
    data = _without_interim(data)
    head, between, body = data.partition(b"\r\n\r\n")
    if not between:
        return False
    if _chunked(head):
        return body.endswith(b"0\r\n\r\n")
    length = _header(head, "Content-Length")
    return length.isdecimal() and len(body) >= int(length)


def answer(data: bytes) -> Answer:
    """Read what came back, whole or not; `NOTHING` where it is not HTTP; 1xx where that is all."""
    data = _without_interim(data)
    found = _STATUS.match(data)
    if found is None:
        return NOTHING
    head, _, body = data.partition(b"\r\n\r\n")
    return Answer(
        status=int(found.group(1)),
        location=_header(head, "Location"),
        body=_unchunked(body) if _chunked(head) else body,
        stays=whole(data)
        and data.startswith(b"HTTP/1.1")
        and _header(head, "Connection").lower() != "close",
    )


def _without_interim(data: bytes) -> bytes:
    """Without the answers (1xx) that only say that one is on its way, where more follows."""
    while (found := _STATUS.match(data)) and found.group(1).startswith(b"1"):
        _, _, rest = data.partition(b"\r\n\r\n")
        if not rest:
            break
        data = rest
    return data


def _header(head: bytes, name: str) -> str:
    found = re.search(
        rb"^" + re.escape(name.encode()) + rb":[ \t]*([^\r\n]*)", head, re.MULTILINE | re.IGNORECASE
    )
    return found.group(1).decode("latin-1").strip() if found else ""


def _chunked(head: bytes) -> bool:
    return "chunked" in _header(head, "Transfer-Encoding").lower()


def _unchunked(body: bytes) -> bytes:
    parts: list[bytes] = []
    while (found := re.match(rb"([0-9a-fA-F]{1,6})[^\r\n]*\r\n", body)) is not None:
        size = int(found.group(1), 16)
        parts.append(body[found.end() : found.end() + size])
        body = body[found.end() + size + 2 :]
    return b"".join(parts)
