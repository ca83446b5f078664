"""Old services without protection, one harmless question each: SNMP and TFTP."""

from __future__ import annotations

import secrets
from typing import Final

SNMP_PORT: Final = 161
TFTP_PORT: Final = 69
TELNET_PORT: Final = 23

_SEQUENCE: Final = 0x30
_RESPONSE: Final = 0xA2
_DESCRIPTION: Final = bytes.fromhex("2b06010201010100")
_DATA, _ERROR = 3, 5


def description_question() -> bytes:
    """SNMP version 1: read its description with the community that everybody knows."""
    name = _part(0x06, _DESCRIPTION) + _part(0x05, b"")
    number = _part(0x02, bytes([secrets.randbelow(126) + 1]))
    asked = number + _part(0x02, b"\0") + _part(0x02, b"\0") + _part(0x30, _part(0x30, name))
    return _part(0x30, _part(0x02, b"\0") + _part(0x04, b"public") + _part(0xA0, asked))


def is_description(data: bytes) -> bool:
    """Whether SNMP answered with that community."""
    return data[:1] == bytes([_SEQUENCE]) and b"public" + bytes([_RESPONSE]) in data[:32]


def file_question() -> bytes:
    """TFTP: ask for a file that nobody has."""
    return b"\0\x01" + f"assessor-{secrets.token_hex(6)}".encode() + b"\0octet\0"


def is_file_answer(data: bytes) -> bool:
    """Whether TFTP answered, be it that there is no such file."""
    return len(data) >= 4 and data[0] == 0 and data[1] in (_DATA, _ERROR)  # noqa: PLR2004 - its header


def _part(kind: int, value: bytes) -> bytes:
    return bytes([kind, len(value)]) + value
