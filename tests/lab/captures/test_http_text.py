from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.captures.http_text import HttpText, chunks_end, http_of
from tests.lab.captures.said import http

_CHUNKED = b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n"


def _found(message: bytes) -> HttpText:
    found = http_of(message)
    assert found is not None
    return found


def test_a_request_and_an_answer_are_told_apart() -> None:
    asked = _found(http("POST /lost HTTP/1.1", "body", "Content-Type: text/xml"))
    answered = _found(http("HTTP/1.1 404 Not Found"))

    assert (asked.method, asked.path, asked.status, asked.body) == ("POST", b"/lost", 0, b"body")
    assert asked.one(b"content-type") == b"text/xml"
    assert (answered.method, answered.path, answered.status) == ("", b"", 404)


def test_chunks_are_put_together() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    assert _found(head + _CHUNKED).body == b"hello world"
    assert chunks_end(head + _CHUNKED, len(head)) == len(head + _CHUNKED)
    assert chunks_end(_CHUNKED[:-3], 0) == -1
    assert chunks_end(b"no chunk", 0) == -1


def test_what_is_no_http_is_nothing() -> None:
    assert http_of(b"INVITE sip:a SIP/2.0\r\n\r\n") is None
    assert http_of(b"GET /\r\n\r\n") is None
    assert http_of(b"") is None


@given(tail=st.binary(max_size=200))
def test_no_bytes_are_an_error(tail: bytes) -> None:
    for start in (b"GET / HTTP/1.1\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"):
        assert http_of(start + tail) is not None
