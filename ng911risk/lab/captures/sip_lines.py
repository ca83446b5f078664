"""
Payloads -> SIP messages, cut down to what can be counted.

Who called whom is not kept: names and Call-IDs become short digests that live as long as
the counting. SIP is known by its first line, on any port.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from ng911risk.lab.captures.agents import agent_of
from ng911risk.lab.captures.sip_text import SipText, digest, texts

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
_COUNTED: Final = re.compile(rb"(\d{1,10})[ \t]+([A-Za-z]{2,20})")
_LENGTH: Final = re.compile(rb"\d{1,7}")
_NAME: Final = re.compile(
    rb"sips?:([^@;>\s]{1,200})@|(?:tel|sips?|urn):([^;>\s]{1,200})", re.IGNORECASE
)
_NEEDED: Final = frozenset({b"via", b"from", b"to", b"call-id", b"cseq"})
_CSEQ_MAX: Final = 2**31


class SipMessage(NamedTuple):
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
    """What is kept of what the sender calls itself; see `ng911risk.lab.captures.agents`."""

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
    counted = _COUNTED.fullmatch(text.one(b"cseq"))
    told = counted.group(2) if counted else b""
    to = text.one(b"to")
    name = _NAME.search(to)
    method = told if text.status else text.method or text.first.partition(b" ")[0]
    wrong = not text.status and (not _is_request(text.first) or bool(told and told != method))
    length = text.headers.get(b"content-length")
    asked = (name.group(1) or name.group(2)).lower() if name else b""
    begins = b";tag=" not in to.lower().replace(b" ", b"")
    broken = (
        wrong
        or text.nul
        or (text.complete and not text.headers.keys() >= _NEEDED)
        or (b"cseq" in text.headers and (not counted or int(counted.group(1)) >= _CSEQ_MAX))
        or (length is not None and not _LENGTH.fullmatch(length[0]))
    )
    agent = agent_of(text.one(b"user-agent"))
    return SipMessage(_known(method), text.status, text.call, digest(asked), begins, agent, broken)


@lru_cache(maxsize=1_024)
def _is_request(first: bytes) -> bool:
    return _REQUEST.fullmatch(first) is not None


@lru_cache(maxsize=1_024)
def _known(method: bytes) -> str:
    name = method[:20].decode("ascii", "replace").upper()
    return name if name in METHODS else "OTHER"
