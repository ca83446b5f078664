"""What is wrong with a chain of entries: gaps, changes, another order, a missing end."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ng911risk.audit.chain import GENESIS, Entry, mac_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry with the code that it was given."""

    entry: Entry
    mac: str
    """64 hexadecimal digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest entry at some moment: who keeps it elsewhere can show a missing end."""

    number: int
    """0: the log was empty."""

    mac: str

    def __str__(self) -> str:
        return f"{self.number}:{self.mac}"


class Kind(StrEnum):
    """What can be wrong."""

    CUT_FRONT = "cut at the front"
    CUT_END = "cut at the end"
    GAP = "gap"
    ORDER = "order"
    CHANGED = "changed"
    FOREIGN = "foreign"
    HEAD = "head"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong, at one entry."""

    kind: Kind
    number: int
    """Number of the entry where it shows."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check came to."""

    entries: int
    head: Head
    """Of what was there; of an empty log 0 and `GENESIS`."""

    fitting: int
    """How many entries carry the code that the key gives."""

    faults: tuple[Fault, ...]
    """In the order of the entries; empty: unbroken."""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def is_wrong_key(self) -> bool:
        """Whether not one entry fits, as with the key of another log."""
        return self.entries > 0 and self.fitting == 0


def check(key: bytes, links: Iterable[Link], *, head: Head | None = None) -> Checked:
    """
    Compute every code again and name what does not fit.

    Without a `head` that was kept elsewhere nobody can tell that the newest entries are
    missing: what is left is a whole, shorter log.

    Args:
        key: The key of the log.
        links: The whole log of one organisation, oldest first.
        head: The newest entry as somebody noted it once.
    """
    faults: list[Fault] = []
    last, tenant, entries, fitting, met = Head(number=0, mac=GENESIS), None, 0, 0, head is None
    for link in links:
        entry = link.entry
        tenant = entry.tenant if tenant is None else tenant
        faults += _place(entry, last, tenant)
        fits = hmac.compare_digest(mac_of(key, last.mac, entry).encode(), link.mac.encode())
        fitting += fits
        # after a gap the code stands on an entry that is not there, so it says nothing
        if not fits and entry.number == last.number + 1:
            faults.append(_fault(Kind.CHANGED, entry.number, "does not fit its code"))
        if head is not None and entry.number == head.number:
            met = True
            if link.mac != head.mac:
                faults.append(_fault(Kind.HEAD, entry.number, "is not the one that was noted"))
        last = Head(number=entry.number, mac=link.mac)
        entries += 1
    if head is not None and not met and head.number > 0:
        faults.append(_missing_end(head, last))
    return Checked(entries=entries, head=last, fitting=fitting, faults=tuple(faults))


def _place(entry: Entry, last: Head, tenant: str) -> list[Fault]:
    """Faults of the place of an entry after `last`."""
    found = []
    if entry.tenant != tenant:
        found.append(_fault(Kind.FOREIGN, entry.number, "is of another organisation"))
    expected = last.number + 1
    if entry.number > expected:
        kind = Kind.CUT_FRONT if last.number == 0 else Kind.GAP
        missing = (
            f"{expected}" if entry.number - 1 == expected else f"{expected} to {entry.number - 1}"
        )
        found.append(
            Fault(
                kind=kind,
                number=entry.number,
                words=f"Before entry {entry.number}, {missing} is missing.",
            )
        )
    elif entry.number < expected:
        found.append(_fault(Kind.ORDER, entry.number, f"comes after entry {last.number}"))
    return found


def _missing_end(head: Head, last: Head) -> Fault:
    if head.number > last.number:
        words = f"The log ends at entry {last.number}; it once went to entry {head.number}."
        return Fault(kind=Kind.CUT_END, number=last.number, words=words)
    return _fault(Kind.HEAD, head.number, "was noted and is not there")


def _fault(kind: Kind, number: int, words: str) -> Fault:
    return Fault(kind=kind, number=number, words=f"Entry {number} {words}.")
