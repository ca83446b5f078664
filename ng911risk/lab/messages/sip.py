"""
SIP requests that the assessor sends, and what it reads in answers.

Nothing here can ring a telephone unless it is asked to: OPTIONS asks what is there, REGISTER
without Contact asks who is registered and changes nothing. Text, as SIP is (RFC 3261).
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Final

AGENT: Final = "ng911risk-lab"
"""How every message of ours calls itself, so that whoever sees it can find out what it is."""

SIZE_MAX: Final = 1_300
"""Longest message, in bytes: one datagram, never a fragment (RFC 3261, 18.1.1)."""

PLAIN_REFUSALS: Final = frozenset({401, 403, 426})
"""Answers of an element that takes nothing without TLS: it wants a name, forbids, asks for TLS."""

TROUBLE: Final = frozenset({408, 429, 480, 486, 500, 502, 503, 504, 580, 600})
"""Answers of an element that is busy or at fault: no refusal, and no sign that all is well."""

FINAL: Final = 200
"""Lowest status that ends the waiting: what is below says that an answer is on its way."""

_STATUS: Final = re.compile(rb"SIP/2\.0 ([1-6]\d\d)[ \r]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a request comes from."""

    address: str
    port: int
    transport: str = "UDP"
    """UDP, TCP or TLS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request that was made, and how its answers are known."""

    data: bytes
    call_id: str


def request(  # noqa: PLR0913 - the parts of a request, each with its default
    method: str,
    uri: str,
    origin: Origin,
    *,
    to: str = "",
    user: str = "assessor",
    cseq: int = 1,
    max_forwards: int = 70,
    headers: tuple[str, ...] = (),
    body: bytes = b"",
) -> Request:
    """
    One request, with a Call-ID that nobody else has.

    Args:
        method: For instance OPTIONS.
        uri: Request-URI.
        origin: Own address.
        to: Whom it is for; empty: the Request-URI.
        user: User part of the From header.
        cseq: Number in the CSeq header.
        max_forwards: How many proxies may pass it on.
        headers: Further header lines, without their line ends.
        body: What follows; Content-Type is up to `headers`.

    Raises:
        ValueError: It is longer than one datagram may be.
    """
    own = _host(origin.address)
    call_id, branch = f"{secrets.token_hex(8)}@{own}", f"z9hG4bK{secrets.token_hex(8)}"
    lines = (
        f"{method} {uri} SIP/2.0",
        f"Via: SIP/2.0/{origin.transport} {own}:{origin.port};rport;branch={branch}",
        f"Max-Forwards: {max_forwards}",
        f"From: <sip:{user}@{own}>;tag={secrets.token_hex(4)}",
        f"To: <{to or uri}>",
        f"Call-ID: {call_id}",
        f"CSeq: {cseq} {method}",
        f"User-Agent: {AGENT}",
        *headers,
        f"Content-Length: {len(body)}",
    )
    data = "\r\n".join((*lines, "", "")).encode() + body
    if len(data) > SIZE_MAX:
        raise ValueError(f"a message is at most {SIZE_MAX} bytes, this is {len(data)}")
    return Request(data=data, call_id=call_id)


def status(answer: bytes) -> int:
    """Status code of a response, 100 to 699; 0 if this is none."""
    found = _STATUS.match(answer)
    return int(found.group(1)) if found else 0


def header(message: bytes, name: str) -> str:
    """First value of a header, without surrounding space; empty if it is not there."""
    found = re.search(
        rb"^" + re.escape(name.encode()) + rb"[ \t]*:[ \t]*([^\r\n]*)",
        message.partition(b"\r\n\r\n")[0],
        re.MULTILINE | re.IGNORECASE,
    )
    return found.group(1).decode("utf-8", "replace").strip() if found else ""


def headers(message: bytes, name: str) -> tuple[str, ...]:
    """Every line of a header, in order, without surrounding space."""
    found = re.findall(
        rb"^" + re.escape(name.encode()) + rb"[ \t]*:[ \t]*([^\r\n]*)",
        message.partition(b"\r\n\r\n")[0],
        re.MULTILINE | re.IGNORECASE,
    )
    return tuple(line.decode("utf-8", "replace").strip() for line in found)


def cut(stream: bytes) -> tuple[bytes, bytes]:
    """First whole message of a stream, and what follows; empty while it is not whole."""
    stream = stream.lstrip(b"\r\n")
    head, end, rest = stream.partition(b"\r\n\r\n")
    if not end:
        return b"", stream
    length = header(head + end, "Content-Length")
    size = int(length) if length.isascii() and length.isdigit() and len(length) < 7 else 0  # noqa: PLR2004 - a length of at most six digits
    if len(rest) < size:
        return b"", stream
    return head + end + rest[:size], rest[size:]


def answers(message: bytes, asked: Request) -> bool:
    """Whether this is a response to `asked`."""
    said = header(message, "Call-ID") or header(message, "i")  # its short form (RFC 3261, 7.3.3)
    return status(message) > 0 and said == asked.call_id


def uri_of(address: str, port: int, transport: str = "") -> str:
    """``sip:`` URI of an element."""
    suffix = f";transport={transport}" if transport else ""
    return f"sip:{_host(address)}:{port}{suffix}"


def _host(address: str) -> str:
    return f"[{address}]" if ":" in address else address
