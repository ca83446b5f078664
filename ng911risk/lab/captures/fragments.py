"""Fragments of IP packets -> whole packets, in bounded memory: what never ends is forgotten."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from ng911risk.lab.captures.decode import Packet

OPEN_MAX: Final = 256
"""Most packets that wait for the rest of them."""

PIECES_MAX: Final = 64
"""Most fragments of one packet."""

BYTES_MAX: Final = 65_535
"""Most bytes of one packet, as IP has it."""

_Key = tuple[bytes, bytes, bytes, int]


@dataclass(slots=True, kw_only=True)
class _Waiting:
    """Fragments of one packet so far."""

    pieces: dict[int, bytes] = field(default_factory=dict)
    size: int = 0
    end: int = -1
    """Bytes of the whole packet; below 0: the last fragment has not come yet."""

    protocol: int = 0
    whole: bool = True


class Fragments:
    """Collects fragments."""

    def __init__(self) -> None:
        self._open: OrderedDict[_Key, _Waiting] = OrderedDict()

    def add(self, packet: Packet) -> Packet | None:
        """
        Take a fragment.

        Args:
            packet: With a piece.

        Returns:
            The whole packet, if this was all that was missing of it.
        """
        piece = packet.piece
        if piece is None:
            return packet
        # The protocol of a later fragment of IPv6 may be that of an extension: not in the key.
        version = len(packet.source)
        key = (packet.source, packet.target, piece.name, packet.protocol if version == 4 else 0)  # noqa: PLR2004 - bytes of an IPv4 address
        waiting = self._open.get(key)
        if waiting is None:
            if len(self._open) >= OPEN_MAX:
                self._open.popitem(last=False)
            waiting = self._open[key] = _Waiting()
        _take(waiting, packet, piece.at, more=piece.more)
        done = _joined(waiting)
        if done is None:
            if waiting.size > BYTES_MAX or len(waiting.pieces) >= PIECES_MAX:
                del self._open[key]
            return None
        del self._open[key]
        return Packet(waiting.protocol, packet.source, packet.target, done, waiting.whole, None)


def _take(waiting: _Waiting, packet: Packet, at: int, *, more: bool) -> None:
    if at not in waiting.pieces:
        waiting.pieces[at] = packet.body
        waiting.size += len(packet.body)
    waiting.whole &= packet.whole
    if not at:
        waiting.protocol = packet.protocol
    if not more:
        waiting.end = at + len(packet.body)


def _joined(waiting: _Waiting) -> bytes | None:
    """All of it, if it is all there; what comes twice counts as it came first."""
    if waiting.end < 0 or 0 not in waiting.pieces or waiting.size < waiting.end:
        return None
    parts, at = [], 0
    for start in sorted(waiting.pieces):
        data = waiting.pieces[start]
        if start > at:
            return None
        if start + len(data) > at:
            parts.append(data[at - start :])
            at = start + len(data)
    return b"".join(parts)[: waiting.end] if at >= waiting.end else None
