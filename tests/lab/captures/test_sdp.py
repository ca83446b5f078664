from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.captures.sdp import MEDIA_MAX, media_of
from tests.lab.captures.said import sdp

_KEY = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0IGtleQ=="


def test_a_medium_is_read_with_its_address_and_port() -> None:
    [found] = media_of(sdp(port=4000, address="10.0.0.9").encode())

    assert (found.kind, found.profile, found.port) == ("audio", "RTP/AVP", 4000)
    assert (found.address, found.sound) == (b"\x0a\0\0\x09", True)


def test_an_address_of_a_medium_goes_before_that_of_the_session() -> None:
    lines = (
        "v=0",
        "c=IN IP4 10.0.0.1",
        "m=audio 1 RTP/AVP 0",
        "c=IN IP6 2600::1",
        "m=text 2 RTP/AVP 9",
    )
    text = "\r\n".join(lines)

    first, second = media_of(text.encode())

    assert (len(first.address), second.address) == (16, b"\x0a\0\0\1")


def test_that_there_are_keys_is_told_and_the_keys_are_not() -> None:
    [found] = media_of(sdp("RTP/SAVP", _KEY).encode())

    assert found.suites == ["AES_CM_128_HMAC_SHA1_80"]
    assert "c2VjcmV0" not in repr(found)


def test_a_fingerprint_of_the_session_holds_for_its_media() -> None:
    text = "v=0\r\na=fingerprint:SHA-256 AA:BB\r\nm=audio 1 UDP/TLS/RTP/SAVPF 0\r\n"

    [found] = media_of(text.encode())

    assert found.fingerprint == "sha-256"


def test_what_a_strict_receiver_does_not_read_is_told() -> None:
    [late] = media_of(b"\r\n" + sdp().encode())
    [open_end] = media_of(sdp().encode(), closed=False)

    assert not late.sound
    assert not open_end.sound


def test_media_have_a_bound() -> None:
    assert len(media_of(b"v=0\r\n" + b"m=audio 1 RTP/AVP 0\r\n" * 900)) == MEDIA_MAX


@given(body=st.binary(max_size=300))
def test_no_bytes_are_an_error(body: bytes) -> None:
    for start in (b"v=0\r\n", b"m=audio 1 RTP/AVP 0\r\na=crypto:", b"c=IN IP4 "):
        assert len(media_of(start + body)) <= MEDIA_MAX
