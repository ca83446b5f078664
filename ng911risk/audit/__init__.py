"""The chain of the audit log and its verifier. Pure: no clock, no disk, no database."""

from __future__ import annotations

from ng911risk.audit.chain import GENESIS, Entry, mac_of
from ng911risk.audit.lines import head_of, line_of, read_lines
from ng911risk.audit.verify import Checked, Fault, Head, Kind, Link, check
from ng911risk.audit.words import ACTIONS, words_of

__all__ = [
    "ACTIONS",
    "GENESIS",
    "Checked",
    "Entry",
    "Fault",
    "Head",
    "Kind",
    "Link",
    "check",
    "head_of",
    "line_of",
    "mac_of",
    "read_lines",
    "words_of",
]
