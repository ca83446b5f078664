"""Secrets that are shown once: random, with a prefix that scanners know, kept as a hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets as _random
from typing import Final

API_PREFIX: Final = "ng911_"
LINK_PREFIX: Final = "ng911l_"


def new_secret(prefix: str = "") -> str:
    """256 random bits as text."""
    return prefix + _random.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """SHA-256 in hexadecimal digits: enough for a secret that nobody can guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(session_secret: str) -> str:
    """Token of every form in a session; another page cannot know it."""
    return hmac.new(session_secret.encode(), b"ng911risk form", hashlib.sha256).hexdigest()


def is_form_token(session_secret: str, presented: str) -> bool:
    """Whether `presented` is the token of that session, told without timing."""
    return hmac.compare_digest(form_token(session_secret).encode(), presented.encode())
