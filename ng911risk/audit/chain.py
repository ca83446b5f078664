"""
Every entry carries a code over itself and over the code of the one before.

HMAC-SHA256 with a key that is not in the database: who can rewrite the rows but does
not hold the key cannot make codes that fit. A plain hash chain would not show it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from typing import Final

from ng911risk.model.record import Record

GENESIS: Final = "0" * 64
"""What the first entry stands on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Record):
    """Who did what to what, when, and what came of it."""

    tenant: str
    """Organisation whose log it is."""

    number: int
    """1 for the first, without gaps."""

    at: str
    """UTC, as `ng911risk.store.moments` writes it."""

    actor: str
    """User id; empty for the command line or nobody."""

    actor_name: str
    """Name at that time."""

    via: str
    """``command line``, ``page``, ``token``, ``link`` or ``nobody``."""

    action: str
    """Noun and verb, for instance ``answer.saved`` or ``report.read``."""

    object: str
    """Id of what it was done to."""

    outcome: str
    """``done`` or ``refused``."""

    detail: str
    """JSON object with what else matters; never a secret."""


def mac_of(key: bytes, before: str, entry: Entry) -> str:
    """64 hexadecimal digits over `entry` and the code of the entry before it."""
    text = json.dumps([before, asdict(entry)], sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode("ascii"), hashlib.sha256).hexdigest()
