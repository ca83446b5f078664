"""
What is looked up before anybody is known: by a secret, and by a sign-in name.

The only room of the store without a scope. It is small on purpose: each method takes
what somebody presents, and gives the one row that fits it.
"""

from __future__ import annotations

from sqlalchemy.orm import Session


class Door:
    """Looks up by secret or sign-in name, over all tenants."""

    def __init__(self, session: Session) -> None:
        self._session = session
