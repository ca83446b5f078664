"""The one place of the command line that reads the clock."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

HELP = "Moment the assessment speaks of, as 2026-03-01T12:00:00Z. Same moment, same bytes."


def now() -> datetime:
    """Now, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def moment(text: str | None) -> datetime:
    """
    Moment that `text` (ISO 8601, UTC where no zone is named) tells; now without a text.

    Raises:
        typer.BadParameter: It cannot be read.
    """
    if text is None:
        return now()
    try:
        read = datetime.fromisoformat(text)
        zoned = read if read.tzinfo else read.replace(tzinfo=UTC)
        return zoned.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise typer.BadParameter(
            "this is no date and time; write it as 2026-03-01T12:00:00Z", param_hint="--at"
        ) from None
