"""Access tokens of programs and links of auditors."""

from __future__ import annotations

from ng911risk.store.repository import Repository


class Tokens(Repository):
    """Access tokens of programs and links of auditors."""
