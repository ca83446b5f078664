"""Questions to a media relay; scapy says whether they are right."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.contrib.stun import STUN

from ng911risk.lab.messages import turn


def answer(asked: turn.Question, kind: int, attributes: bytes = b"") -> bytes:
    return struct.pack("!HHI12s", kind, len(attributes), 0x2112A442, asked.number) + attributes


def test_scapy_reads_our_question() -> None:
    seen = STUN(turn.binding().data)

    assert (seen.stun_message_type, seen.magic_cookie, seen.length) == (1, 0x2112A442, 0)


def test_an_allocation_asks_for_udp_and_its_release_for_no_time() -> None:
    assert turn.allocation().data[20:] == b"\0\x19\0\x04\x11\0\0\0"
    assert turn.release().data[20:] == b"\0\x0d\0\x04\0\0\0\0"


def test_a_yes_and_a_no_are_told_apart() -> None:
    asked = turn.allocation()
    error = b"\x80\x22\0\x01x\0\0\0" + b"\0\x09\0\x04\0\0\x04\x01"

    assert turn.code(answer(asked, 0x0103), asked) == 200
    assert turn.code(answer(asked, 0x0113, error), asked) == 401
    assert turn.code(answer(asked, 0x0113), asked) == 400


@pytest.mark.parametrize("kind", [0x0101, 0x0003, 0x0111])
def test_the_answer_to_another_question_is_none(kind: int) -> None:
    asked = turn.allocation()

    assert turn.code(answer(asked, kind), asked) == 0
    assert turn.code(answer(turn.allocation(), 0x0103), asked) == 0
    assert turn.code(b"short", asked) == 0


@given(st.binary(max_size=200))
def test_nothing_it_reads_raises(attributes: bytes) -> None:
    asked = turn.allocation()

    assert turn.code(answer(asked, 0x0113, attributes), asked) >= 0
