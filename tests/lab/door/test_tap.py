"""What the kernel takes out of a frame is put back; the ports are tried in tests/lab_network."""

from __future__ import annotations

import struct

import pytest

from ng911risk.lab.door.tap import tagged

FRAME = bytes(range(12)) + b"\x88\xb5" + b"body"


def _auxdata(status: int, tag: int, kind: int) -> bytes:
    return struct.pack("=IIIHHHH", status, 60, 60, 0, 14, tag, kind)


@pytest.mark.parametrize(
    ("auxdata", "frame"),
    [
        (_auxdata(0, 0, 0), FRAME),
        (_auxdata(0, 911, 0x8100), FRAME),
        (_auxdata(0x10, 911, 0), FRAME[:12] + b"\x81\x00\x03\x8f" + FRAME[12:]),
        (_auxdata(0x50, 911, 0x88A8), FRAME[:12] + b"\x88\xa8\x03\x8f" + FRAME[12:]),
        (b"", FRAME),
    ],
)
def test_a_tag_that_was_taken_out_is_put_back(auxdata: bytes, frame: bytes) -> None:
    assert tagged(FRAME, auxdata) == frame
