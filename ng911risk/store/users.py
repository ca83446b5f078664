"""The people of one tenant."""

from __future__ import annotations

from ng911risk.store.repository import Repository


class Users(Repository):
    """The people of one tenant."""
