"""The chain of the audit log and its verifier. Pure: no clock, no disk, no database."""

from __future__ import annotations

from ng911risk.audit.chain import GENESIS, Entry, mac_of

__all__ = ["GENESIS", "Entry", "mac_of"]
