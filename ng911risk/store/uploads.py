"""Files that were checked but not taken yet."""

from __future__ import annotations

from ng911risk.store.repository import Repository


class Uploads(Repository):
    """Files that were checked but not taken yet."""
