"""
Twelve SIP messages that are wrong on purpose, in the spirit of RFC 4475, and harmless.

Each is an OPTIONS or less, one datagram, and can set up no call. None carries code, an overlong
field or anything but its one mistake. They show whether a parser survives and says no.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ng911risk.lab.messages import sip


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """One message, and what is wrong with it."""

    name: str
    """Short name, for the record."""

    wrong: str
    """What is wrong, in words."""

    strict: bool
    """Whether an element that takes it as good reads too leniently (RFC 4475 calls it invalid)."""

    data: bytes


def malformed(uri: str, origin: sip.Origin) -> tuple[Malformed, ...]:
    """Every message, fresh, for a target that is called `uri`."""
    parts = _Parts(uri, origin)
    return tuple(
        Malformed(name=name, wrong=wrong, strict=strict, data=make(parts))
        for name, wrong, strict, make in _ALL
    )


NAMES_MAX: Final = 12
"""How many there are."""


_NOTHING: Final[Mapping[str, str | None]] = MappingProxyType({})


class _Parts:
    """The good lines of a request, so that each message can spoil one of them."""

    def __init__(self, uri: str, origin: sip.Origin) -> None:
        own = f"[{origin.address}]" if ":" in origin.address else origin.address
        place, token = f"{own}:{origin.port}", secrets.token_hex(6)
        self.start = f"OPTIONS {uri} SIP/2.0"
        self.lines = {
            "via": f"Via: SIP/2.0/{origin.transport} {place};rport;branch=z9hG4bK{token}",
            "max": "Max-Forwards: 70",
            "from": f"From: <sip:assessor@{own}>;tag={token[:8]}",
            "to": f"To: <{uri}>",
            "id": f"Call-ID: {token}@{own}",
            "cseq": "CSeq: 1 OPTIONS",
            "agent": f"User-Agent: {sip.AGENT}",
            "length": "Content-Length: 0",
        }
        self.own = own

    def message(
        self, changed: Mapping[str, str | None] = _NOTHING, *, start: str = "", body: str = ""
    ) -> bytes:
        """The good message with some lines changed, added or (None) left out."""
        lines = {**self.lines, **changed}
        text = [start or self.start, *(line for line in lines.values() if line is not None)]
        return "\r\n".join((*text, "", body)).encode()


def _odd_space(good: _Parts) -> bytes:
    to = good.lines["to"].replace("To: ", "TO :\r\n  ") + " ;   weight = 3"
    hops = "MaX-fOrWaRdS   :\t 0068"
    return good.message({"max": hops, "to": to, "cseq": "cseq: 0009\r\n  OPTIONS"})


def _too_long(good: _Parts) -> bytes:
    return good.message({"length": "Content-Length: 9999"}, body="short")


def _negative(good: _Parts) -> bytes:
    return good.message({"length": "Content-Length: -999"})


def _huge_numbers(good: _Parts) -> bytes:
    until = "Expires: 1" + 46 * "0"
    changed = {"cseq": f"CSeq: {2**65} OPTIONS", "max": "Max-Forwards: 300", "until": until}
    return good.message(changed)


def _no_headers(good: _Parts) -> bytes:
    return good.message({"from": None, "to": None, "id": None, "cseq": None})


def _version_seven(good: _Parts) -> bytes:
    return good.message(start=good.start.replace("SIP/2.0", "SIP/7.0"))


def _mismatch(good: _Parts) -> bytes:
    return good.message({"cseq": "CSeq: 8 INVITE"})


def _unknown_scheme(good: _Parts) -> bytes:
    return good.message(start="OPTIONS nobodyknowsthis:opaque SIP/2.0")


def _open_quote(good: _Parts) -> bytes:
    return good.message({"from": good.lines["from"].replace("From: ", 'From: "no end ')})


def _escaped_zero(good: _Parts) -> bytes:
    return good.message(start=good.start.replace("sip:", "sip:zero-%00-byte@", 1))


def _control_bytes(_: _Parts) -> bytes:
    return bytes(range(1, 64)) + b"\r\n\r\n"


def _empty(_: _Parts) -> bytes:
    return b"\r\n\r\n"


_Make = Callable[[_Parts], bytes]

_ALL: Final[tuple[tuple[str, str, bool, _Make], ...]] = (
    ("odd-space", "space and letter case that are odd, but allowed", False, _odd_space),
    ("length-too-long", "Content-Length says more than there is", True, _too_long),
    ("length-negative", "Content-Length is below zero", True, _negative),
    ("huge-numbers", "numbers that no counter holds", True, _huge_numbers),
    ("no-headers", "From, To, Call-ID and CSeq are missing", True, _no_headers),
    ("version-seven", "a version of SIP that does not exist", True, _version_seven),
    ("method-mismatch", "CSeq names another method", True, _mismatch),
    ("unknown-scheme", "an address of a kind that nobody knows", False, _unknown_scheme),
    ("open-quote", "a quotation mark in From that never ends", True, _open_quote),
    ("escaped-zero", "an escaped zero byte in the address", False, _escaped_zero),
    ("control-bytes", "bytes 1 to 63, no SIP at all", False, _control_bytes),
    ("empty", "two empty lines, as a keep-alive", False, _empty),
)
