"""Voice packets of a test call."""

from __future__ import annotations

import pytest

from ng911risk.lab.messages import rtp


def test_a_voice_packet_is_known_by_its_source() -> None:
    packet = rtp.voice(3, 0x0911_0001)

    assert len(packet) == 12 + rtp.SAMPLES
    assert packet[:4] == b"\x80\x08\x00\x03"
    assert rtp.source_of(packet) == 0x0911_0001


def test_numbers_wrap_around() -> None:
    assert rtp.voice(0x1_0000, 1)[2:4] == b"\0\0"


@pytest.mark.parametrize("data", [b"", b"\x80" * 11, b"\x40" + bytes(20), b"\x80\xc8" + bytes(20)])
def test_what_is_no_voice_has_no_source(data: bytes) -> None:
    assert rtp.source_of(data) is None
