"""Certificates of the lab: an authority, those it signed, and those that nobody should trust."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_YEAR: Final = timedelta(days=365)
_FILE: Final = serialization.Encoding.PEM


class Authority:
    """One certificate authority that writes what it signs into a folder."""

    def __init__(self, folder: Path, name: str) -> None:
        # the only clock of the lab: a certificate must be valid while it stands
        self._now = datetime.now(UTC)  # noqa: TID251  # nothing passes the time to a fixture
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        own = self._signed(self._name, self._key.public_key(), (), _YEAR, authority=True)
        self._write(name, own, self._key)

    def issue(self, name: str, names: Sequence[str], *, ends_in: timedelta = _YEAR) -> None:
        """Write a certificate and its key that end in `ends_in` from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        self._write(name, self._signed(_named(name), key.public_key(), names, ends_in), key)

    def _write(self, name: str, made: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
        plain = serialization.NoEncryption()
        secret = key.private_bytes(_FILE, serialization.PrivateFormat.PKCS8, plain)
        (self._folder / f"{name}.crt").write_bytes(made.public_bytes(_FILE))
        (self._folder / f"{name}.key").write_bytes(secret)

    def _signed(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey,
        names: Sequence[str],
        ends_in: timedelta,
        *,
        authority: bool = False,
    ) -> x509.Certificate:
        end = self._now + ends_in
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(min(self._now, end) - timedelta(days=1))
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if names:
            alternatives = x509.SubjectAlternativeName([_alternative(one) for one in names])
            builder = builder.add_extension(alternatives, critical=False)
        return builder.sign(self._key, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _alternative(name: str) -> x509.GeneralName:
    if name[0].isdigit():
        return x509.IPAddress(ip_address(name))
    return x509.DNSName(name)


def make(folder: Path) -> None:
    """
    Write the certificates and keys of the lab, in PEM.

    Signed by the lab's authority (``ca.crt``): ``bcf``, ``loc``, ``asr`` (the assessor),
    ``expired`` and ``misnamed``. Signed by another (``other-ca.crt``): ``stranger`` (a client)
    and ``foreign`` (a server). Signed by itself: ``self``.
    """
    folder.mkdir()
    ours, other = Authority(folder, "ca"), Authority(folder, "other-ca")
    location = ("ecrf.esinet.lab", "10.91.0.50", "10.91.0.51")
    ours.issue("bcf", ("bcf.esinet.lab", "10.91.0.31"))
    ours.issue("loc", location)
    ours.issue("asr", ("asr.esinet.lab", "10.91.0.10"))
    ours.issue("expired", location, ends_in=timedelta(days=-2))
    ours.issue("misnamed", ("elsewhere.example",))
    other.issue("foreign", location)
    other.issue("stranger", ("asr.esinet.lab",))
    # its own authority and nobody else's: what a device makes for itself at first start
    Authority(folder, "self")
