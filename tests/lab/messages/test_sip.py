"""What the assessor says in SIP, and what it reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.messages import sip

ORIGIN = sip.Origin(address="10.91.0.10", port=5090)
ANSWER = b"SIP/2.0 200 OK\r\nCall-ID: a\r\nContent-Length: 3\r\n\r\nabc"


def test_a_request_names_itself_and_its_length() -> None:
    asked = sip.request("OPTIONS", "sip:a", ORIGIN, headers=("X: y",), body=b"abc")

    assert asked.data.startswith(b"OPTIONS sip:a SIP/2.0\r\n")
    assert sip.header(asked.data, "user-agent") == sip.AGENT
    assert sip.header(asked.data, "Content-Length") == "3"
    assert sip.header(asked.data, "Call-ID") == asked.call_id


def test_a_request_is_one_datagram() -> None:
    with pytest.raises(ValueError, match="at most 1300 bytes"):
        sip.request("OPTIONS", "sip:a", ORIGIN, body=b"x" * 1300)


def test_an_answer_belongs_to_its_request() -> None:
    asked = sip.Request(data=b"", call_id="a")

    assert sip.answers(ANSWER, asked)
    assert not sip.answers(ANSWER, sip.Request(data=b"", call_id="b"))
    assert not sip.answers(b"OPTIONS sip:a SIP/2.0\r\nCall-ID: a\r\n\r\n", asked)


def test_every_line_of_a_header_is_read() -> None:
    assert sip.headers(b"A: 1\r\nB: x\r\na : 2\r\n\r\nA: 3", "A") == ("1", "2")
    assert sip.header(b"A: 1\r\n\r\n", "B") == ""


def test_an_ipv6_address_is_bracketed() -> None:
    assert sip.uri_of("fd00::1", 5060) == "sip:[fd00::1]:5060"
    assert sip.uri_of("10.0.0.1", 5061, "tls") == "sip:10.0.0.1:5061;transport=tls"


@pytest.mark.parametrize("text", [b"SIP/2.0 700 x\r\n", b"SIP/2.0 99 x\r\n", b"", b"x"])
def test_what_is_no_response_has_no_status(text: bytes) -> None:
    assert sip.status(text) == 0


def test_a_stream_is_cut_into_messages() -> None:
    first, rest = sip.cut(b"\r\n\r\n" + ANSWER + ANSWER[:20])

    assert first == ANSWER
    assert sip.cut(rest) == (b"", ANSWER[:20])
    assert sip.cut(ANSWER[:-1]) == (b"", ANSWER[:-1])


@pytest.mark.parametrize("length", [b"-5", b"x", b"9999999", b""])
def test_a_length_that_is_none_counts_as_nothing(length: bytes) -> None:
    head = b"SIP/2.0 200 OK\r\nContent-Length: " + length + b"\r\n\r\n"

    assert sip.cut(head + b"abc") == (head, b"abc")


@given(st.binary(max_size=200))
def test_cutting_loses_nothing_but_empty_lines(stream: bytes) -> None:
    first, rest = sip.cut(stream)

    assert first + rest == stream.lstrip(b"\r\n")
