"""The link for the first administrator, for whoever sees the terminal of the server."""

from __future__ import annotations

from datetime import datetime

from ng911risk.errors import NotFoundError
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


def require_first_link(store: Store, secret: str, *, at: datetime) -> None:
    """
    Go on only with the link of an installation in which nobody has an account.

    Raises:
        NotFoundError: It was used, has ended, or is none.
    """
    with store.door() as door:
        found, new = door.invite(hash_of(secret)), door.is_new()
    good = found is not None and found.purpose == "first" and not found.used
    if found is None or not (new and good) or found.expires_at <= at:
        raise NotFoundError(
            "This link was used already, has ended, or was replaced by a newer one: the terminal "
            "in which ng911risk was started last shows the one that is good."
        )
