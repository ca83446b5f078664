from __future__ import annotations

import random
import tracemalloc

import pytest

from ng911risk.lab.captures import streams as room
from ng911risk.lab.captures.streams import BODY_MAX, FLOWS_MAX, LATER_MAX, Speech, Streams
from tests.lab.captures.said import hello, http, segment, with_body
from tests.lab.packets import request, response

_A, _B = b"\x0a\0\0\1", b"\x0a\0\0\2"
_SYN = 0x02


class _Heard:
    """Streams, and what they handed out."""

    def __init__(self) -> None:
        self.said: list[tuple[Speech, bytes]] = []
        self.frames: list[int] = []
        self.streams = Streams(self._take)
        self._number = 0

    def _take(self, speech: Speech, message: bytes, ends: object, frame: int, at: int) -> None:
        self.said.append((speech, message))
        self.frames.append(frame)

    def add(self, payload: bytes, number: int, *, flags: int = 0x18, port: int = 40_000) -> None:
        self._number += 1
        body = segment(payload, number, flags=flags, port=port)
        self.streams.add(_A, _B, body, self._number, 0)

    def end(self) -> list[bytes]:
        self.streams.finish()
        return [message for _, message in self.said]


_ONE = with_body(request("INVITE"), "text/plain", "x" * 300)
_TWO = response(200, "INVITE")


def test_a_message_in_many_segments_is_put_together() -> None:
    heard = _Heard()
    heard.add(b"", 0, flags=_SYN)
    for at in range(0, len(_ONE + _TWO), 7):
        heard.add((_ONE + _TWO)[at : at + 7], 1 + at)

    assert heard.end() == [_ONE, _TWO]
    assert heard.frames[0] == 2


@pytest.mark.parametrize("seed", range(20))
def test_order_and_repetition_do_not_matter(seed: int) -> None:
    luck, heard, whole = random.Random(seed), _Heard(), _ONE + _TWO + _ONE  # noqa: S311 - a test
    pieces = [(at, whole[at : at + luck.randint(40, 300)]) for at in range(0, len(whole), 40)]
    for low in range(0, len(pieces), 8):
        group = pieces[low : low + 8]
        luck.shuffle(group)
        pieces[low : low + 8] = group
    heard.add(b"", 0, flags=_SYN)
    for at, data in pieces:
        heard.add(data, 1 + at)

    assert heard.end() == [_ONE, _TWO, _ONE]


def test_numbers_that_begin_again_at_nought_do_not_matter() -> None:
    heard, start = _Heard(), 0xFFFFFFFF - 100
    heard.add(_ONE[:200], start)
    heard.add(_ONE[200:], start + 200)

    assert heard.end() == [_ONE]


def test_after_a_gap_the_next_message_is_found() -> None:
    heard = _Heard()
    heard.add(_ONE[:100], 0)
    heard.add(b"lost body\r\n" + _TWO, 5_000)

    assert heard.end()[-1] == _TWO


def test_a_stream_that_was_joined_in_the_middle_is_found_at_the_next_message() -> None:
    heard = _Heard()
    heard.add(_ONE[200:] + _TWO, 0)

    assert heard.end() == [_TWO]


def test_both_directions_and_a_new_connection_on_the_same_ports_are_apart() -> None:
    heard = _Heard()
    heard.add(_ONE[:50], 0)
    heard.streams.add(_B, _A, segment(_TWO, 0), 9, 0)
    heard.add(b"", 7_000, flags=_SYN)
    heard.add(_ONE, 7_001)

    assert heard.end()[1:] == [_ONE[:50], _ONE]


def test_http_and_tls_are_told_apart_from_sip() -> None:
    heard = _Heard()
    asked = http("POST /a HTTP/1.1", "body")
    heard.add(asked, 0, port=1)
    heard.add(hello(server=False), 0, port=2)
    heard.add(b"\x17\x03\x03\x00\x05hello" * 99, len(hello(server=False)), port=2)
    heard.end()

    assert heard.said == [
        (Speech.HTTP, asked),
        (Speech.TLS, hello(server=False)),
        (Speech.TLS, b"\x17\x03\x03\x00\x05hello" * 99),
    ]


def test_chunks_end_where_they_say() -> None:
    heard = _Heard()
    first = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    heard.add(first[:60], 0)
    heard.add(first[60:] + http("HTTP/1.1 201 Made"), 60)

    assert heard.end() == [first, http("HTTP/1.1 201 Made")]


def test_a_huge_body_is_passed_over_and_the_next_message_is_found() -> None:
    heard, size = _Heard(), BODY_MAX * 3
    head = request("INVITE").replace(b"Length: 0", b"Length: %d" % size)
    whole = head + b"x" * size + _TWO
    heard.add(b"", 0, flags=_SYN)
    for at in range(0, len(whole), 60_000):
        heard.add(whole[at : at + 60_000], 1 + at)

    found = heard.end()

    assert [len(one) for one in found] <= [BODY_MAX + 100_000, len(_TWO)]
    assert found[-1] == _TWO


def test_nothing_grows_without_end() -> None:
    tracemalloc.start()
    heard = _Heard()
    for number in range(3_000):  # gaps that never close, messages that never end, new streams
        heard.add(b"x" * 1_000, number * 5_000, port=1)
        heard.add(b"INVITE sip:a SIP/2.0\r\n" + b"a: b\r\n" * 100, number * 622, port=2)
        heard.add(b"INVITE sip:a SIP/2.0\r\n", 0, port=3 + number % 60_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 30_000_000
    assert all(len(one.later) <= LATER_MAX + 1 for one in heard.streams._flows.values())


def test_connections_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "FLOWS_MAX", 10)
    monkeypatch.setattr(room, "HELD_MAX", 5_000)
    heard = _Heard()
    for number in range(50):
        heard.add(b"INVITE sip:a SIP/2.0\r\n" + b"a: b\r\n" * 300, 0, port=1 + number)

    assert len(heard.streams._flows) <= 10 < FLOWS_MAX
    assert heard.streams._held <= 5_000
    assert len(heard.end()) == 50
    assert heard.streams._held == 0


@pytest.mark.parametrize("body", [b"", b"\0" * 19, segment(b"x", 1)[:12] + b"\xf0" + bytes(7)])
def test_a_header_that_makes_no_sense_is_nothing(body: bytes) -> None:
    heard = _Heard()
    heard.streams.add(_A, _B, body, 1, 0)

    assert heard.end() == []
