"""
A SIP answerer with two faults: it dies of a negative length and says everything four times.

    python fragile.py ADDRESS PORT
"""

from __future__ import annotations

import re
import socket
import sys
from typing import Final

_KEPT: Final = re.compile(rb"(via|from|to|call-id|cseq) *:", re.IGNORECASE)
_LENGTH: Final = re.compile(rb"^Content-Length *: *(-?\d+)", re.MULTILINE | re.IGNORECASE)
_TALK: Final = b"Allow: " + b", ".join([b"INVITE, ACK, CANCEL, OPTIONS, BYE, REFER"] * 6)


def answer(request: bytes) -> bytes:
    """A 200 for whatever was asked, or the end of the program."""
    length = _LENGTH.search(request)
    if length and int(length[1]) < 0:
        raise SystemExit("crash")
    kept = [line for line in request.split(b"\r\n") if _KEPT.match(line)]
    head = b"\r\n".join([b"SIP/2.0 200 OK", *kept, _TALK, b"Content-Length: 0"])
    return head + b"\r\n\r\n"


def serve(address: str, port: int) -> None:
    """Answer until killed."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind((address, port))
        while True:
            request, sender = door.recvfrom(65535)
            said = answer(request)
            for _ in range(4):
                door.sendto(said, sender)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
