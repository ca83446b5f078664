"""Ids of what is stored: random, so that they tell nothing; never relied on for access."""

from __future__ import annotations

import re
from typing import Final
from uuid import uuid4

from ng911risk.errors import NotFoundError

_ID: Final = re.compile(r"[0-9a-f]{32}")


def new_id() -> str:
    """32 hexadecimal digits nobody has seen before."""
    return uuid4().hex


def known_form(id: str, what: str) -> str:
    """
    Return `id` if it can be one of ours.

    Raises:
        NotFoundError: It cannot, so there is no need to ask the database.
    """
    if not _ID.fullmatch(id):
        raise NotFoundError(f"There is no {what} with this id.")
    return id
