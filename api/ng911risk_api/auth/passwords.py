"""Passwords: argon2id with OWASP's parameters, or PBKDF2 where only FIPS algorithms may be used."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from functools import cache
from typing import Final, Literal
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

Scheme = Literal["argon2", "pbkdf2"]

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_ROUNDS: Final = 600_000
"""OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256."""
_PBKDF2: Final = "pbkdf2-sha256"


def hashed(password: str, scheme: Scheme = "argon2") -> str:
    """Hash to keep, with its parameters and salt."""
    if scheme == "argon2":
        return _HASHER.hash(_plain(password))
    salt = secrets.token_bytes(16)
    digest = _derived(password, salt, _ROUNDS)
    return "$".join((_PBKDF2, str(_ROUNDS), _text(salt), _text(digest)))


def fits(kept: str, password: str, scheme: Scheme = "argon2") -> bool:
    """Whether `password` is the one; takes as long when there is none."""
    tried = kept or _dummy(scheme)
    right = _fits_pbkdf2 if tried.startswith(_PBKDF2) else _fits_argon2
    return right(tried, password) and bool(kept)


def is_dated(kept: str, scheme: Scheme) -> bool:
    """Whether a hash was made in another way than new ones are."""
    if scheme == "pbkdf2":
        return not kept.startswith(f"{_PBKDF2}${_ROUNDS}$")
    return not kept.startswith("$argon2") or _HASHER.check_needs_rehash(kept)


def _fits_argon2(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, _plain(password))
    except (VerificationError, InvalidHashError):
        return False


def _fits_pbkdf2(kept: str, password: str) -> bool:
    _, rounds, salt, digest = kept.split("$")
    return hmac.compare_digest(_derived(password, b64decode(salt), int(rounds)), b64decode(digest))


def _derived(password: str, salt: bytes, rounds: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", _plain(password).encode(), salt, rounds)


def _plain(password: str) -> str:
    """One form for what looks the same, whatever keyboard wrote it (NIST SP 800-63B, 5.1.1.2)."""
    return normalize("NFKC", password)


def _text(data: bytes) -> str:
    return b64encode(data).decode()


@cache
def _dummy(scheme: Scheme) -> str:
    return hashed("nobody has this password", scheme)
