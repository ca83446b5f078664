"""
A capture file -> everything that was said in it, told to those who look on. Read once.

Most frames are voice: they take the short way. Everything has a bound, because a capture is
input from strangers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from ng911risk.lab.captures.blocks import NO_TIME
from ng911risk.lab.captures.bulk import take
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
from ng911risk.lab.captures.frames import Ending, Progress, frames
from ng911risk.lab.captures.hellos import dtls_hello, tls_hello
from ng911risk.lab.captures.http_text import http_of
from ng911risk.lab.captures.rtp import Media
from ng911risk.lab.captures.sdp import media_of
from ng911risk.lab.captures.sip_text import SipText, texts
from ng911risk.lab.captures.streams import Ends, Speech, Streams
from ng911risk.lab.captures.watch import Span, Watch
from ng911risk.model.observation import Transport

_PLAIN: Final = b"\x08\x00\x45"
"""IPv4 without options, in a frame of Ethernet."""

_SDP: Final = b"application/sdp"


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
    number, first, last, ending = 0, NO_TIME, NO_TIME, Ending()
    for frame in frames(path, progress, partial(take, reader.media), ending):
        number, at = frame[:2]
        if at >= 0:
            first = at if first < 0 else first
            last = at
        reader.frame(*frame)
    reader.streams.finish()
    cut_after = ending.whole if ending.cut or ending.beyond else None
    span = Span(max(number, ending.whole), first, last, reader.others, cut_after, ending.beyond)
    for watch in reader.watches:
        watch.end(reader.media, span)
    return span


class _Reader:
    """The long way of a frame."""

    def __init__(self, watches: tuple[Watch, ...]) -> None:
        self.watches = watches
        self.media = Media()
        self.others = 0
        self.streams = Streams(self._said)
        self._fragments = Fragments()
        self._sip_to = _who(watches, "sip")
        self._session = _who(watches, "session")
        self._http = _who(watches, "http")
        self._hello = _who(watches, "hello")
        self._neighbour = _who(watches, "neighbour")

    def frame(self, number: int, at: int, link: int, data: bytes) -> None:
        """Take one frame."""
        if link == 1 and data[12:15] == _PLAIN and len(data) > 43 and data[23] == UDP:  # noqa: PLR2004 - all headers
            end = 14 + (data[16] << 8 | data[17])
            if 65 <= data[42] <= 90 and not data[20] & 0x3F and not data[21] and end > 42:  # noqa: PLR2004 - a capital letter, in one piece
                ends = data[26:30], data[30:34], data[34:38]
                self._sip_datagram(ends, data[42:end], number, at, whole=len(data) >= end)
                return
        packet = packet_of(data, link)
        if packet is None:
            protocol = neighbour_protocol(data, link)
            self.others += link == 1 and not protocol and len(data) >= 14  # noqa: PLR2004 - a whole head
            if protocol:
                for told in self._neighbour:
                    told(protocol, number)
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
            self.media.add(source + target + body[:4], body[8:], number)
        elif 65 <= kind <= 90:  # noqa: PLR2004 - a capital letter
            self._sip_datagram((source, target, body[:4]), body[8:], number, at, whole=whole)
        elif kind == 22:  # noqa: PLR2004 - a handshake
            hello = dtls_hello(body[8:])
            if hello is not None:
                place = _place((source, target, body[:4]), number, at, Transport.UDP)
                for told in self._hello:
                    told(hello, place)

    def _sip_datagram(
        self, ends: Ends, payload: bytes, number: int, at: int, *, whole: bool
    ) -> None:
        place = None
        for text in texts(payload, whole=whole):
            place = place or _place(ends, number, at, Transport.UDP)
            self._sip(text, place)

    def _said(self, speech: Speech, message: bytes, ends: Ends, number: int, at: int) -> None:
        place = _place(ends, number, at, Transport.TCP)
        if speech is Speech.SIP:
            for text in texts(message, whole=False):
                self._sip(text, place)
        elif speech is Speech.HTTP:
            http = http_of(message)
            if http is not None:
                for told in self._http:
                    told(http, place)
        else:
            hello = tls_hello(message)
            if hello is not None:
                for told in self._hello:
                    told(hello, place)

    def _sip(self, text: SipText, place: Place) -> None:
        for told in self._sip_to:
            told(text, place)
        if not text.body:
            return
        for kind, body, closed in text.parts():
            if kind == _SDP:
                media = media_of(body, closed=closed)
                for one in media:
                    if one.port and one.address:
                        self.media.announce(one.address, one.port, one.profile)
                for told in self._session:
                    told(media, place)


def _place(ends: Ends, number: int, at: int, transport: Transport) -> Place:
    return Place(number, at, *_words(ends), transport)


@lru_cache(maxsize=4_096)
def _words(ends: Ends) -> tuple[str, int, str, int]:
    source, target, ports = ends
    return (
        address_text(source),
        ports[0] << 8 | ports[1],
        address_text(target),
        ports[2] << 8 | ports[3],
    )


def _who(watches: tuple[Watch, ...], name: str) -> list[Callable[..., None]]:
    """Methods of those who want to be told of something: most want little."""
    idle = getattr(Watch, name)
    return [getattr(one, name) for one in watches if getattr(type(one), name) is not idle]
