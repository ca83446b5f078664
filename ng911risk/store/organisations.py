"""The regions and centres below, and what they share."""

from __future__ import annotations

from ng911risk.store.repository import Repository


class Organisations(Repository):
    """The regions and centres below, and what they share."""
