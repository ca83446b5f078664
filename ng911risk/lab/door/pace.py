"""How fast packets may leave, so that no second ever holds more than the scope allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BURST_MAX: Final = 20
"""Most packets that may leave at once: a TLS handshake with its acknowledgements is about 12."""

_BURST_SHARE: Final = 4
"""At most one packet in so many of a second's may be part of a burst."""

_OURS: Final = 0.9
"""Share of the kernel's rate that we ask for; the rest is for ARP and acknowledgements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """
    Two limits that agree: what the code asks for always passes the kernel's.

    In any second at most ``kernel_rate + burst - 1`` packets leave: the rate of the scope.
    """

    asked_rate: float
    """Packets a second that this program asks for."""

    kernel_rate: int
    """Packets a second that the kernel lets pass, after a burst."""

    burst: int
    """Packets that may leave at once."""


def pace_of(packets_per_second: int) -> Pace:
    """The pace under a scope that allows so many packets in any second (at least 1)."""
    burst = max(1, min(BURST_MAX, packets_per_second // _BURST_SHARE))
    kernel_rate = packets_per_second - burst + 1
    return Pace(asked_rate=_OURS * kernel_rate, kernel_rate=kernel_rate, burst=burst)
