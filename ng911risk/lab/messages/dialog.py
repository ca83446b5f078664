"""
A test call as SIP text: INVITE, CANCEL, ACK, BYE, and the answers that our own door gives.

Only for ``urn:service:test.sos`` or the address that a target names for test calls. RFC 3261,
sections 9, 12, 13, 15 and 17.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Final

from ng911risk.lab.messages import sip

TEST_SERVICE: Final = "urn:service:test.sos"
"""Whom a test call is for, unless the target names an address (RFC 6881, section 14)."""

_URI: Final = re.compile(r"<([^<>\s]+)>|^([^<>;\s]+)")
_HOST: Final = re.compile(r"sips?:(?:[^@\s]*@)?(\[[0-9A-Fa-f:.]+\]|[^:;>\s]+)(?::(\d{1,5}))?")
_TEST_URI: Final = re.compile(
    r"urn:service:test\.sos(\.[a-z]+){0,4}"
    r"|sips?:(?P<user>[A-Za-z0-9._+~-]{1,64})@[A-Za-z0-9.:\[\]-]{1,128}"
)
_REAL: Final = re.compile(r"\+?(9?911|112|999|000|933|sos.*)", re.IGNORECASE)
_COPIED: Final = ("Via", "Record-Route", "From", "To", "Call-ID", "CSeq")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What all messages of one call share."""

    uri: str
    origin: sip.Origin
    call_id: str
    tag: str
    branch: str


def new_call(uri: str, origin: sip.Origin) -> Call:
    """A call that nobody else has."""
    return Call(
        uri=uri,
        origin=origin,
        call_id=f"{secrets.token_hex(8)}@{_bracketed(origin.address)}",
        tag=secrets.token_hex(4),
        branch=f"z9hG4bK{secrets.token_hex(8)}",
    )


def is_test_address(uri: str) -> bool:
    """Whether a test call may be for `uri`: the test service, or a user that is no emergency."""
    found = _TEST_URI.fullmatch(uri)
    return found is not None and not _REAL.fullmatch(found["user"] or "")


def invite(call: Call, *, headers: tuple[str, ...] = (), body: bytes = b"") -> bytes:
    """
    The call itself; `body` is SDP.

    Raises:
        ValueError: It is longer than one datagram may be.
    """
    kind = ("Content-Type: application/sdp",) if body else ()
    return _message(call, "INVITE", call.uri, to=f"<{call.uri}>", more=(*headers, *kind), body=body)


def cancel(call: Call) -> bytes:
    """Take the INVITE back while nobody has answered it."""
    return _message(call, "CANCEL", call.uri, to=f"<{call.uri}>")


def acknowledge(call: Call, answer: bytes) -> bytes:
    """ACK of a final answer; of a refusal it belongs to the INVITE, of a yes to the dialog."""
    to = sip.header(answer, "To") or f"<{call.uri}>"
    if sip.status(answer) >= 300:  # noqa: PLR2004 - refusals in SIP
        return _message(call, "ACK", call.uri, to=to)
    return _message(
        call, "ACK", remote(call, answer), to=to, more=_routes(answer), branch=_fresh_branch()
    )


def bye(call: Call, answer: bytes) -> bytes:
    """End the dialog that `answer` began."""
    to = sip.header(answer, "To") or f"<{call.uri}>"
    return _message(
        call, "BYE", remote(call, answer), to=to, more=_routes(answer), branch=_fresh_branch(),
        number=2,
    )  # fmt: skip


def remote(call: Call, answer: bytes) -> str:
    """URI of the other end: its Contact; the URI of the call if it named none."""
    found = _URI.search(sip.header(answer, "Contact"))
    return (found.group(1) or found.group(2)) if found else call.uri


def remote_place(call: Call, answer: bytes) -> tuple[str, int]:
    """Host and port of the other end; an empty host if its URI has none."""
    found = _HOST.match(remote(call, answer))
    if found is None:
        return "", 0
    port = int(found.group(2) or 5060)
    return found.group(1).strip("[]"), port if port <= 65_535 else 0  # noqa: PLR2004 - ports


def is_routed(answer: bytes) -> bool:
    """Whether the elements on the way want to see what follows (Record-Route)."""
    return bool(sip.headers(answer, "Record-Route"))


def answer(request: bytes, code: int, reason: str) -> bytes:
    """Answer to a request that came in at our own door."""
    lines = [f"SIP/2.0 {code} {reason}"]
    for name in _COPIED:
        for value in sip.headers(request, name):
            tagged = f"{value};tag={secrets.token_hex(4)}"
            lines.append(f"{name}: {tagged if name == 'To' and ';tag=' not in value else value}")
    lines += [f"User-Agent: {sip.AGENT}", "Content-Length: 0", "", ""]
    return "\r\n".join(lines).encode()


def belongs(message: bytes, call: Call) -> bool:
    """Whether this is a message of `call`."""
    return sip.header(message, "Call-ID") == call.call_id


def method_answered(message: bytes) -> str:
    """Method that a response answers."""
    return sip.header(message, "CSeq").rpartition(" ")[2].upper()


def body_of(message: bytes) -> bytes:
    """What follows the headers."""
    return message.partition(b"\r\n\r\n")[2]


def _message(  # noqa: PLR0913 - the parts of a message, each with its default
    call: Call,
    method: str,
    uri: str,
    *,
    to: str,
    more: tuple[str, ...] = (),
    body: bytes = b"",
    branch: str = "",
    number: int = 1,
) -> bytes:
    own, place = _bracketed(call.origin.address), call.origin
    suffix = "" if place.transport == "UDP" else f";transport={place.transport.lower()}"
    contact = (f"Contact: <sip:assessor@{own}:{place.port}{suffix}>",) if method == "INVITE" else ()
    lines = (
        f"{method} {uri} SIP/2.0",
        f"Via: SIP/2.0/{place.transport} {own}:{place.port};rport;branch={branch or call.branch}",
        "Max-Forwards: 70",
        f"From: <sip:assessor@{own}>;tag={call.tag}",
        f"To: {to}",
        f"Call-ID: {call.call_id}",
        f"CSeq: {number} {method}",
        f"User-Agent: {sip.AGENT}",
        *contact,
        *more,
        f"Content-Length: {len(body)}",
    )
    data = "\r\n".join((*lines, "", "")).encode() + body
    if len(data) > sip.SIZE_MAX:
        raise ValueError(f"a message is at most {sip.SIZE_MAX} bytes, this is {len(data)}")
    return data


def _routes(answer: bytes) -> tuple[str, ...]:
    split = [one.strip() for line in sip.headers(answer, "Record-Route") for one in line.split(",")]
    return tuple(f"Route: {one}" for one in reversed(split))


def _fresh_branch() -> str:
    return f"z9hG4bK{secrets.token_hex(8)}"


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
