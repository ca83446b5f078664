"""
A capture file -> everything that was said in it, told to those who look on. Read once.

Most frames are voice: they take the short way. Everything has a bound, because a capture is
input from strangers.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from ng911risk.lab.captures.decode import (
    TCP,
    UDP,
    Packet,
    Place,
    address_text,
    neighbour_protocol,
    packet_of,
)
from ng911risk.lab.captures.fragments import Fragments
from ng911risk.lab.captures.frames import NO_TIME, Progress, frames
from ng911risk.lab.captures.hellos import dtls_hello, tls_hello
from ng911risk.lab.captures.http_text import http_of
from ng911risk.lab.captures.rtp import Media
from ng911risk.lab.captures.sdp import media_of
from ng911risk.lab.captures.sip_text import SipText, texts
from ng911risk.lab.captures.streams import Ends, Speech, Streams
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.observation import Transport

_VOICE_HEAD: Final = b"\x08\x00\x45"
_SDP: Final = b"application/sdp"


class Span(NamedTuple):
    """How far a capture reaches."""

    frames: int
    first: int
    """Nanoseconds since 1970; `NO_TIME`: not known."""

    last: int
    """The same of the last frame."""


def read(path: Path, watches: Iterable[Watch], progress: Progress | None = None) -> Span:
    """
    Read a capture.

    Args:
        path: pcap or pcapng, also gzipped.
        watches: Those who look on.
        progress: Told how far it is.

    Raises:
        InputError: The file cannot be opened, or is no capture.
        NG911RiskError: scapy is not installed.
    """
    reader = _Reader(tuple(watches))
    add, other = reader.media.add, reader.frame
    number, first, last = 0, NO_TIME, NO_TIME
    for at, link, data in frames(path, progress):
        number += 1
        if at >= 0:
            first = at if first < 0 else first
            last = at
        # Ethernet, IPv4 without options, UDP, not a fragment, version 2 of RTP.
        if (
            link == 1
            and data[12:15] == _VOICE_HEAD
            and len(data) > 54  # noqa: PLR2004 - all four headers
            and data[23] == UDP
            and not data[21]
            and not data[20] & 0x3F
            and data[42] >> 6 == 2  # noqa: PLR2004 - version 2
        ):
            end = 14 + (data[16] << 8 | data[17])
            add(data[26:38], data, 42, end if 54 < end <= len(data) else len(data), number)  # noqa: PLR2004 - the same
        else:
            other(number, at, link, data)
    reader.streams.finish()
    for watch in reader.watches:
        watch.end(reader.media, number, max(0, last - first) / 1_000_000_000)
    return Span(number, first, last)


class _Reader:
    """The long way of a frame."""

    def __init__(self, watches: tuple[Watch, ...]) -> None:
        self.watches = watches
        self.media = Media()
        self.streams = Streams(self._said)
        self._fragments = Fragments()

    def frame(self, number: int, at: int, link: int, data: bytes) -> None:
        """Take one frame."""
        packet = packet_of(data, link)
        if packet is None:
            protocol = neighbour_protocol(data, link)
            if protocol:
                for watch in self.watches:
                    watch.neighbour(protocol, number)
            return
        if packet.piece is not None:
            whole = self._fragments.add(packet)
            if whole is None:
                return
            packet = whole
        if packet.protocol == UDP:
            self._datagram(packet, number, at)
        elif packet.protocol == TCP:
            self.streams.add(packet.source, packet.target, packet.body, number, at)

    def _datagram(self, packet: Packet, number: int, at: int) -> None:
        _, source, target, body, whole, _ = packet
        if len(body) <= 8:  # noqa: PLR2004 - the header
            return
        kind = body[8]
        if kind >> 6 == 2:  # noqa: PLR2004 - version 2 of RTP
            self.media.add(source + target + body[:4], body, 8, len(body), number)
        elif 65 <= kind <= 90:  # noqa: PLR2004 - a capital letter
            payload = body[8:]
            place = None
            for text in texts(payload, whole=whole):
                place = place or _place((source, target, body[:4]), number, at, Transport.UDP)
                self._sip(text, place)
        elif kind == 22:  # noqa: PLR2004 - a handshake
            hello = dtls_hello(body[8:])
            if hello is not None:
                place = _place((source, target, body[:4]), number, at, Transport.UDP)
                for watch in self.watches:
                    watch.hello(hello, place)

    def _said(self, speech: Speech, message: bytes, ends: Ends, number: int, at: int) -> None:
        place = _place(ends, number, at, Transport.TCP)
        if speech is Speech.SIP:
            for text in texts(message, whole=False):
                self._sip(text, place)
        elif speech is Speech.HTTP:
            http = http_of(message)
            if http is not None:
                for watch in self.watches:
                    watch.http(http, place)
        else:
            hello = tls_hello(message)
            if hello is not None:
                for watch in self.watches:
                    watch.hello(hello, place)

    def _sip(self, text: SipText, place: Place) -> None:
        for watch in self.watches:
            watch.sip(text, place)
        if not text.body:
            return
        for kind, body, closed in text.parts():
            if kind == _SDP:
                media = media_of(body, closed=closed)
                for one in media:
                    if one.port and one.address:
                        self.media.announce(one.address, one.port, one.profile)
                for watch in self.watches:
                    watch.session(media, place)


def _place(ends: Ends, number: int, at: int, transport: Transport) -> Place:
    source, target, ports = ends
    return Place(
        number,
        at,
        address_text(source),
        ports[0] << 8 | ports[1],
        address_text(target),
        ports[2] << 8 | ports[3],
        transport,
    )
