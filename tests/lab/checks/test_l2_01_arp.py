"""L2-01: ARP claims."""

from __future__ import annotations

from ng911risk.lab.checks import l2_01_arp as check
from tests.lab.crossings import Crossings


def is_odd(frame: bytes) -> bool:
    return frame[12:14] == b"\x08\x06"


class TestArpClaims(Crossings):
    check = check
    is_odd = staticmethod(is_odd)
    frames = 3
    stopped_by = "ARP inspection"
