"""
Settle one namespace before its wires come up: IPv6 off, own ARP answers, no offloading.

    python settle.py NAMESPACE INTERFACE...

veth hands on frames that no wire could carry (no checksum, far longer than the network's
limit). Without offloading a capture shows what a wire would.
"""

from __future__ import annotations

import array
import ctypes
import errno
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path
from typing import Final

# Two ports of one host in one network: each answers for its own addresses only.
SETTINGS: Final = {
    "ipv4/conf/all/arp_ignore": "1",
    "ipv4/conf/all/arp_announce": "2",
    "ipv4/conf/all/rp_filter": "0",
    "ipv4/conf/default/rp_filter": "0",
    "ipv6/conf/all/disable_ipv6": "1",
    "ipv6/conf/default/disable_ipv6": "1",
}
# linux/ethtool.h: set received checksums, sent checksums, TSO, GSO, GRO.
_OFFLOADS: Final = (0x15, 0x17, 0x1F, 0x24, 0x2C)
_SIOCETHTOOL: Final = 0x8946
_CLONE_NEWNET: Final = 0x40000000


def enter(namespace: str) -> None:
    """Make `namespace` the network of this process."""
    handle = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).setns(handle, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), f"setns to {namespace}")
    os.close(handle)


def turn_off_offloading(interface: str) -> None:
    """Switch every offload of `interface` off; what the driver does not know stays as it is."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        for command in _OFFLOADS:
            value = array.array("B", struct.pack("II", command, 0))
            request = struct.pack("16sP", interface.encode(), value.buffer_info()[0])
            try:
                fcntl.ioctl(handle, _SIOCETHTOOL, request + bytes(16))
            except OSError as problem:
                if problem.errno != errno.EOPNOTSUPP:
                    raise


def main(namespace: str, *interfaces: str) -> None:
    """Settle `namespace` and the interfaces in it."""
    enter(namespace)
    for name, value in SETTINGS.items():
        setting = Path("/proc/sys/net", name)
        if setting.exists():
            setting.write_text(value, "ascii")
    for interface in interfaces:
        turn_off_offloading(interface)


if __name__ == "__main__":
    main(*sys.argv[1:])
