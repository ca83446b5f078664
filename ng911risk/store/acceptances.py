"""Risks that somebody who may has accepted, until a date."""

from __future__ import annotations

from ng911risk.store.repository import Repository


class Acceptances(Repository):
    """Risks that somebody who may has accepted, until a date."""
