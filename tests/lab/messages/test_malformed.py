"""Messages that are wrong on purpose, and harmless."""

from __future__ import annotations

import pytest

from ng911risk.lab.messages import malformed, sip

ALL = malformed.malformed("sip:10.91.0.30:5060", sip.Origin(address="10.91.0.10", port=5090))


def test_there_are_twelve_with_names_of_their_own() -> None:
    assert len({one.name for one in ALL}) == len(ALL) == malformed.NAMES_MAX
    assert all(one.wrong for one in ALL)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_none_can_set_up_a_call_or_is_large(one: malformed.Malformed) -> None:
    assert len(one.data) <= 700
    assert not one.data.startswith((b"INVITE", b"REGISTER", b"SUBSCRIBE", b"MESSAGE"))


def test_each_has_its_mistake() -> None:
    said = {one.name: one.data for one in ALL}

    assert b"Content-Length: 9999\r\n\r\nshort" in said["length-too-long"]
    assert b"Content-Length: -999" in said["length-negative"]
    assert b"CSeq: 36893488147419103232 OPTIONS" in said["huge-numbers"]
    assert b"Call-ID" not in said["no-headers"]
    assert said["version-seven"].split(b"\r\n")[0].endswith(b"SIP/7.0")
    assert b"CSeq: 8 INVITE" in said["method-mismatch"]
    assert b'From: "no end <sip:' in said["open-quote"]
    assert b"zero-%00-byte@" in said["escaped-zero"]


def test_messages_are_fresh_each_time() -> None:
    again = malformed.malformed("sip:10.91.0.30:5060", sip.Origin(address="10.91.0.10", port=5090))

    assert sip.header(again[1].data, "Call-ID") != sip.header(ALL[1].data, "Call-ID")


def test_an_ipv6_address_is_bracketed() -> None:
    said = malformed.malformed("sip:[fd00::1]", sip.Origin(address="fd00::2", port=5060))

    assert b"SIP/2.0/UDP [fd00::2]:5060" in said[1].data
