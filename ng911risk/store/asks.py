"""Questions sent to people without an account, and what came back."""

from __future__ import annotations

from ng911risk.store.repository import Repository


class Asks(Repository):
    """Questions sent to people without an account, and what came back."""
