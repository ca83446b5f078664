"""
Record the frames that come in at an interface: ``python recorder.py INTERFACE FILE``.

It says "ready" once nothing can escape it any more; at SIGTERM it first writes what still waits.
tcpdump does not read what waits, and cannot give up its groups in a user namespace.
"""

from __future__ import annotations

import signal
import socket
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_ALL: Final = 0x0003  # ETH_P_ALL
_ETHERNET: Final = 1  # LINKTYPE_ETHERNET
_LONGEST: Final = 65_535
_STEP: Final = 0.1  # s: how long a signal may wait
_BUFFER: Final = 16 * 1024 * 1024


def frames(door: socket.socket) -> Iterator[bytes]:
    """Every frame that comes in; ends when the door no longer blocks and nothing waits."""
    while True:
        try:
            data, where = door.recvfrom(_LONGEST)
        except TimeoutError:
            continue  # a signal may have come meanwhile
        except BlockingIOError:
            return
        if where[2] != socket.PACKET_OUTGOING:
            yield data


def main(interface: str, file: str) -> None:
    """Record until SIGTERM."""
    with (
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as door,
        Path(file).open("wb", buffering=0) as out,
    ):
        door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        door.bind((interface, _ALL))
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, _LONGEST, _ETHERNET))
        door.settimeout(_STEP)
        signal.signal(signal.SIGTERM, lambda *_: door.setblocking(False))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for frame in frames(door):
            seconds, rest = divmod(time.time_ns(), 10**9)
            out.write(struct.pack("<IIII", seconds, rest // 1000, len(frame), len(frame)) + frame)


if __name__ == "__main__":
    main(*sys.argv[1:])
