"""Who of one tenant is signed in."""

from __future__ import annotations

from ng911risk.store.repository import Repository


class Sessions(Repository):
    """Who of one tenant is signed in."""
