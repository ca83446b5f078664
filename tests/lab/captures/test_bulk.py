from __future__ import annotations

import struct
from dataclasses import asdict
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.captures.bulk import take
from ng911risk.lab.captures.reading import read
from ng911risk.lab.captures.rtp import PART, Media
from ng911risk.lab.captures.watch import Span, Watch
from tests.lab.captures.said import over_udp, rtp
from tests.lab.packets import ethernet, packet, pcap, pcapng, request, udp, written


def _taken(media: Media, frames: list[bytes]) -> list[bool]:
    starts, block = [], b""
    for frame in frames:
        block += b"head of a record"
        starts.append(len(block))
        block += frame
    sizes = [len(one) for one in frames]
    begins = np.array(starts, dtype=np.int64)
    found: list[bool] = take(media, block, begins, begins + sizes, 1).tolist()
    return found


def test_media_are_taken_and_everything_else_is_left() -> None:
    voice = over_udp(rtp(1, b"x" * 160))
    media = Media()

    found = _taken(
        media,
        [
            voice,
            over_udp(request("OPTIONS")),
            ethernet(packet(udp(rtp(1, b"x" * 160))), tags=(5,)),
            ethernet(packet(udp(rtp(2, b"x" * 160)), fragment=0x2000)),
            over_udp(rtp(2, b"", kind=200)),
            voice[:50],
            b"",
            voice,
        ],
    )

    assert found == [True, False, False, False, True, False, True, True]
    assert (media.control, [one.packets for one in media.streams.values()]) == (1, [2])


def test_padding_is_no_media_and_long_packets_are_cut() -> None:
    media = Media()

    _taken(media, [over_udp(rtp(1, b"x" * 20)) + b"\0" * 30, over_udp(rtp(2, b"y" * 1_200))])

    [stream] = media.streams.values()
    assert stream.held is not None
    assert [len(one) for one in stream.held] == [12 + 20, PART]


class _Media(Watch):
    def end(self, media: Media, span: Span) -> None:
        self.found = [asdict(one) for one in media.found()]
        self.control, self.frames = media.control, span.frames


def test_the_short_way_and_the_long_way_find_the_same(tmp_path: Path) -> None:
    frames = [
        (
            i / 100,
            over_udp(rtp(i // 6, bytes([i % 251]) * 160, ssrc=i % 3), port=4000 + i % 2) + pad,
        )
        for i, pad in ((i, b"\0" * (i % 5)) for i in range(1_000))
    ]
    frames.insert(500, (5.0, over_udp(request("OPTIONS"))))
    short, long = _Media(), _Media()

    read(written(tmp_path, pcap(frames)), [short])
    read(written(tmp_path, pcapng(frames)), [long])

    assert len(short.found) == 6
    assert (short.found, short.control, short.frames) == (long.found, long.control, 1_001)


@given(
    frames=st.lists(st.binary(max_size=80), min_size=1, max_size=20),
    start=st.sampled_from(
        [b"", b"\2" * 12 + b"\x08\0\x45\0" + struct.pack("!HHHBB", 99, 1, 0, 9, 17)]
    ),
)
def test_no_bytes_are_an_error(frames: list[bytes], start: bytes) -> None:
    assert len(_taken(Media(), [start + one for one in frames])) == len(frames)
