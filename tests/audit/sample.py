"""A whole log to break."""

from __future__ import annotations

from typing import Final

from ng911risk.audit import GENESIS, Entry, Link, mac_of

KEY: Final = bytes(range(32))


def entry(number: int, tenant: str = "local") -> Entry:
    """Return one entry of a log."""
    return Entry(
        tenant=tenant,
        number=number,
        at=f"2026-11-24T08:30:{number % 60:02}.000000Z",
        actor="u1",
        actor_name="Pat Dïrector",
        via="page",
        action="answer.saved",
        object=f"o{number}",
        outcome="done",
        detail="{}",
    )


def whole(entries: int, key: bytes = KEY) -> tuple[Link, ...]:
    """Return a log that holds."""
    before, links = GENESIS, []
    for number in range(1, entries + 1):
        one = entry(number)
        before = mac_of(key, before, one)
        links.append(Link(entry=one, mac=before))
    return tuple(links)
