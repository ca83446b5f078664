"""The link for the first administrator, for whoever sees the terminal of the server."""

from __future__ import annotations

from datetime import datetime

from ng911risk.store import LOCAL, Store
from ng911risk_api.auth.secrets import hash_of, new_secret


def first_link(store: Store, address: str, *, at: datetime) -> str | None:
    """
    Make the one-time link of an installation in which nobody has an account; else None.

    Args:
        store: A link that was made for it before ends.
        address: How people reach the server, as in ``http://127.0.0.1:8911``.
        at: Now.
    """
    with store.door() as door:
        if not door.is_new():
            return None
    secret = new_secret()
    with store.write(LOCAL) as rooms:
        rooms.invites.first(hash_of(secret), at=at)
    return f"{address}/start/{secret}"
