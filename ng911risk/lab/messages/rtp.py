"""Voice packets of a test call: silence, with a source number that is known again (RFC 3550)."""

from __future__ import annotations

import struct
from typing import Final

SAMPLES: Final = 160
"""20 ms of PCMA."""

_PCMA: Final = 8
_SILENCE: Final = b"\xd5" * SAMPLES
_HEADER: Final = struct.Struct("!BBHII")
_VERSION: Final = 2


def voice(number: int, source: int) -> bytes:
    """Packet `number` of the stream `source`: 20 ms of silence."""
    head = _HEADER.pack(
        _VERSION << 6, _PCMA, number & 0xFFFF, number * SAMPLES & 0xFFFFFFFF, source
    )
    return head + _SILENCE


def source_of(data: bytes) -> int | None:
    """Source number (SSRC) of a voice packet; None if this is none, or RTCP."""
    if len(data) < _HEADER.size:
        return None
    first, second, _, _, source = _HEADER.unpack_from(data)
    is_rtcp = 192 <= second <= 223  # noqa: PLR2004 - RFC 5761, 4
    return None if first >> 6 != _VERSION or is_rtcp else int(source)
