"""
What stands in a certificate that a target shows: DER in, plain values out.

Whether it is to be trusted is for the wire to say, which knows the authority of the lab.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.utils import CryptographyDeprecationWarning

RSA_BITS_MIN: Final = 2_048
"""Shortest RSA key that still holds (NIST SP 800-57 part 1, table 2)."""

EC_BITS_MIN: Final = 256
"""The same for elliptic curves."""

WEAK_DIGESTS: Final = frozenset({"md5", "sha1"})
"""Digests that signatures no longer rest on (i3 5.7 asks for SHA-256 or better)."""

# what others made may be wrong in more ways than the library calls a ValueError
UNREADABLE: Final = (
    ValueError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What reading a certificate of somebody else may raise, at first sight or at its parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One certificate."""

    subject: str
    issuer: str
    not_before: str
    """UTC, ISO 8601."""

    not_after: str
    names: tuple[str, ...]
    """Host names and addresses that it is made out for."""

    key: str
    """RSA, EC, Ed25519, Ed448 or other."""

    key_bits: int
    """0: not known."""

    digest: str
    """Of its signature, for instance sha256; empty: the algorithm has its own."""

    own_signature: bool
    """Whether it names itself as its issuer."""


def load(der: bytes) -> x509.Certificate:
    """
    Take a certificate apart, as odd as it may be, without a warning.

    Raises:
        ValueError, or another of `UNREADABLE`: It is none.
    """
    with warnings.catch_warnings():
        # what is odd about it is for a check to tell, not for the library
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        return x509.load_der_x509_certificate(der)


def read(der: bytes) -> Shown | None:
    """Read one certificate; None where it is none."""
    try:
        one = load(der)
        digest = one.signature_hash_algorithm
        kind, bits = _key(one)
        return Shown(
            subject=one.subject.rfc4514_string(),
            issuer=one.issuer.rfc4514_string(),
            not_before=one.not_valid_before_utc.isoformat(),
            not_after=one.not_valid_after_utc.isoformat(),
            names=_names(one),
            key=kind,
            key_bits=bits,
            digest=digest.name if digest is not None else "",
            own_signature=one.subject == one.issuer,
        )
    except UNREADABLE:
        return None


def weak_key(shown: Shown) -> bool:
    """Whether its key is too short to hold."""
    least = {"RSA": RSA_BITS_MIN, "EC": EC_BITS_MIN}.get(shown.key, 0)
    return shown.key == "other" or shown.key_bits < least


def _key(one: x509.Certificate) -> tuple[str, int]:
    match one.public_key():
        case rsa.RSAPublicKey() as key:
            return "RSA", key.key_size
        case ec.EllipticCurvePublicKey() as key:
            return "EC", key.curve.key_size
        case ed25519.Ed25519PublicKey():
            return "Ed25519", 256
        case ed448.Ed448PublicKey():
            return "Ed448", 456
    return "other", 0


def _names(one: x509.Certificate) -> tuple[str, ...]:
    try:
        found = one.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return (
        *found.get_values_for_type(x509.DNSName),
        *(str(one) for one in found.get_values_for_type(x509.IPAddress)),
    )
