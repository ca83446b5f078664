"""Moments as text: one width, UTC, so that text order is time order on every database."""

from __future__ import annotations

from datetime import UTC, datetime


def moment_text(at: datetime) -> str:
    """
    ``2026-12-01T08:30:00.000000Z``.

    Raises:
        ValueError: `at` does not say which zone it is in.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def moment_of(text: str) -> datetime:
    """
    Moment of a text that `moment_text` made.

    Raises:
        ValueError: It did not.
    """
    moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    if moment_text(moment) != text:
        raise ValueError("not a moment in the form of this store")
    return moment
