"""L2-04: a false IPv6 router."""

from __future__ import annotations

from ng911risk.lab.checks import l2_04_ra as check
from tests.lab.crossings import Crossings


def is_odd(frame: bytes) -> bool:
    return frame[12:14] == b"\x86\xdd" and frame[54] == 134


class TestFalseRouter(Crossings):
    check = check
    is_odd = staticmethod(is_odd)
    frames = 2
    stopped_by = "RA guard"
