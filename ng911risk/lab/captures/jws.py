"""Bytes of a signed object (JWS, RFC 7515) -> what its head says. Nothing is verified or kept."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import Any, Final

BYTES_MAX: Final = 262_144
"""Most bytes of one object that are read."""

_PARTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Jws:
    """Head of a signed object, and when its content says it was made."""

    algorithm: str
    """For instance ES256; ``none`` or empty: it is not signed."""

    signature: bool
    """Whether there is one."""

    certificate: str
    """Where its certificate is (x5u); empty: nowhere, or it is inside."""

    header: dict[str, Any]
    payload: dict[str, Any]
    """Empty if it is no object of JSON."""

    @property
    def signed(self) -> bool:
        """Whether it claims to be signed."""
        return self.signature and self.algorithm.lower() not in {"", "none"}


def jws_of(body: bytes, kind: bytes) -> Jws | None:
    """
    A signed object in the body of a message; None if there is none.

    Args:
        body: As JSON, or in the compact form.
        kind: Value of the header Content-Type.
    """
    if not body or len(body) > BYTES_MAX:
        return None
    if body.lstrip()[:1] == b"{":
        found = _object(body)
        told = [found.get(name, "") for name in ("protected", "payload", "signature")]
        if "payload" not in found or ("protected" not in found and "signature" not in found):
            return None
        return _jws(*(one if isinstance(one, str) else "" for one in told))
    if kind.partition(b";")[0].strip().lower() in {b"application/jose", b"application/jwt"}:
        return compact(body)
    return None


def compact(text: bytes) -> Jws | None:
    """A signed object of three parts with dots between; None if it is none."""
    parts = text.strip().split(b".")
    if len(parts) != _PARTS or not _object(_decoded(parts[0].decode("ascii", "replace"))):
        return None
    return _jws(*(part.decode("ascii", "replace") for part in parts))


def _jws(protected: str, payload: str, signature: str) -> Jws:
    header = _object(_decoded(protected))
    algorithm, where = header.get("alg", ""), header.get("x5u", "")
    return Jws(
        algorithm=algorithm if isinstance(algorithm, str) else "",
        signature=bool(signature),
        certificate=where if isinstance(where, str) else "",
        header=header,
        payload=_object(_decoded(payload)),
    )


def _decoded(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Base64Error, ValueError):
        return b""


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
