"""What may be chosen as the scope of a token or a link: your sites and their assessments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ng911risk.store import Rooms

Options = list[tuple[str, str]]


def site_options(rooms: Rooms) -> Options:
    """Id and name of every site."""
    return [(site.id, site.name) for site in rooms.sites.all()]


def assessment_options(rooms: Rooms, *, may_read: bool) -> Options:
    """Id and words of every sealed assessment, by site, newest first."""
    if not may_read:
        return []
    return [
        (head.id, f"{site.name}, number {head.number}, {_day(head.made_at)}")
        for site in rooms.sites.all()
        for head in rooms.assessments.of_site(site.id)
    ]


def days_from(text: str, at: datetime) -> datetime | None:
    """Moment that many days after `at`; None if `text` is no number of days."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 3):  # noqa: PLR2004 - a year at most
        return None
    return at + timedelta(days=int(text))


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%-d %b %Y}"
