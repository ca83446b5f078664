"""What interviews, documents, captures and checks showed."""

from __future__ import annotations

from ng911risk.store.repository import Repository


class EvidenceRecords(Repository):
    """What interviews, documents, captures and checks showed."""
