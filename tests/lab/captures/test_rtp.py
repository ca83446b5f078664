from __future__ import annotations

import random

import pytest

from ng911risk.lab.captures import rtp as room
from ng911risk.lab.captures.rtp import LIKELY, SAMPLE, STREAMS_MAX, Media, entropy
from tests.lab.captures.said import rtp

_ENDS = b"\x0a\0\0\1\x0a\0\0\2" + (4000).to_bytes(2, "big") + (5000).to_bytes(2, "big")


def _media(many: int, *, step: int = 1, payload: bytes = b"\x55" * 160) -> Media:
    media = Media()
    for number in range(many):
        media.add(_ENDS, rtp(number * step, payload), number + 1)
    return media


def test_a_stream_counts_if_it_was_announced() -> None:
    media = _media(1)
    assert media.found() == []

    media.announce(b"\x0a\0\0\2", 5000, "RTP/AVP")
    [found] = media.found()

    assert (found.packets, found.first, found.announced) == (1, 1, True)
    assert (found.source, found.target) == ((b"\x0a\0\0\1", 4000), (b"\x0a\0\0\2", 5000))
    assert media.profile(found) == "RTP/AVP"
    assert found.place().source == "10.0.0.1"


@pytest.mark.parametrize(
    ("many", "step", "found"), [(LIKELY, 1, 1), (LIKELY - 1, 1, 0), (LIKELY, 3, 0)]
)
def test_a_stream_counts_if_its_numbers_follow_one_another(
    many: int, step: int, found: int
) -> None:
    assert len(_media(many, step=step).found()) == found


def test_bytes_are_counted_of_enough_packets_only() -> None:
    noise = random.Random(1).randbytes(160)  # noqa: S311 - a test that can be repeated

    assert [one.entropy for one in _media(SAMPLE - 1).found()] == [None]
    assert [one.entropy for one in _media(SAMPLE).found()] == [0.0]
    [found] = _media(SAMPLE, payload=noise).found()
    assert found.entropy is not None
    assert found.entropy > 6


def test_entropy_is_that_of_shannon() -> None:
    assert entropy(b"") == 0
    assert entropy(b"aabb") == 1
    assert entropy(bytes(range(256))) == 8


def test_control_packets_and_what_is_too_short_are_no_media() -> None:
    media = Media()
    media.add(_ENDS, rtp(1, b"", kind=200), 1)
    media.add(_ENDS, b"\x80\x08", 2)

    assert (media.control, media.streams) == (1, {})


def test_nothing_grows_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "STREAMS_MAX", 50)
    monkeypatch.setattr(room, "HELD_MAX", 100)
    media = Media()
    for number in range(5_000):
        media.add(_ENDS, rtp(number, b"x" * 2_000, ssrc=number % 70), number)

    assert len(media.streams) == 50 < STREAMS_MAX
    assert media._held <= 100
    assert sum(len(one.held or ()) for one in media.streams.values()) == media._held
    media.found()
    assert media._held == 0
