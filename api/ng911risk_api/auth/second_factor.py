"""The second factor: codes of an authenticator app (RFC 6238), and codes for the drawer."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b32encode
from datetime import datetime, timedelta
from typing import Final

import pyotp
import segno

HALF_MINUTE: Final = 30
RECOVERY_CODES: Final = 10
_DIGITS: Final = 6


def pending_secret(session_secret: str) -> str:
    """
    Key to offer to an app before it is set up: of this session, and kept nowhere.

    Setting it up ends the session, so the next offer is another.
    """
    digest = hmac.new(session_secret.encode(), b"ng911risk authenticator", hashlib.sha256).digest()
    return b32encode(digest[:20]).decode()


def address_for_app(secret: str, login: str) -> str:
    """``otpauth://`` address that an app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="ng911risk")


def picture_of(address: str) -> str:
    """QR code as SVG without any style of its own."""
    return segno.make(address, error="m", micro=False).svg_inline(
        scale=5, border=4, light="#fff", svgclass="qr", lineclass=None, omitsize=False
    )


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """Number of the half-minute whose code this is; one early and one late are taken."""
    digits = "".join(code.split())
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdecimal()):
        return None
    app = pyotp.TOTP(secret)
    found = None
    for shift in (-1, 0, 1):
        moment = at + timedelta(seconds=shift * HALF_MINUTE)
        if hmac.compare_digest(app.at(moment), digits):
            found = int(moment.timestamp()) // HALF_MINUTE
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Codes for the drawer, 80 random bits each, in a form that can be copied by hand."""
    return tuple(_recovery_code() for _ in range(RECOVERY_CODES))


def recovery_hash(code: str) -> str:
    """SHA-256 of a recovery code, however it was typed."""
    bare = "".join(sign for sign in code.casefold() if sign.isalnum())
    return hashlib.sha256(bare.encode()).hexdigest()


def _recovery_code() -> str:
    text = b32encode(secrets.token_bytes(10)).decode().casefold()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))
