"""Handshakes over loopback: what is offered, agreed on, refused, and shown."""

from __future__ import annotations

import socket
import ssl
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from ng911risk.errors import InputError
from ng911risk.lab.check import Answer, ClientIdentity, Refused, Stream, Target, TlsOffer
from ng911risk.lab.door.pace import pace_of
from ng911risk.lab.door.tls import CLOSED, NO_ANSWER, ClientFiles, identities
from ng911risk.lab.door.trust import Trust
from ng911risk.lab.door.wire import Credentials, Door
from ng911risk.model.kinds import AssetKind
from ng911risk.model.lab import LabTarget, LabZone
from tests.lab.door.certificates import made
from tests.lab.door.standing import LOOPBACK, NOW, door, echo, listening

# OpenSSL looks at the true time of day
LONG_AGO, FAR_AHEAD = NOW - timedelta(days=9_000), NOW + timedelta(days=9_000)
CA = made("lab ca", ca=True, since=LONG_AGO, until=FAR_AHEAD)
SERVER = made("server", issuer=CA, names=("bcf.lab",), since=LONG_AGO, until=FAR_AHEAD)
CLIENT = made("assessor", issuer=CA, since=LONG_AGO, until=FAR_AHEAD)
TARGET = Target(
    about=LabTarget(id="bcf", kind=AssetKind.BCF, address=LOOPBACK, name="bcf.lab"),
    zone=LabZone.ESINET,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """PEM files of a CA, a server and a client."""
    for name, one in (("ca", CA), ("server", SERVER), ("client", CLIENT)):
        one.write(tmp_path, name)
    return tmp_path


def _door(folder: Path) -> Door:
    own = ClientFiles(certificate=folder / "client.pem", key=folder / "client.key")
    return door(Credentials(identities=identities(own, NOW), trust=Trust((CA.certificate,))))


@contextmanager
def _serving(
    folder: Path,
    *,
    versions: tuple[ssl.TLSVersion, ssl.TLSVersion] = (
        ssl.TLSVersion.TLSv1_2,
        ssl.TLSVersion.TLSv1_3,
    ),
    client: bool = False,
    ciphers: str = "ALL:@SECLEVEL=0",
) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    context.set_ciphers(ciphers)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = versions
    if client:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(folder / "ca.pem")

    def answer(line: socket.socket) -> None:
        with context.wrap_socket(line, server_side=True) as inside:
            echo(inside)

    with listening(answer) as port:
        yield port


def _said(line: Stream, data: bytes = b"hello") -> bytes:
    line.send(data)
    return line.receive(2)


def test_a_handshake_tells_what_was_agreed_on_and_shown(folder: Path) -> None:
    wire = _door(folder)
    with _serving(folder) as port, wire.tls(TARGET, port, TlsOffer()) as line:
        assert (line.answer, line.tls_failure) == (Answer.CONNECTED, "")
        assert line.tls_version == "TLSv1.3"
        assert line.tls_suite.startswith("TLS_")
        assert line.certificates == (SERVER.der,)
        assert _said(line) == b"hello"
        assert wire.trusted(line.certificates, "bcf.lab") == ""
        assert "it is not for" in wire.trusted(line.certificates, "esrp.lab")


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"])
def test_exactly_the_version_that_was_asked_for_is_offered(folder: Path, version: str) -> None:
    wire, offer = _door(folder), TlsOffer(version=version)
    old = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_3)
    with _serving(folder, versions=old) as port, wire.tls(TARGET, port, offer) as line:
        assert (line.tls_version, line.tls_failure) == (version, "")


def test_an_old_version_is_refused_and_the_next_offer_is_whole_again(folder: Path) -> None:
    wire = _door(folder)
    with _serving(folder) as port:
        with wire.tls(TARGET, port, TlsOffer(version="TLSv1")) as line:
            assert line.answer is Answer.CONNECTED
            assert line.tls_version == ""
            assert line.tls_failure != ""
            assert not line.send(b"x")
            assert line.receive(0.1) == b""
        with wire.tls(TARGET, port, TlsOffer()) as line:
            assert line.tls_version == "TLSv1.3"


def test_nothing_older_is_offered_than_was_asked_for(folder: Path) -> None:
    wire = _door(folder)
    v1, v11, v12 = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2
    for versions, offer in (
        ((v12, v12), TlsOffer(version="TLSv1.3")),
        ((v1, v11), TlsOffer()),
    ):
        with (
            _serving(folder, versions=versions) as port,
            wire.tls(TARGET, port, offer) as line,
        ):
            assert line.tls_version == ""
            assert line.tls_failure != ""


