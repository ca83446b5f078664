"""
Ed25519 keys, as PEM text: PKCS #8 for the private one, SubjectPublicKeyInfo for the public one.

Nothing else is taken: no RSA, no curves of others, no key whose owner anybody could be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from ng911risk.errors import InputError, Problem

SIZE_MAX: Final = 64 * 1024
"""Longest file that is looked at for a key, in bytes."""

_SIGN_BIT: Final = 0x7F
# The y of points of order 1, 2, 4 and 8, and their other spellings: under such a "key"
# signatures hold that nobody made (RFC 8032 leaves it to the verifier).
_SMALL_ORDER: Final = frozenset(
    bytes.fromhex(y)
    for y in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Checks signatures. Anybody may have it."""

    _key: Ed25519PublicKey

    @property
    def id(self) -> str:
        """SHA-256 of the key in its DER form: 64 hexadecimal digits."""
        return sha256(
            self._key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        ).hexdigest()

    @property
    def pem(self) -> bytes:
        """As a file."""
        return self._key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def holds(self, data: bytes, signature: bytes) -> bool:
        """Whether `signature` was made over `data` with the private key."""
        try:
            self._key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """Makes signatures. Whoever has it can sign in its owner's name."""

    _key: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """What others check with."""
        return PublicKey(self._key.public_key())

    def sign(self, data: bytes) -> bytes:
        """Signature of 64 bytes over `data`."""
        return self._key.sign(data)

    def pem(self, passphrase: str = "") -> bytes:
        """As a file, encrypted if there is a passphrase."""
        encryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def new_key() -> PrivateKey:
    """Make a key from the randomness of the system."""
    return PrivateKey(Ed25519PrivateKey.generate())


def read_private(
    data: bytes, *, file: str, passphrase: Callable[[], str] = lambda: ""
) -> PrivateKey:
    """
    Private key in a PEM file.

    Args:
        data: The bytes of the file.
        file: Its name, for the complaint.
        passphrase: Asked only where the key is encrypted.

    Raises:
        InputError: It is none, not of the right kind, or the passphrase is wrong.
    """
    if b"PUBLIC KEY" in data and b"PRIVATE KEY" not in data:
        raise _refused(file, "this is a public key; to sign takes the private one")
    words = passphrase().encode() if b"ENCRYPTED" in data[:SIZE_MAX] else None
    if words == b"":
        raise _refused(file, "the key is encrypted and there is no passphrase")
    try:
        key = load_pem_private_key(_sized(data, file), words)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        message = "the passphrase is wrong, or the key is damaged" if words else _NO_PRIVATE
        raise _refused(file, message, _MAKE) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _refused(file, "this is a key of another kind, not Ed25519", _MAKE)
    return PrivateKey(key)


def read_public(data: bytes, *, file: str) -> PublicKey:
    """
    Public key in a PEM file.

    Raises:
        InputError: It is none, not of the right kind, or one under which anything holds.
    """
    if b"PRIVATE KEY" in data:
        raise _refused(
            file, "this is a private key; to verify takes the public one",
            "Never give the private key to anybody. The public one ends in .pub.pem.",
        )  # fmt: skip
    try:
        key = load_pem_public_key(_sized(data, file))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _refused(file, "this is no public key as a PEM file") from error
    if not isinstance(key, Ed25519PublicKey):
        raise _refused(file, "this is a key of another kind, not Ed25519")
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    if bytes((*raw[:-1], raw[-1] & _SIGN_BIT)) in _SMALL_ORDER:
        raise _refused(file, "under this key anything would hold; it is nobody's")
    return PublicKey(key)


_NO_PRIVATE: Final = "this is no private key as a PEM file"
_MAKE: Final = "Make one: ng911risk sign --new-key key.pem"


def _sized(data: bytes, file: str) -> bytes:
    if len(data) > SIZE_MAX:
        raise _refused(file, "this is too large for a key")
    return data


def _refused(file: str, message: str, hint: str = "") -> InputError:
    return InputError([Problem(file=file, message=message, hint=hint)])
