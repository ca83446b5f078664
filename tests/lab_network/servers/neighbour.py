"""Says something to everybody every two seconds, as machines in an office do."""

from __future__ import annotations

import socket
import time


def main() -> None:
    """Talk until killed; nobody listens on the discard port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        while True:
            line.sendto(b"neighbour", ("10.91.0.255", 9))
            time.sleep(2)


if __name__ == "__main__":
    main()
