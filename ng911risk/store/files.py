"""Files that people attached to a question, an answer or a piece of evidence."""

from __future__ import annotations

from ng911risk.store.repository import Repository


class Files(Repository):
    """Files that people attached to a question, an answer or a piece of evidence."""
