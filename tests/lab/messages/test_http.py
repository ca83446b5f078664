"""HTTP requests and answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.messages import http


def test_a_request_says_who_asks_and_how_long_it_is() -> None:
    said = http.request("POST", "/lost", "10.91.0.50", body=b"<x/>", content_type="text/xml")

    head, _, body = said.partition(b"\r\n\r\n")
    assert head.split(b"\r\n") == [
        b"POST /lost HTTP/1.1",
        b"Host: 10.91.0.50",
        b"User-Agent: ng911risk-lab",
        b"Accept: */*",
        b"Content-Type: text/xml",
        b"Content-Length: 4",
    ]
    assert body == b"<x/>"


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert b"\r\nHost: [fd00::1]\r\n" in http.request("GET", "/", "fd00::1")


def test_a_request_without_a_body_has_no_kind_of_one() -> None:
    assert b"Content-Type" not in http.request("GET", "/", "x")


def test_an_answer_is_read() -> None:
    said = http.answer(b"HTTP/1.1 301 Moved\r\nLocation: https://x/\r\ncontent-length: 2\r\n\r\nhi")

    assert said == http.Answer(status=301, location="https://x/", body=b"hi", stays=True)


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi",
    ],
)
def test_a_connection_that_ends_or_misses_something_is_not_used_again(data: bytes) -> None:
    assert http.answer(data).stays is False


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        (b"HTTP/1.1 200 OK\r\n", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nh", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", True),
        (b"HTTP/1.1 200 OK\r\n\r\nhi", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", True),
    ],
)
def test_an_answer_is_whole_when_it_is_as_long_as_it_says(data: bytes, whole: bool) -> None:
    assert http.whole(data) is whole


def test_chunks_are_put_together() -> None:
    said = http.answer(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"2;x\r\nhi\r\nA\r\n0123456789\r\n0\r\n\r\n"
    )

    assert said.body == b"hi0123456789"


@pytest.mark.parametrize("data", [b"", b"SIP/2.0 200 OK\r\n\r\n", b"HTTP/1.1 999 x\r\n\r\n"])
def test_what_is_not_http_is_nothing(data: bytes) -> None:
    assert http.answer(data) == http.NOTHING


@given(st.binary())
def test_no_answer_is_too_odd_to_be_read(data: bytes) -> None:
    said = http.answer(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n" + data
    )

    assert said.status == 200
