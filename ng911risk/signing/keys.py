"""Ed25519 keys, as PEM text."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def sign(data: bytes, key: Ed25519PrivateKey) -> bytes:
    """Signature of 64 bytes over `data`."""
    return key.sign(data)


def holds(data: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Whether `signature` was made over `data` by the owner of `key`."""
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True
