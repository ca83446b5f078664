"""
Payloads -> SIP messages, cut down to what can be counted.

Who called whom is not kept: names and Call-IDs become short digests that live as long as
the counting. SIP is known by its first line, on any port.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from ng911risk.lab.captures.sip_text import SipText, texts

AGENT_MAX: Final = 60
"""Most characters that are kept of what a sender calls itself."""

METHODS: Final = frozenset(
    [
        "ACK",
        "BYE",
        "CANCEL",
        "INFO",
        "INVITE",
        "MESSAGE",
        "NOTIFY",
        "OPTIONS",
        "PRACK",
        "PUBLISH",
        "REFER",
        "REGISTER",
        "SUBSCRIBE",
        "UPDATE",
    ]
)
"""Methods of RFC 3261 and those that extend it; anything else is counted as OTHER."""

_REQUEST: Final = re.compile(rb"([A-Z]{2,20}) (?:sips?|tel|urn):[^\s\x00-\x1f]+ SIP/2\.0")
_STATUS: Final = re.compile(rb"SIP/2\.0 ([1-6]\d\d)(?: .*)?")
_COUNTED: Final = re.compile(rb"(\d{1,10})[ \t]+([A-Za-z]{2,20})")
_LENGTH: Final = re.compile(rb"\d{1,7}")
_NAME: Final = re.compile(
    rb"sips?:([^@;>\s]{1,200})@|(?:tel|sips?|urn):([^;>\s]{1,200})", re.IGNORECASE
)
_NEEDED: Final = frozenset({b"via", b"from", b"to", b"call-id", b"cseq"})
_CSEQ_MAX: Final = 2**31


@dataclass(frozen=True, slots=True, kw_only=True)
class SipMessage:
    """One message, without a word of what it is about."""

    method: str
    """Of a request, or of the request that a response answers; OTHER if it is not known."""

    status: int
    """Of a response, 100 to 699; 0 for a request."""

    call: bytes
    """Digest of the Call-ID; empty if there is none."""

    asked: bytes
    """Digest of who is asked for; empty if nobody is named."""

    begins: bool
    """Whether it opens a dialogue: nobody has put a tag on the To header yet."""

    agent: str
    """What the sender calls itself: printable ASCII, cut short."""

    broken: bool
    """Whether no honest device sends it like that."""


def messages(payload: bytes, *, whole: bool) -> Iterator[SipMessage]:
    """
    Messages in the payload of a datagram or segment; none if it is not SIP.

    Args:
        payload: The bytes.
        whole: False: its end is elsewhere, so that what is missing proves nothing.
    """
    return (shortened(text) for text in texts(payload, whole=whole))


def shortened(text: SipText) -> SipMessage:
    """What can be counted of a message."""
    headers = {name: values[0] for name, values in text.headers.items()}
    return _message(text.first, headers, complete=text.complete)


def digest(text: bytes) -> bytes:
    """Eight bytes that stand for a text while it is counted; empty for none."""
    return blake2b(text, digest_size=8).digest() if text else b""


def _message(first: bytes, headers: dict[bytes, bytes], *, complete: bool) -> SipMessage:
    status = _STATUS.fullmatch(first)
    request = _REQUEST.fullmatch(first)
    counted = _COUNTED.fullmatch(headers.get(b"cseq", b""))
    told = counted.group(2) if counted else b""
    method = told if status else request.group(1) if request else first.partition(b" ")[0]
    to = headers.get(b"to", b"")
    name = _NAME.search(to)
    wrong = status is None and request is None
    wrong = wrong or bool(request and told and told != method)
    return SipMessage(
        method=_known(method),
        status=int(status.group(1)) if status else 0,
        call=digest(headers.get(b"call-id", b"")),
        asked=digest((name.group(1) or name.group(2)).lower()) if name else b"",
        begins=b";tag=" not in to.lower().replace(b" ", b""),
        agent=_printable(headers.get(b"user-agent", b"")),
        broken=wrong or (complete and _misses(headers)) or _contradicts(headers),
    )


def _misses(headers: dict[bytes, bytes]) -> bool:
    return not headers.keys() >= _NEEDED


def _contradicts(headers: dict[bytes, bytes]) -> bool:
    """Whether a number that every receiver needs is none."""
    cseq = headers.get(b"cseq")
    length = headers.get(b"content-length")
    counted = _COUNTED.fullmatch(cseq) if cseq is not None else None
    return (
        (cseq is not None and (counted is None or int(counted.group(1)) >= _CSEQ_MAX))
        or (length is not None and not _LENGTH.fullmatch(length))
        or any(b"\0" in value for value in headers.values())
    )


def _known(method: bytes) -> str:
    name = method[:20].decode("ascii", "replace").upper()
    return name if name in METHODS else "OTHER"


def _printable(text: bytes) -> str:
    kept = text[: AGENT_MAX * 4].decode("ascii", "replace")
    return "".join(c for c in kept if " " <= c <= "~")[:AGENT_MAX].strip()
