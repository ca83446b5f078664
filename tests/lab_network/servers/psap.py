"""
A call taker that needs nobody: ``python psap.py ADDRESS ring|test HEARD``.

It answers every call over UDP and TCP, port 5060, and sends voice (50 packets a second) to the
address in the offer until the call is over, at most 30 s. `ring` lets a test call ring like a real
one and sends voice back to whoever sends some; `test` answers a test call at once, without a
ring, and says so. Every request is appended to the file HEARD, as it came.
"""

from __future__ import annotations

import asyncio
import re
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

_COPIED: Final = re.compile(
    rb"^(?:via|from|to|call-id|cseq|record-route|v|f|t|i)[ \t]*:.*\r\n",
    re.MULTILINE | re.IGNORECASE,
)
_CONNECTION: Final = re.compile(rb"^c=IN IP4 (\S+)", re.MULTILINE)
_MEDIA: Final = re.compile(rb"^m=audio (\d+)", re.MULTILINE)
_LENGTH: Final = re.compile(rb"^content-length[ \t]*:[ \t]*(\d+)", re.MULTILINE | re.IGNORECASE)
_PACKETS: Final = 1500
_SILENCE: Final = b"\xd5" * 160


class Voice(asyncio.DatagramProtocol):
    """One end of the voice of one call."""

    def __init__(self, *, echoes: bool) -> None:
        self._echoes = echoes
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Weak: whoever sends voice gets it back."""
        if self._echoes and self.transport is not None:
            self.transport.sendto(data, addr)


@dataclass(kw_only=True, slots=True)
class Centre:
    """What the answerers of both transports share."""

    address: str
    rings: bool
    heard: Path
    calls: dict[bytes, asyncio.Task[None]] = field(default_factory=dict)
    port: int = 40000

    def answers(self, request: bytes) -> list[bytes]:
        """What is said to `request`, in order."""
        with self.heard.open("ab") as file:
            file.write(request)
        method = request.partition(b" ")[0]
        if method == b"INVITE":
            return self._invited(request)
        if method in {b"BYE", b"CANCEL"} and (call := self.calls.pop(_call_id(request), None)):
            call.cancel()
        return [] if method == b"ACK" else [_response(request, b"200 OK", b"")]

    def _invited(self, request: bytes) -> list[bytes]:
        is_test = b"urn:service:test.sos" in request.partition(b"\r\n")[0]
        self.port += 2
        where, port = _CONNECTION.search(request), _MEDIA.search(request)
        if where and port and _call_id(request) not in self.calls:
            talk = self._talk(self.port, where[1].decode(), int(port[1]))
            self.calls[_call_id(request)] = asyncio.ensure_future(talk)
        answer = self._answer(request)
        if is_test and not self.rings:
            return [answer]
        return [_response(request, b"180 Ringing", b""), answer]

    def _answer(self, request: bytes) -> bytes:
        offer = (
            f"v=0\r\no=psap 1 1 IN IP4 {self.address}\r\ns=-\r\nc=IN IP4 {self.address}\r\n"
            f"t=0 0\r\nm=audio {self.port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
        )
        if not self.rings:
            offer += "a=loopback:rtp-pkt-loopback\r\n"
        contact = f"Contact: <sip:psap@{self.address}:5060>\r\n".encode()
        kind = b"Content-Type: application/sdp\r\n"
        return _response(request, b"200 OK", offer.encode(), contact + kind)

    async def _talk(self, own: int, host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        way, _ = await loop.create_datagram_endpoint(
            lambda: Voice(echoes=self.rings), local_addr=(self.address, own)
        )
        try:
            for number in range(_PACKETS):
                head = struct.pack("!BBHII", 0x80, 8, number, number * 160, 0x40404040)
                way.sendto(head + _SILENCE, (host, port))
                await asyncio.sleep(0.02)
        finally:
            way.close()


def _call_id(request: bytes) -> bytes:
    found = re.search(rb"^(?:call-id|i)[ \t]*:[ \t]*(\S+)", request, re.MULTILINE | re.IGNORECASE)
    return found[1] if found else b""


def _response(request: bytes, status: bytes, body: bytes, more: bytes = b"") -> bytes:
    copied = b"".join(
        line[:-2] + b";tag=psap\r\n"
        if line[:2].lower() in {b"to", b"t:"} and b"tag=" not in line
        else line
        for line in _COPIED.findall(request)
    )
    length = b"Content-Length: %d\r\n\r\n" % len(body)
    return b"SIP/2.0 " + status + b"\r\n" + copied + more + length + body


class OverUdp(asyncio.DatagramProtocol):
    """The centre over UDP."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._way: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self._way = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer one request; what is no request is not answered."""
        if self._way is None or b" SIP/2.0\r\n" not in data:
            return
        for said in self._centre.answers(data):
            self._way.sendto(said, addr)


async def main(address: str, manner: str, heard: str) -> None:
    """Answer until killed."""
    centre = Centre(address=address, rings=manner == "ring", heard=Path(heard))
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: OverUdp(centre), local_addr=(address, 5060))

    async def over_tcp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = _LENGTH.search(head)
            request = head + await reader.readexactly(int(length[1]) if length else 0)
            for said in centre.answers(request):
                writer.write(said)

    server = await asyncio.start_server(over_tcp, address, 5060)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
