"""Bytes of HTTP/1 -> its lines, headers and body, as they stand: for looking at, never kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ng911risk.lab.captures.sip_text import HEAD_MAX, Headers, headers_of

STARTS: Final = re.compile(
    rb"HTTP/1\.[01] [1-5]\d\d"
    rb"|(?:GET|POST|PUT|DELETE|HEAD|OPTIONS|PATCH) [^\s\x00-\x1f]{1,1000} HTTP/1\.[01]\r?\n"
)
"""How a message of HTTP/1 begins."""

_CHUNK: Final = re.compile(rb"\r?\n?([0-9A-Fa-f]{1,6})[^\n]{0,100}\n")
_CHUNKS_MAX: Final = 1_000


@dataclass(slots=True, kw_only=True)
class HttpText:
    """One message as it was sent."""

    method: str
    """Of a request; empty for a response."""

    path: bytes
    """What a request asks for; empty for a response."""

    status: int
    """Of a response; 0 for a request."""

    headers: Headers
    body: bytes
    """Chunks are put together; not unpacked."""

    def one(self, name: bytes) -> bytes:
        """First value of a header; empty if there is none."""
        values = self.headers.get(name)
        return values[0] if values else b""


def http_of(message: bytes) -> HttpText | None:
    """
    A message, whole or cut; None if it is not HTTP.

    Args:
        message: From its first byte on.
    """
    if not STARTS.match(message):
        return None
    head, _, body = message.partition(b"\r\n\r\n")
    words = head[:HEAD_MAX].partition(b"\r\n")[0].split(b" ", 2)
    headers = headers_of(head[:HEAD_MAX])
    if b"chunked" in headers.get(b"transfer-encoding", [b""])[0].lower():
        body = _together(body)
    answer = words[0].startswith(b"HTTP/")
    return HttpText(
        method="" if answer else words[0].decode("ascii"),
        path=b"" if answer else words[1],
        status=int(words[1][:3]) if answer else 0,
        headers=headers,
        body=body,
    )


def chunks_end(data: bytes, at: int) -> int:
    """Where a chunked body that begins at `at` ends; below 0: not here."""
    for _ in range(_CHUNKS_MAX):
        line = _CHUNK.match(data, at)
        if line is None:
            return -1
        size = int(line.group(1), 16)
        at = line.end() + size
        if not size:
            tail = data.find(b"\n", at)
            return -1 if tail < 0 else tail + 1
    return len(data)


def _together(body: bytes) -> bytes:
    parts, at = [], 0
    for _ in range(_CHUNKS_MAX):
        line = _CHUNK.match(body, at)
        if line is None or not int(line.group(1), 16):
            break
        at = line.end() + int(line.group(1), 16)
        parts.append(body[line.end() : at])
    return b"".join(parts)
