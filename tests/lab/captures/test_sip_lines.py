from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.captures.sip_lines import METHODS, SipMessage, messages
from tests.lab.packets import request, response


def _one(payload: bytes, *, whole: bool = True) -> SipMessage:
    [found] = messages(payload, whole=whole)
    return found


def test_a_request_is_counted_without_its_names() -> None:
    found = _one(request("INVITE", "15555550100", call="secret@host", agent="Phone 1.0"))

    assert (found.method, found.status, found.broken) == ("INVITE", 0, False)
    assert (found.agent, found.begins) == ("Phone 1.0", True)
    assert "5555550100" not in repr(found)
    assert "secret" not in repr(found)


def test_a_response_tells_what_it_answers() -> None:
    found = _one(response(200, "INVITE"))

    assert (found.method, found.status, found.broken) == ("INVITE", 200, False)
    assert found.call == _one(request("INVITE")).call


def test_a_request_inside_a_call_begins_none() -> None:
    assert not _one(request("INVITE", tag=";tag=2")).begins


def test_short_names_of_headers_are_understood() -> None:
    short = (
        b"OPTIONS sip:1@h SIP/2.0\r\nv: SIP/2.0/UDP h\r\nf: <sip:a@h>;tag=1\r\n"
        b"t: <sip:1@h>\r\ni: c1\r\nCSeq: 1 OPTIONS\r\nl: 0\r\n\r\n"
    )

    assert not _one(short).broken
    assert _one(short).call == _one(request("OPTIONS")).call


def test_several_messages_in_one_segment_are_all_found() -> None:
    both = request("OPTIONS") + response(200, "OPTIONS") + request("BYE")

    assert [one.method for one in messages(both, whole=False)] == ["OPTIONS", "OPTIONS", "BYE"]


@pytest.mark.parametrize(
    "payload",
    [
        b"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"\x80\x00" + b"voice" * 30,
        b"INVITE you to read this mail\r\n",
        b"",
        b"\r\n\r\n",
    ],
)
def test_what_is_no_sip_is_nothing(payload: bytes) -> None:
    assert list(messages(payload, whole=True)) == []


_GOOD = request("INVITE")


@pytest.mark.parametrize(
    "payload",
    [
        _GOOD.replace(b"Call-ID: c1\r\n", b""),
        _GOOD.replace(b"CSeq: 1 INVITE", b"CSeq: 1 BYE"),
        _GOOD.replace(b"CSeq: 1 INVITE", b"CSeq: many INVITE"),
        _GOOD.replace(b"CSeq: 1 INVITE", b"CSeq: 4294967295 INVITE"),
        _GOOD.replace(b"Content-Length: 0", b"Content-Length: -1"),
        _GOOD.replace(b"Call-ID: c1", b"Call-ID: c\0\0"),
        _GOOD.replace(b" SIP/2.0\r\n", b"\r\n", 1),
        _GOOD.replace(b" SIP/2.0\r\n", b" SIP/7.0\r\n", 1),
        _GOOD.replace(b"sip:100@", b"sip:1 0 0@", 1),
    ],
)
def test_what_no_honest_device_sends_is_broken(payload: bytes) -> None:
    assert not _one(_GOOD).broken
    assert _one(payload).broken


def test_what_was_cut_off_is_not_called_broken() -> None:
    for length in range(len(_GOOD)):
        assert not any(one.broken for one in messages(_GOOD[:length], whole=False)), length


def test_an_unknown_method_is_counted_as_such() -> None:
    assert _one(request("FOOBAR")).method == "OTHER"


def test_of_what_a_sender_calls_itself_only_programs_are_kept() -> None:
    assert _one(request("OPTIONS", agent="Phone/1.0 +15125550188 Secretname")).agent == "Phone/1.0"


@given(
    payload=st.builds(
        bytes.__add__,
        st.sampled_from([b"", b"INVITE sip:1@h SIP/2.0\r\n", b"SIP/2.0 ", b"SIP/2.0 200 OK\r\n"]),
        st.binary(max_size=200),
    ),
    whole=st.booleans(),
)
def test_no_bytes_are_an_error(payload: bytes, whole: bool) -> None:
    for one in messages(payload, whole=whole):
        assert one.method in METHODS | {"OTHER"}
        assert not one.status or 100 <= one.status <= 699


@given(tail=st.binary(max_size=200), cut=st.integers(0, 300), whole=st.booleans())
def test_no_mangled_message_is_an_error(tail: bytes, cut: int, whole: bool) -> None:
    for one in messages(_GOOD[:cut] + tail, whole=whole):
        assert one.method.isascii()
