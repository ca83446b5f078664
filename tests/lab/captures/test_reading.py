from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.hellos import Hello
from ng911risk.lab.captures.http_text import HttpText
from ng911risk.lab.captures.reading import read
from ng911risk.lab.captures.rtp import Media
from ng911risk.lab.captures.sdp import SdpMedia
from ng911risk.lab.captures.sip_text import SipText
from ng911risk.lab.captures.watch import Span, Watch
from tests.lab.captures.said import hello, http, offer, over_tcp, over_udp, rtp
from tests.lab.packets import START, ethernet, packet, pcap, request, udp, written


class _All(Watch):
    """Notes everything."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, str]] = []

    def sip(self, text: SipText, place: Place) -> None:
        self.heard.append((place.frame, f"sip {place.transport}"))

    def session(self, media: list[SdpMedia], place: Place) -> None:
        self.heard.append((place.frame, f"sdp {len(media)}"))

    def http(self, text: HttpText, place: Place) -> None:
        self.heard.append((place.frame, "http"))

    def hello(self, hello: Hello, place: Place) -> None:
        self.heard.append((place.frame, "dtls" if hello.datagram else "tls"))

    def neighbour(self, protocol: str, frame: int) -> None:
        self.heard.append((frame, protocol))

    def end(self, media: Media, span: Span) -> None:
        told = f"{span.frames} frames, {span.seconds} s, {len(media.found())} streams"
        self.heard.append((0, told))


def test_everything_that_is_said_is_told(tmp_path: Path) -> None:
    frames = [
        over_udp(offer()),
        over_udp(rtp(1, b"x" * 99), port=4000),
        over_tcp(request("OPTIONS"), to=8080),
        over_tcp(http("GET / HTTP/1.1"), port=2),
        over_tcp(hello(server=True), port=3),
        over_udp(hello(server=True, version=0xFEFD, datagram=True)),
        b"\1" * 12 + b"\x88\xcc" + bytes(40),
        b"\1" * 12 + b"\x08\x06" + bytes(28),
        ethernet(packet(udp(b""))),
    ]
    watch, told = _All(), []

    span = read(
        written(tmp_path, pcap([(float(i), one) for i, one in enumerate(frames)])),
        [watch],
        lambda done, size: told.append((done, size)),
    )

    assert sorted(watch.heard[:-1]) == [
        (1, "sdp 1"), (1, "sip udp"), (3, "sip tcp"), (4, "http"), (5, "tls"), (6, "dtls"),
        (7, "LLDP"),
    ]  # fmt: skip
    assert watch.heard[-1] == (0, "9 frames, 8.0 s, 1 streams")
    assert span == (9, START * 10**9, (START + 8) * 10**9, 1, None, False)
    assert told[-1][0] == told[-1][1] > 0


def test_it_is_told_after_how_many_whole_frames_a_file_is_cut_off(tmp_path: Path) -> None:
    data = pcap([(float(i), over_udp(offer())) for i in range(3)])

    span = read(written(tmp_path, data[:-5]), [])

    assert (span.frames, span.cut_after) == (3, 2)


def test_frames_too_short_to_hold_anything_prove_nothing(tmp_path: Path) -> None:
    for number in (5, 50):
        data = pcap([(float(i), b"x" * (i % 14)) for i in range(number)])

        span = read(written(tmp_path, data), [])

        assert (span.frames, span.others) == (number, 0)


def test_what_is_packed_and_not_read_as_a_whole_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ng911risk.lab.captures.frames.UNPACKED_SMALL", 1 << 20)
    data = pcap([(0.0, b"x" * 60)] * 50_000)

    span = read(written(tmp_path, gzip.compress(data)), [])

    assert 0 < span.frames < 50_000
    assert (span.cut_after, span.beyond) == (span.frames, True)
