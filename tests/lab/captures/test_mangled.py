"""Ten thousand captures that nobody should have made: no error, no hang, no growth."""

from __future__ import annotations

import gzip
import random
import resource
import struct
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from ng911risk.errors import InputError
from ng911risk.lab.captures.analysis import analysed
from tests.lab.captures.said import (
    PIDF,
    hello,
    http,
    jws,
    offer,
    over_tcp,
    over_udp,
    rtp,
    segment,
    with_body,
)
from tests.lab.packets import ethernet, packet, pcap, pcapng, request, response, udp, written

MUTATIONS = 10_000
LIMIT_S = 2.0
"""Seconds that no mangled capture of a few frames may take."""

GROWTH_KB = 20_000
"""KiB that the process may grow by, after the first quarter."""

_LINKS = (0, 1, 12, 101, 105, 113, 127, 228, 276, 0xFFFF, 0xFFFFFFFF)
_SPLIT = udp(with_body(request("INVITE"), "application/pidf+xml", PIDF.format("1 2") * 9))
_FRAMES = [
    over_udp(offer("RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:k")),
    over_udp(response(200, "INVITE")),
    *(over_udp(rtp(i, b"voice" * 30), port=4000) for i in range(12)),
    ethernet(packet(segment(b"", 0, flags=2), protocol=6)),
    *(
        ethernet(packet(segment(request("BYE")[at : at + 50], 1 + at), protocol=6))
        for at in range(0, len(request("BYE")), 50)
    ),
    over_tcp(http("POST /LogEvents HTTP/1.1", jws({"alg": "none"}, {"timestamp": "2026"}))),
    over_tcp(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", port=9),
    over_tcp(hello(server=True), port=10),
    over_udp(hello(server=False, version=0xFEFD, datagram=True)),
    ethernet(packet(_SPLIT[:800], fragment=0x2000)),
    ethernet(packet(_SPLIT[800:], fragment=100)),
    ethernet(packet(udp(request("OPTIONS")), source="2600::1", target="2600::2"), tags=(5, 6)),
    b"\1" * 12 + b"\x88\xcc" + bytes(40),
]
_TIMED = [(i / 50, one) for i, one in enumerate(_FRAMES)]


def _flipped(luck: random.Random) -> bytes:
    data = bytearray(luck.choice((pcap, pcapng))(_TIMED))
    for _ in range(luck.randint(1, 40)):
        data[luck.randrange(24, len(data))] = luck.randrange(256)
    return bytes(data)


def _cut(luck: random.Random) -> bytes:
    data = luck.choice((pcap, pcapng))(_TIMED)
    data = data[: luck.randrange(len(data))]
    return gzip.compress(data, 1)[: -luck.randint(1, 20)] if luck.random() < 0.3 else data


def _relinked(luck: random.Random) -> bytes:
    link = luck.choice(_LINKS)
    return pcap(_TIMED)[:20] + struct.pack("<I", link) + pcap(_TIMED)[24:]


def _huge(luck: random.Random) -> bytes:
    data = bytearray(luck.choice((pcap, pcapng))(_TIMED))
    for _ in range(luck.randint(1, 4)):
        at = luck.randrange(24, len(data) - 4)
        size = luck.choice((0xFFFFFFFF, 0x7FFFFFFF, 0, 65_535, 262_145))
        data[at : at + 4] = struct.pack(luck.choice("<>") + "I", size)
    return bytes(data)


def _shuffled(luck: random.Random) -> bytes:
    """Pieces of messages, torn out and glued together, in endless streams and fragments."""
    made = []
    for number in range(60):
        one, other = luck.choice(_FRAMES), luck.choice(_FRAMES)
        payload = one[luck.randint(30, 60) :][:300] + other[luck.randint(30, 60) :][:300]
        at = luck.choice((number * 600, luck.getrandbits(32)))
        made.append(
            luck.choice(
                (
                    over_udp(payload),
                    ethernet(packet(segment(payload, at), protocol=6)),
                    ethernet(packet(payload, fragment=0x2000 | luck.randrange(8_191))),
                )
            )
        )
    return pcap([(0.0, one) for one in made])


@pytest.mark.slow
@pytest.mark.parametrize("mangle", [_flipped, _cut, _relinked, _huge, _shuffled])
def test_no_mangled_capture_is_an_error_or_hangs_or_grows(
    mangle: Callable[[random.Random], bytes], tmp_path: Path
) -> None:
    luck = random.Random(mangle.__name__)  # noqa: S311 - a test that can be repeated
    many = MUTATIONS // 5
    slowest, peaks = 0.0, []
    for number in range(many):
        path = written(tmp_path, mangle(luck))
        start = time.process_time()
        try:
            analysed(path)
        except InputError as error:
            assert "this is no capture" in str(error)  # noqa: PT017 - either is right
        slowest = max(slowest, time.process_time() - start)
        if number in {many // 4, many - 1}:
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    assert slowest < LIMIT_S
    assert peaks[1] - peaks[0] < GROWTH_KB


def test_a_stream_and_fragments_without_end_do_not_grow(tmp_path: Path) -> None:
    frames = []
    for number in range(20_000):
        endless = b"INVITE sip:a SIP/2.0\r\nA: b\r\n" if not number % 7 else b"x" * 1_000
        frames.append(ethernet(packet(segment(endless, number * 1_000), protocol=6)))
        frames.append(ethernet(packet(b"y" * 900, fragment=0x2000 | number % 8_000)))
    path = written(tmp_path, pcap([(0.0, one) for one in frames]))
    analysed(written(tmp_path, pcap(_TIMED), "small.pcap"))
    tracemalloc.start()

    account = analysed(path).account
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert account.frames == 40_000
    assert peak < 40_000_000
