from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.captures.sip_text import Part, SipText, digest, names_of, parts, texts
from tests.lab.captures.said import with_body
from tests.lab.packets import request, response

_GOOD = request("INVITE", extra="Date: first\r\n second\r\nX-Other: 1")


def _one(payload: bytes, *, whole: bool = True) -> SipText:
    [found] = texts(payload, whole=whole)
    return found


def test_a_request_is_split_into_its_lines_and_folded_ones_are_put_together() -> None:
    found = _one(_GOOD)

    assert (found.method, found.status, found.opens) == (b"INVITE", 0, True)
    assert found.one(b"date") == b"first second"
    assert (found.complete, found.cut, found.nul) == (True, False, False)
    assert found.call == digest(b"c1")
    assert b"x-other" not in found.headers
    assert names_of(_GOOD) >= {b"x-other", b"date", b"call-id"}


def test_a_response_has_a_status_and_opens_nothing() -> None:
    found = _one(response(404, "INVITE"))

    assert (found.method, found.status, found.opens) == (b"", 404, False)


def test_a_body_ends_where_its_length_says_and_the_next_message_follows() -> None:
    both = with_body(_GOOD, "text/plain", "hello") + response(200, "BYE")

    first, second = texts(both, whole=True)

    assert (first.body, second.status) == (b"hello", 200)


def test_what_is_missing_is_told() -> None:
    message = with_body(_GOOD, "text/plain", "hello")

    assert _one(message[:-1]).cut
    assert not _one(message[:40], whole=False).complete
    assert _one(message[:40], whole=False).cut


def test_lines_without_a_carriage_return_are_understood() -> None:
    found = _one(_GOOD.replace(b"\r\n", b"\n"))

    assert found.one(b"call-id") == b"c1"


def test_a_byte_0_in_the_head_is_told() -> None:
    assert _one(_GOOD.replace(b"first", b"fi\0st")).nul


_INNER = "--in\r\nContent-Type: text/b\r\n\r\nB\r\n--in--"
_MIXED = (
    "preamble\r\n--out\r\nContent-Type: text/a\r\nContent-ID: <x>\r\n\r\nA\r\n"
    f"--out\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n{_INNER}\r\n--out--\r\n"
)


def test_bodies_inside_of_bodies_are_found() -> None:
    found = list(parts(b'multipart/mixed; boundary="out"', _MIXED.encode()))

    assert found == [Part(b"text/a", b"A", closed=True), Part(b"text/b", b"B", closed=True)]


def test_a_part_whose_end_is_not_marked_is_told() -> None:
    body = b"--x\r\nContent-Type: a/b\r\n\r\nA\r\n--x\r\nContent-Type: c/d\r\n\r\nC"

    assert [(one.kind, one.closed) for one in parts(b"multipart/mixed;boundary=x", body)] == [
        (b"a/b", True),
        (b"c/d", False),
    ]


def test_the_head_of_a_part_ends_where_a_line_is_no_header() -> None:
    body = b"--x\r\nContent-Type: application/sdp\r\nv=0\r\na=b:c\r\n--x--"

    [found] = parts(b"multipart/mixed;boundary=x", body)

    assert found.content == b"v=0\r\na=b:c"


def test_endless_nesting_ends() -> None:
    body = b"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" * 1_000

    assert len(list(parts(b"multipart/mixed; boundary=x", body))) < 100


@pytest.mark.parametrize("many", [1, 5_000])
def test_headers_have_a_bound(many: int) -> None:
    message = request("OPTIONS", extra="\r\n".join(f"Date: {i}" for i in range(many)))

    assert sum(len(found.headers[b"date"]) for found in texts(message, whole=True)) <= 300


@given(payload=st.binary(max_size=300), whole=st.booleans())
def test_no_bytes_are_an_error(payload: bytes, whole: bool) -> None:
    for start in (b"INVITE sip:a SIP/2.0\r\n", b"SIP/2.0 200 OK\r\n", b""):
        for found in texts(start + payload, whole=whole):
            assert isinstance(found.parts(), tuple)
