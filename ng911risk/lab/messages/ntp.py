"""
Questions to a time service: what time it is, and three that strangers should get no answer to.

All of them only read (RFC 5905; RFC 9327 for mode 6; the command port of chrony).
"""

from __future__ import annotations

import secrets
import struct
from typing import Final

COMMAND_PORT: Final = 323
"""UDP port by which chrony is administered."""

_CLIENT, _SERVER, _CONTROL, _PRIVATE = 3, 4, 6, 7
_SIZE: Final = 48
_RESPONSE: Final = 0x80
_VERSION: Final = 0x38
_CONTROL_SIZE: Final = 12
_PRIVATE_SIZE: Final = 8
_COMMAND_REPLY_SIZE: Final = 28
_COMMAND: Final = struct.Struct("!4B2H3I")
_COMMAND_VERSION, _COMMAND_REQUEST, _COMMAND_REPLY, _COUNT_SOURCES = 6, 1, 2, 14


def time_question() -> bytes:
    """What a client asks (mode 3, version 4)."""
    stamp = secrets.token_bytes(8)
    return (bytes([4 << 3 | _CLIENT]) + bytes(39) + stamp)[:_SIZE]


def is_time(data: bytes, asked: bytes) -> bool:
    """Whether this tells the time (mode 4) to the one who asked."""
    return len(data) >= _SIZE and data[0] & 7 == _SERVER and data[24:32] == asked[40:48]


def variables_question() -> bytes:
    """Mode 6: read the variables of the service."""
    return bytes([2 << 3 | _CONTROL, 2]) + secrets.token_bytes(2) + bytes(8)


def clients_question() -> bytes:
    """Mode 7: the list of who asked last (monlist)."""
    return bytes([2 << 3 | _PRIVATE, 0, 3, 42]) + bytes(_SIZE - 4)


def is_variables(data: bytes, asked: bytes) -> bool:
    """Whether this answers in mode 6 what was asked: same operation, same number."""
    return (
        len(data) >= _CONTROL_SIZE
        and data[0] & 7 == _CONTROL
        and bool(data[1] & _RESPONSE)
        and data[1] & 0x1F == asked[1] & 0x1F
        and data[2:4] == asked[2:4]
    )


def is_clients(data: bytes, asked: bytes) -> bool:
    """Whether this answers in mode 7 what was asked: same implementation, same request."""
    return (
        len(data) >= _PRIVATE_SIZE
        and data[0] & 7 == _PRIVATE
        and bool(data[0] & _RESPONSE)
        and data[0] & _VERSION == asked[0] & _VERSION
        and data[2:4] == asked[2:4]
    )


def command_question() -> bytes:
    """Ask chrony by its command port how many sources it has."""
    head = _COMMAND.pack(
        _COMMAND_VERSION, _COMMAND_REQUEST, 0, 0, _COUNT_SOURCES, 0, secrets.randbits(32), 0, 0
    )
    return head + bytes(84)


def is_command_reply(data: bytes, asked: bytes) -> bool:
    """Whether chrony answered on its command port what was asked, be it with a refusal."""
    return (
        len(data) >= _COMMAND_REPLY_SIZE
        and data[:2] == bytes([_COMMAND_VERSION, _COMMAND_REPLY])
        and data[4:6] == asked[4:6]
        and data[16:20] == asked[8:12]
    )
