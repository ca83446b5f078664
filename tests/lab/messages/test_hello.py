"""ClientHello and what comes back, against a real server in memory."""

from __future__ import annotations

import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.messages import hello
from tests.lab import element

V = ssl.TLSVersion
OLD = element.context(V.TLSv1, V.TLSv1_2, "ALL")
NEW = element.context()


def said(server: ssl.SSLContext, version: str, suites: tuple[int, ...]) -> hello.Reply:
    asked = hello.hello(hello.VERSIONS[version], suites, element.NAME)
    return hello.read(element.handshake(server, asked))


@pytest.mark.parametrize(
    ("server", "taken"),
    [(OLD, {"TLS 1.0", "TLS 1.1", "TLS 1.2"}), (NEW, {"TLS 1.2", "TLS 1.3"})],
)
def test_a_server_takes_the_versions_that_it_has_and_no_others(
    server: ssl.SSLContext, taken: set[str]
) -> None:
    for version in hello.VERSIONS:
        suites = hello.COMMON_13 if version == "TLS 1.3" else hello.COMMON
        reply = said(server, version, suites)

        assert reply.version == (version if version in taken else "")
        assert (reply.suite in suites) is (version in taken)
        assert bool(reply.alert) is (version not in taken)


def test_a_hello_says_the_version_that_it_offers_and_no_other() -> None:
    ssl_3 = hello.hello(hello.VERSIONS["SSL 3.0"], hello.COMMON, element.NAME)
    tls_12 = hello.hello(hello.VERSIONS["TLS 1.2"], hello.COMMON, element.NAME)

    assert (ssl_3[1:3], ssl_3[9:11]) == (b"\x03\x00", b"\x03\x00")
    assert (tls_12[1:3], tls_12[9:11]) == (b"\x03\x01", b"\x03\x03")
    assert element.NAME.encode() in tls_12
    assert element.NAME.encode() not in ssl_3


def test_an_address_is_no_host_name() -> None:
    asked = hello.hello(hello.VERSIONS["TLS 1.2"], hello.COMMON, "10.91.0.30")

    assert b"10.91.0.30" not in asked


def test_a_hello_fits_one_packet() -> None:
    suites = tuple(suite for family in hello.WEAK_FAMILIES.values() for suite in family)

    assert len(hello.hello(hello.VERSIONS["TLS 1.3"], hello.COMMON + suites, "x" * 60)) < 600


def test_a_weak_family_is_taken_by_who_has_it() -> None:
    family = hello.WEAK_FAMILIES["AES in CBC mode with SHA-1"]

    assert said(OLD, "TLS 1.2", family).suite in family
    assert said(NEW, "TLS 1.2", family).suite == 0


def test_aes_256_gcm_is_taken_in_both_versions() -> None:
    assert said(NEW, "TLS 1.2", hello.AES_256_GCM).suite in hello.AES_256_GCM
    assert said(NEW, "TLS 1.3", hello.AES_256_GCM_13).suite in hello.AES_256_GCM_13


def test_no_strong_suite_stands_in_a_weak_family() -> None:
    weak = {suite for family in hello.WEAK_FAMILIES.values() for suite in family}

    assert weak.isdisjoint(hello.AES_256_GCM)
    assert weak.isdisjoint(hello.AES_256_GCM_13)


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x16\x03\x03"])
def test_what_is_not_tls_is_no_reply(data: bytes) -> None:
    assert hello.read(data) == hello.Reply()


@given(st.integers(0, 400), st.integers(0, 255), st.binary(max_size=40))
def test_a_cut_or_changed_reply_never_raises(at: int, byte: int, tail: bytes) -> None:
    good = bytearray(b"\x16\x03\x03\x00\x5a\x02\x00\x00\x56\x03\x03" + bytes(32) + b"\x00\x13\x02")
    good += b"\x00\x00\x0c\x00\x2b\x00\x02\x03\x04" + tail
    good[at % len(good)] = byte

    assert isinstance(hello.read(bytes(good[: at or None])), hello.Reply)
