"""
Counts of one sender -> what it looked like.

Every threshold is judgement of the project, chosen so that what devices of a centre do all day
stays below: a telephone signs in as itself, a proxy asks its few neighbours whether they live.
A word is no proof. A person decides what becomes of it.
"""

from __future__ import annotations

from typing import Final

from ng911risk.lab.captures.agents import SCANNERS
from ng911risk.lab.captures.tally import BURST_CALLS, BURST_TIME, NAMES_MAX, Sender
from ng911risk.model.observation import ObservedKind

MANY_NAMES: Final = 10
"""So many names, by one sender, are asked for or signed in as."""

MANY_TARGETS: Final = 10
"""So many targets are asked by one sender."""

MANY_PORTS: Final = 5
"""So many ports are asked by one sender."""

MANY_BROKEN: Final = 5
"""So many messages that no honest device sends; and at least half of all it sends."""


def kind_of(sender: Sender) -> ObservedKind:
    """What the sender looks like: the first that fits."""
    if any(name in agent.casefold() for agent in sender.agents for name in SCANNERS):
        return ObservedKind.SIP_SCAN
    if len(sender.registered) >= MANY_NAMES:
        return ObservedKind.REGISTRATION_ATTEMPTS
    if sender.burst:
        return ObservedKind.CALL_BURST
    if sender.broken >= MANY_BROKEN and sender.broken * 2 >= sender.requests:
        return ObservedKind.MALFORMED
    if (
        len(sender.targets) >= MANY_TARGETS
        or len(sender.ports) >= MANY_PORTS
        or len(sender.asked) >= MANY_NAMES
    ):
        return ObservedKind.SIP_SCAN
    return ObservedKind.OTHER_TRAFFIC


def words_of(sender: Sender, kind: ObservedKind) -> str:
    """What the sender looks like, in plain words and with the counts behind it."""
    asked = f"{sender.requests} SIP requests"
    if kind is ObservedKind.SIP_SCAN:
        return (
            f"Looks for what is there: {asked}, {_many(len(sender.asked))} names, "
            f"{_many(len(sender.targets))} targets, {_many(len(sender.ports))} ports."
        )
    if kind is ObservedKind.REGISTRATION_ATTEMPTS:
        return (
            f"Tries to sign in as {_many(len(sender.registered))} devices: "
            f"{sender.registrations} attempts."
        )
    if kind is ObservedKind.CALL_BURST:
        return (
            f"Began {BURST_CALLS} or more calls within {BURST_TIME.seconds} seconds; "
            f"{asked} in all."
        )
    if kind is ObservedKind.MALFORMED:
        return f"{sender.broken} of {asked} are such as no honest device sends."
    return f"{asked}; nothing about them stands out."


def _many(number: int) -> str:
    return f"{NAMES_MAX} or more" if number >= NAMES_MAX else str(number)