def test_one_suite_is_offered_where_one_is_asked_for(folder: Path) -> None:
    wire = _door(folder)
    suite = "ECDHE-ECDSA-AES256-GCM-SHA384"
    with _serving(folder) as port:
        offer = TlsOffer(version="TLSv1.2", ciphers=suite)
        with wire.tls(TARGET, port, offer) as line:
            assert line.tls_suite == suite
        offer = TlsOffer(version="TLSv1.2", ciphers="NO-SUCH-SUITE")
        with wire.tls(TARGET, port, offer) as line:
            assert line.tls_failure.startswith("this machine cannot offer it")


@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
@pytest.mark.parametrize(
    ("client", "taken"),
    [(ClientIdentity.OWN, True), (ClientIdentity.NONE, False), (ClientIdentity.STRANGER, False)],
)
def test_mutual_tls_shows_in_what_comes_back(
    folder: Path, version: str, client: ClientIdentity, *, taken: bool
) -> None:
    wire, offer = _door(folder), TlsOffer(version=version, client=client)
    with _serving(folder, client=True) as port, wire.tls(TARGET, port, offer) as line:
        assert (_said(line) == b"hello") is taken
        assert (line.tls_failure == "") is taken
        assert line.closed is not taken


def test_what_does_not_speak_tls_is_told(folder: Path) -> None:
    wire = _door(folder)
    with listening(echo) as port, wire.tls(TARGET, port, TlsOffer()) as line:
        assert line.answer is Answer.CONNECTED
        assert line.tls_failure != ""


def test_silence_and_a_closed_line_are_told_apart(folder: Path) -> None:
    def silent(line: socket.socket) -> None:
        line.settimeout(1)
        while line.recv(4_096):
            pass

    def rude(line: socket.socket) -> None:
        line.recv(4_096)

    wire = _door(folder)
    with listening(silent) as port, wire.tls(TARGET, port, TlsOffer(), seconds=0.3) as line:
        assert line.tls_failure == NO_ANSWER
        assert not line.closed
    with (
        listening(rude) as port,
        wire.tls(TARGET, port, TlsOffer()) as line,
    ):
        assert line.tls_failure == CLOSED
        assert line.closed


def test_a_slow_rate_of_ours_is_not_taken_for_silence_of_theirs(folder: Path) -> None:
    wire = _door(folder)
    wire._governor._pace = pace_of(10)
    began = time.monotonic()
    with _serving(folder) as port, wire.tls(TARGET, port, TlsOffer(), seconds=0.5) as line:
        assert line.tls_failure == ""
        assert time.monotonic() - began > 0.5


def test_waiting_for_nothing_does_not_end_the_line(folder: Path) -> None:
    wire = _door(folder)
    with _serving(folder) as port, wire.tls(TARGET, port, TlsOffer()) as line:
        assert line.receive(0.1) == b""
        assert line.tls_failure == ""
        assert not line.closed
        assert _said(line) == b"hello"


def test_a_closed_port_has_no_handshake(folder: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        port = server.getsockname()[1]
    with _door(folder).tls(TARGET, port, TlsOffer()) as line:
        assert line.answer is Answer.REFUSED
        assert (line.tls_version, line.certificates) == ("", ())
        assert not line.send(b"x")


def test_a_budget_that_ends_in_a_handshake_closes_the_line(folder: Path) -> None:
    wire = _door(folder)
    wire._governor.begin("SIP-01", 5)
    with _serving(folder) as port, pytest.raises(Refused, match="has spent"):
        wire.tls(TARGET, port, TlsOffer())


def test_without_a_certificate_of_the_lab_own_is_refused() -> None:
    wire = door(Credentials(identities=identities(None, NOW)))

    assert not wire.has_client_certificate
    with pytest.raises(Refused, match="no such client certificate"):
        wire.tls(TARGET, 5061, TlsOffer(client=ClientIdentity.OWN))


def test_a_certificate_that_does_not_fit_its_key_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="cannot be used with its key"):
        identities(ClientFiles(certificate=folder / "client.pem", key=folder / "server.key"), NOW)
    with pytest.raises(InputError, match="No such file"):
        identities(ClientFiles(certificate=folder / "none.pem", key=folder / "none.key"), NOW)
