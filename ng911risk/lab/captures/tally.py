"""
SIP messages -> counts for each sender, in bounded memory.

Requests are counted for who sent them. Responses tell one thing: which calls were answered,
and that counts for both ends, for whoever answers calls is no less a part of the network.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, TypeVar

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.sip_lines import SipMessage
from ng911risk.model.observation import Transport

SENDERS_MAX: Final = 5_000
"""Most addresses that are counted in one capture; those that come later are only numbered."""

TALKS_MAX: Final = 20
"""Most targets and ports of one sender that are told apart."""

NAMES_MAX: Final = 100
"""So many names or targets are told apart; more are "at least"."""

BURST_CALLS: Final = 30
"""Calls begun within `BURST_TIME` that make a burst; see `ng911risk.lab.captures.judging`."""

BURST_TIME: Final = timedelta(seconds=60)

_ANSWERED: Final = range(200, 300)
_BURST_TIME: Final = BURST_TIME // timedelta(microseconds=1) * 1_000
_CALLS_MAX: Final = 64


@dataclass(slots=True, kw_only=True)
class Talk:
    """What one sender sent to one port of one target."""

    first: int
    """Nanoseconds since 1970."""

    last: int
    messages: int = 0
    ports: set[int] = field(default_factory=set)
    """At most two of those it came from."""

    methods: set[str] = field(default_factory=set)
    agents: dict[str, int] = field(default_factory=dict)
    """At most eight names with their counts."""


T = TypeVar("T")

TalkKey = tuple[str, int, Transport]
"""Target, its port, transport."""


@dataclass(slots=True, kw_only=True)
class Sender:
    """One address, over the whole capture."""

    talks: dict[TalkKey, Talk] = field(default_factory=dict)
    requests: int = 0
    broken: int = 0
    registrations: int = 0
    asked: set[bytes] = field(default_factory=set)
    """Digests of names that requests asked for."""

    registered: set[bytes] = field(default_factory=set)
    """Digests of names that it tried to sign in as."""

    targets: set[str] = field(default_factory=set)
    ports: set[int] = field(default_factory=set)
    agents: set[str] = field(default_factory=set)
    begun: deque[int] = field(default_factory=lambda: deque(maxlen=BURST_CALLS))
    """When the newest calls began, in nanoseconds since 1970."""

    burst: bool = False
    answered: int = 0
    calls: OrderedDict[bytes, None] = field(default_factory=OrderedDict)
    """Calls that began lately: a repeated INVITE is no new one."""

    answers: OrderedDict[bytes, None] = field(default_factory=OrderedDict)
    """The same for answers."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """Everything that was counted in one capture."""

    senders: dict[str, Sender] = field(default_factory=dict)
    not_counted: int = 0
    """Messages of addresses beyond `SENDERS_MAX`."""

    def add(self, place: Place, message: SipMessage) -> None:
        """Count one message; one without a time is left out."""
        if place.at < 0:
            return
        if not message.status:
            self._request(place, message)
        elif message.status in _ANSWERED and message.method == "INVITE":
            self.answered(place, message.call)

    def answered(self, place: Place, call: bytes) -> None:
        """Count a call that was answered, for both ends; one without a time is left out."""
        if place.at < 0:
            return
        for address in (place.source, place.target):
            sender = self._sender(address)
            if sender is not None and _is_new(sender.answers, call):
                sender.answered += 1

    def _sender(self, address: str) -> Sender | None:
        found = self.senders.get(address)
        if found is None and len(self.senders) < SENDERS_MAX:
            found = self.senders[address] = Sender()
        return found

    def _request(self, place: Place, message: SipMessage) -> None:
        sender = self._sender(place.source)
        if sender is None:
            self.not_counted += 1
            return
        _count(sender, place, message)
        if message.method == "INVITE" and message.begins and _is_new(sender.calls, message.call):
            sender.begun.append(place.at)
            full = len(sender.begun) == BURST_CALLS
            sender.burst |= full and abs(sender.begun[-1] - sender.begun[0]) <= _BURST_TIME
        key = (place.target, place.target_port, place.transport)
        talk = sender.talks.get(key)
        if talk is None and len(sender.talks) < TALKS_MAX:
            talk = sender.talks[key] = Talk(first=place.at, last=place.at)
        if talk is not None:
            _tell(talk, place, message)


def _count(sender: Sender, place: Place, message: SipMessage) -> None:
    sender.requests += 1
    sender.broken += message.broken
    _keep(sender.targets, place.target)
    _keep(sender.ports, place.target_port)
    _keep(sender.agents, message.agent)
    _keep(sender.asked, message.asked)
    if message.method == "REGISTER":
        sender.registrations += 1
        _keep(sender.registered, message.asked)


def _tell(talk: Talk, place: Place, message: SipMessage) -> None:
    talk.messages += 1
    talk.first, talk.last = min(talk.first, place.at), max(talk.last, place.at)
    talk.methods.add(message.method)
    if len(talk.ports) < 2:  # noqa: PLR2004 - two of them are many
        talk.ports.add(place.source_port)
    if message.agent and (message.agent in talk.agents or len(talk.agents) < 8):  # noqa: PLR2004
        talk.agents[message.agent] = talk.agents.get(message.agent, 0) + 1


def _keep(kept: set[T], one: T) -> None:
    if one and len(kept) < NAMES_MAX:
        kept.add(one)


def _is_new(lately: OrderedDict[bytes, None], call: bytes) -> bool:
    """Whether a call was not seen lately; remembers it."""
    if call in lately:
        return False
    lately[call] = None
    if len(lately) > _CALLS_MAX:
        lately.popitem(last=False)
    return True
