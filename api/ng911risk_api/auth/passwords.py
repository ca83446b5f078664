"""Passwords: argon2id with OWASP's parameters."""

from __future__ import annotations

from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """Hash to keep, with its parameters and salt."""
    return _HASHER.hash(password)


def fits(kept: str, password: str) -> bool:
    """Whether `password` is the one; takes as long when there is none."""
    try:
        return _HASHER.verify(kept or _dummy(), password) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _dummy() -> str:
    return _HASHER.hash("nobody has this password")
