"""The answers of one tenant: added, never overwritten; the newest number counts."""

from __future__ import annotations

from ng911risk.store.repository import Repository


class Answers(Repository):
    """The answers of one tenant: added, never overwritten; the newest number counts."""
