"""Questions to a relay for media (STUN and TURN, RFC 8489 and RFC 8656)."""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass
from typing import Final

_COOKIE: Final = 0x2112A442
_HEADER: Final = struct.Struct("!HHI12s")
_ATTRIBUTE: Final = struct.Struct("!HH")
_BINDING, _ALLOCATE, _REFRESH = 0x0001, 0x0003, 0x0004
_SUCCESS, _FAILURE = 0x0100, 0x0110
_ERROR_CODE, _LIFETIME, _TRANSPORT = 0x0009, 0x000D, 0x0019
_UDP: Final = 17
_ATTRIBUTES_MAX: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, and how its answer is known."""

    data: bytes
    kind: int
    number: bytes


def binding() -> Question:
    """Ask which address it sees: the question that everybody may ask."""
    return _question(_BINDING, b"")


def allocation() -> Question:
    """Ask for a relayed address, without credentials."""
    return _question(_ALLOCATE, _ATTRIBUTE.pack(_TRANSPORT, 4) + bytes([_UDP, 0, 0, 0]))


def release() -> Question:
    """Give a relayed address back."""
    return _question(_REFRESH, _ATTRIBUTE.pack(_LIFETIME, 4) + bytes(4))


def code(data: bytes, asked: Question) -> int:
    """200 for a yes, the error code for a no; 0 if this is no answer to `asked`."""
    if len(data) < _HEADER.size:
        return 0
    kind, _, cookie, number = _HEADER.unpack_from(data)
    if cookie != _COOKIE or number != asked.number:
        return 0
    if kind == asked.kind | _SUCCESS:
        return 200
    return _error(data[_HEADER.size :]) if kind == asked.kind | _FAILURE else 0


def _question(kind: int, attributes: bytes) -> Question:
    number = secrets.token_bytes(12)
    head = _HEADER.pack(kind, len(attributes), _COOKIE, number)
    return Question(data=head + attributes, kind=kind, number=number)


def _error(attributes: bytes) -> int:
    for _ in range(_ATTRIBUTES_MAX):
        if len(attributes) < _ATTRIBUTE.size:
            break
        kind, length = _ATTRIBUTE.unpack_from(attributes)
        value = attributes[_ATTRIBUTE.size : _ATTRIBUTE.size + length]
        if kind == _ERROR_CODE and len(value) >= 4:  # noqa: PLR2004 - class and number
            return (value[2] & 7) * 100 + value[3]
        attributes = attributes[_ATTRIBUTE.size + length + -length % 4 :]
    return 400
