from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.captures.hellos import Hello, dtls_hello, is_tls, tls_hello
from tests.lab.captures.said import hello


def test_what_a_client_offers_and_a_server_chooses_is_read() -> None:
    offered = tls_hello(hello(server=False, suites=[0x1301, 0xC030]))
    chosen = tls_hello(hello(server=True, suites=[0xC030]))

    assert offered == Hello(False, False, 0x0303, (0x1301, 0xC030), ())
    assert chosen == Hello(True, False, 0x0303, (0xC030,), ())


def test_the_version_of_tls_1_3_stands_in_an_extension() -> None:
    record = hello(server=True)
    extension = b"\x00\x2b\x00\x02\x03\x04"
    longer = record + struct.pack("!H", len(extension)) + extension

    found = tls_hello(longer)

    assert found is not None
    assert found.version == 0x0304


def test_dtls_counts_its_versions_downwards() -> None:
    found = dtls_hello(hello(server=True, version=0xFEFD, datagram=True))

    assert found == Hello(True, True, 0xFEFD, (0xC030,), ())
    assert dtls_hello(hello(server=True)) is None


def test_what_is_no_handshake_is_nothing() -> None:
    assert not is_tls(b"GET / HTTP/1.1")
    assert tls_hello(b"\x17\x03\x03\x00\x05hello") is None
    assert tls_hello(b"\x16\x03\x01\x00\x05\x0b\0\0\1\0") is None
    assert dtls_hello(b"\x16\xfe\xfd") is None


def test_one_that_was_cut_is_nothing_or_what_is_there() -> None:
    whole = hello(server=False)
    for length in range(len(whole)):
        found = tls_hello(whole[:length])
        assert found is None or found.version == 0x0303


@given(body=st.binary(max_size=300), datagram=st.booleans())
def test_no_bytes_are_an_error(body: bytes, datagram: bool) -> None:
    found = dtls_hello(b"\x16\xfe\xfd" + body) if datagram else tls_hello(b"\x16\x03\x03" + body)

    assert found is None or len(found.suites) <= 200
