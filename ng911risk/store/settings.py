"""What an organisation has set."""

from __future__ import annotations

from ng911risk.store.repository import Repository


class SettingsOf(Repository):
    """What an organisation has set."""
