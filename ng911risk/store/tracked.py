"""What is known about each action: owner, date, status."""

from __future__ import annotations

from ng911risk.store.repository import Repository


class Tracked(Repository):
    """What is known about each action: owner, date, status."""
