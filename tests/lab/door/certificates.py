"""Certificates for tests of the door, made on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.lab.door.standing import NOW


@dataclass(frozen=True)
class Made:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def write(self, folder: Path, name: str) -> tuple[Path, Path]:
        """Its certificate and key as PEM files."""
        shown, key = folder / f"{name}.pem", folder / f"{name}.key"
        shown.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        key.write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return shown, key


def made(
    subject: str,
    *,
    issuer: Made | None = None,
    names: tuple[str, ...] = (),
    ca: bool = False,
    path_length: int | None = None,
    since: datetime = NOW - timedelta(days=30),
    until: datetime = NOW + timedelta(days=30),
) -> Made:
    """A certificate; without an issuer it signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(issuer.certificate.subject if issuer else own)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(since, until - timedelta(days=1)))
        .not_valid_after(max(until, since + timedelta(days=1)))
    )
    if ca:
        builder = builder.add_extension(
            x509.BasicConstraints(ca=True, path_length=path_length), critical=True
        )
    if names:
        shown = x509.SubjectAlternativeName([_name(one) for one in names])
        builder = builder.add_extension(shown, critical=False)
    return Made(builder.sign(issuer.key if issuer else key, SHA256()), key)


def _name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)
