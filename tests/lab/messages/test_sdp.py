"""Session descriptions of test calls."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.messages import sdp


@pytest.mark.parametrize("address", ["10.91.0.10", "fd00::1"])
def test_what_is_offered_is_read_back(address: str) -> None:
    place = sdp.voice_place(sdp.offer(address, 40_000))

    assert place == sdp.MediaPlace(address=address, port=40_000, profile="RTP/AVP")


def test_the_address_of_the_stream_goes_before_that_of_the_session() -> None:
    said = (
        b"c=IN IP4 10.0.0.1\r\nm=audio 4000 RTP/SAVP 0\r\nc=IN IP4 10.0.0.2/127\r\n"
        b"m=audio 1 x\r\nc=IN IP4 10.0.0.3\r\n"
    )

    assert sdp.voice_place(said) == sdp.MediaPlace(
        address="10.0.0.2", port=4000, profile="RTP/SAVP"
    )


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"m=audio 4000 RTP/AVP 0\r\n",
        b"c=IN IP4 10.0.0.1\r\nm=audio 0 RTP/AVP 0\r\n",
        b"c=IN IP4 10.0.0.1\r\nm=audio 70000 RTP/AVP 0\r\n",
        b"c=IN IP4 10.0.0.1\r\nm=audio x RTP/AVP 0\r\n",
        b"c=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 0\r\n",
        b"c=IN IP4 10.0.0.1\r\nm=video 4000 RTP/AVP 0\r\n",
    ],
)
def test_a_place_that_cannot_be_used_is_none(said: bytes) -> None:
    assert sdp.voice_place(said) is None


@given(st.binary(max_size=300))
def test_nothing_it_reads_raises(said: bytes) -> None:
    place = sdp.voice_place(b"m=audio " + said)

    assert place is None or 0 < place.port <= 65_535
