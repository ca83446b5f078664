"""L2-03: a false DHCP server."""

from __future__ import annotations

from ng911risk.lab.checks import l2_03_dhcp as check
from tests.lab.crossings import Crossings


def is_odd(frame: bytes) -> bool:
    return frame[34:38] == bytes((0, 67, 0, 68))


class TestFalseDhcpServer(Crossings):
    check = check
    is_odd = staticmethod(is_odd)
    frames = 2
    stopped_by = "DHCP snooping"
