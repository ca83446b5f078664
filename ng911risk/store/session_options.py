"""Words that a repository says to the session."""

from __future__ import annotations

from typing import Final

UNTOLD_OPTION: Final = "ng911risk_untold"
"""Execution option of a statement that needs no audit entry, for instance "last used at"."""
