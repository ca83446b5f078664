"""One-time links to make an account or a new password."""

from __future__ import annotations

from ng911risk.store.repository import Repository


class Invites(Repository):
    """One-time links to make an account or a new password."""
