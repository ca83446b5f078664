"""
One port under the table, in a network of its own: what is handed to it, and what comes out.

    unshare --net python -m tests.lab_network.port WHAT

Nobody is held back here but by the table: it runs as root, without a filter on system calls.
"""

from __future__ import annotations

import json
import shutil
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any, Final

from ng911risk.lab.door.host import this_host
from ng911risk.lab.door.kernel import NoTable, contain
from ng911risk.lab.door.privileges import ASSESSOR_UID
from ng911risk.lab.door.tap import Tap
from ng911risk.model.lab import BeaconMark, LabScope, LabZone, ScopeNetwork

OWN: Final = "10.91.0.10"
TARGET: Final = "10.91.0.30"
OWN_6: Final = "fd00::10"
_SOL_UDP: Final = 17
_UDP_SEGMENT: Final = 103
_IPV6: Final = 0x86DD
_GROUP: Final = "ff02::1:ff00:30"


def _scope() -> LabScope:
    now = datetime.now(UTC)  # noqa: TID251 - the one clock of a program of the tests
    return LabScope(
        id="port",
        authoriser="a test",
        purpose="a test",
        contact="nobody",
        lab_attestation="a network of its own",
        interface="e0",
        networks=tuple(
            ScopeNetwork(network=one, zone=LabZone.ESINET)
            for one in ("10.91.0.16/28", "fd00::/120")
        ),
        checks=("SIP-01",),
        not_before=now - timedelta(hours=1),
        not_after=now + timedelta(hours=1),
        packets_per_second=200,
        packets_in_all=2_000,
        packets_per_check=400,
        kill_file="/run/none",
        beacon=BeaconMark(address=TARGET, token="0" * 64),
    )


def _ip(*words: str) -> None:
    subprocess.run([shutil.which("ip") or "ip", *words], check=True)


def _built() -> None:
    """Port e0, and f0 at the other end of its cable."""
    _ip("link", "add", "e0", "type", "veth", "peer", "name", "f0")
    _ip("addr", "add", f"{OWN}/24", "dev", "e0")
    _ip("addr", "add", f"{OWN_6}/64", "dev", "e0", "nodad")
    _ip("neigh", "add", TARGET, "lladdr", "02:00:00:00:00:30", "dev", "e0")
    for port in ("e0", "f0"):
        _ip("link", "set", port, "up")


def long(_mac: bytes) -> None:
    """A datagram that the kernel is told to cut up: 60 of 1,000 bytes each."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.setsockopt(_SOL_UDP, _UDP_SEGMENT, 1_000)
        line.sendto(bytes(60_000), (TARGET, 9))


def short(_mac: bytes) -> None:
    """One of the ordinary kind, so that something comes out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(b"here", (TARGET, 9))


def asking(mac: bytes) -> None:
    """Neighbour solicitations: one as it should be, then one for each thing that is wrong."""
    for target, hops, more in (
        (_GROUP, 255, b""),
        ("fd00::30", 255, b""),
        ("ff02::1", 255, b""),
        ("2001:db8::1", 255, b""),
        (_GROUP, 64, b""),
        (_GROUP, 255, bytes(600)),
    ):
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, _IPV6) as line:
            line.bind(("e0", _IPV6))
            with suppress(OSError):
                line.send(_solicitation(mac, target, hops, more))


def _solicitation(mac: bytes, target: str, hops: int, more: bytes) -> bytes:
    body = b"\x87" + bytes(7) + ip_address("fd00::30").packed + b"\x01\x01" + mac + more
    ends = ip_address(OWN_6).packed + ip_address(target).packed
    head = struct.pack("!IHBB", 6 << 28, len(body), 58, hops)
    return b"\x33\x33\xff\x00\x00\x30" + mac + b"\x86\xdd" + head + ends + body


_WAYS: Final[dict[str, Callable[[bytes], None]]] = {
    one.__name__: one for one in (long, short, asking)
}


def main(what: str) -> dict[str, Any]:
    """Build, hold, hand over, and tell what came out and what was counted."""
    _built()
    host = this_host()
    table = contain(_scope(), host, ASSESSOR_UID)
    if isinstance(table, NoTable):
        return {"no table": table.why}
    port = host.interface("e0")
    assert port is not None
    far = Tap("f0")
    _WAYS[what](bytes.fromhex(port.mac.replace(":", "")))
    time.sleep(0.3)
    seen = []
    while (one := far.read()) is not None:
        if not one.outgoing:
            seen.append(one.data)
    far.close()
    counted = table.counts()
    assert counted is not None
    table.remove()
    after = this_host().interface("e0")
    return {
        "receivers": [str(ip_address(one[38:54])) for one in seen if one[12:14] == b"\x86\xdd"],
        "lengths": [len(one) for one in seen],
        "sent": counted.sent,
        "refused": counted.refused,
        "left as it was": after is not None and after.segments == port.segments,
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))  # noqa: T201 - its answer
