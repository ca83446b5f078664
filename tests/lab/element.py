"""
One element behind a `FakeWire`: real TLS of OpenSSL in memory, scripted words above it.

What a ClientHello gets back is what a real server says; no socket is opened.
"""

from __future__ import annotations

import ssl
import tempfile
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from ng911risk.lab.check import Answer, ClientIdentity, TlsOffer
from tests.lab.fake_wire import FakeStream, FakeWire

NAME = "bcf.esinet.lab"
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_PEM, _PLAIN = serialization.Encoding.PEM, serialization.NoEncryption()

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Says = Callable[[bytes, ClientIdentity | None], bytes]
"""What is answered to a message of one who comes with that certificate; None: in the clear."""


def certificate(
    key: Key, *, issuer: str = "lab ca", names: tuple[str, ...] = (NAME,)
) -> x509.Certificate:
    """A certificate for `names`, signed by its own key whoever its issuer is said to be."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    above = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above)
        .public_key(key.public_key())
        .serial_number(911)
        .not_valid_before(_BEGIN)
        .not_valid_after(_BEGIN + timedelta(days=365))
    )
    if names:
        alternatives = x509.SubjectAlternativeName([_alternative(one) for one in names])
        builder = builder.add_extension(alternatives, critical=False)
    return builder.sign(key, hashes.SHA256())


def _alternative(name: str) -> x509.GeneralName:
    if name[0].isdigit():
        return x509.IPAddress(ip_address(name))
    return x509.DNSName(name)


def der(one: x509.Certificate) -> bytes:
    """Its bytes."""
    return one.public_bytes(serialization.Encoding.DER)


def context(
    lowest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2,
    highest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    ciphers: str = "ECDHE+AESGCM",
) -> ssl.SSLContext:
    """A server of these versions and suites."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    key = ec.generate_private_key(ec.SECP256R1())
    secret = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, _PLAIN)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "server.pem"
        file.write_bytes(secret + certificate(key).public_bytes(_PEM))
        made.load_cert_chain(file)
    with warnings.catch_warnings():
        # old versions are what the tests are about
        warnings.simplefilter("ignore", DeprecationWarning)
        made.maximum_version, made.minimum_version = highest, lowest
    made.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    return made


def handshake(server: ssl.SSLContext, data: bytes) -> bytes:
    """What a server says to the first bytes of a connection."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = server.wrap_bio(incoming, outgoing, server_side=True)
    incoming.write(data)
    with suppress(ssl.SSLError):  # it wants more, or it refused and said so
        tls.do_handshake()
    return outgoing.read()


def nothing(data: bytes, client: ClientIdentity | None) -> bytes:
    return b""


@dataclass
class Element:
    """Where it listens, and what it says."""

    clear: frozenset[int] = frozenset()
    """Ports without TLS."""

    secure: Mapping[int, ssl.SSLContext] = field(default_factory=dict)
    """Ports with TLS."""

    swallows: frozenset[int] = frozenset()
    """Ports where attempts to connect get no answer."""

    says: Says = nothing
    chain: tuple[bytes, ...] = ()
    holds: bool = False
    """Whether it keeps a connection open that it does not answer; else it closes it."""

    dead_after: int | None = None
    """After so many connections it is gone."""

    connections: int = 0

    def wire(self, **fields: object) -> FakeWire:
        """A wire that leads to it, and to nothing else."""
        wire = FakeWire(over_udp=self._datagram, over_stream=self._said, **fields)  # type: ignore[arg-type]  # as a test wants
        wire.connects = lambda address, port, offer: self._connected(wire, address, port, offer)
        return wire

    @property
    def gone(self) -> bool:
        """Whether it died."""
        return self.dead_after is not None and self.connections > self.dead_after

    def _connected(
        self, wire: FakeWire, address: str, port: int, offer: TlsOffer | None
    ) -> FakeStream:
        self.connections += 1
        stream = FakeStream(wire, (address, port), offer=offer)
        if self.gone or port not in (*self.clear, *self.secure):
            stream.answer = Answer.SILENT if port in self.swallows else Answer.REFUSED
            stream.tls_failure = "no connection" if offer else ""
        elif offer is not None and port in self.secure:
            stream.tls_version, stream.certificates = "TLSv1.3", self.chain
        elif offer is not None:
            stream.tls_failure = "wrong version number"
        return stream

    def _said(self, stream: FakeStream, data: bytes) -> list[bytes]:
        if stream.offer is None and stream.to[1] in self.secure:
            answer = handshake(self.secure[stream.to[1]], data)
        else:
            answer = self.says(data, stream.offer.client if stream.offer else None)
        stream.closes = not answer and not self.holds
        return [answer] if answer else []

    def _datagram(self, data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        answer = self.says(data, None) if port in self.clear and not self.gone else b""
        return (answer,) if answer else ()


def sip_answer(status: str, data: bytes) -> bytes:
    """A response to a request."""
    lines = [one for one in data.split(b"\r\n") if one.startswith((b"Call-ID", b"CSeq"))]
    return b"\r\n".join((b"SIP/2.0 " + status.encode(), *lines, b"", b""))


def http_answer(status: int, body: str = "", *, closes: bool = False) -> bytes:
    """A response with its length."""
    connection = "Connection: close\r\n" if closes else ""
    return (
        f"HTTP/1.1 {status} So\r\n{connection}Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
