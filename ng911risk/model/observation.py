"""What a capture or a lab check saw of somebody, and the decision to call it hostile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ng911risk.model.inventory import Environment
from ng911risk.model.record import Record


class ObservedKind(StrEnum):
    """What it looked like."""

    SIP_SCAN = "sip-scan"
    """One source asks many names or ports what is there."""

    CALL_BURST = "call-burst"
    """More call attempts than anybody needs."""

    REGISTRATION_ATTEMPTS = "registration-attempts"
    """One source tries to sign in as many devices."""

    MALFORMED = "malformed-messages"
    """Messages that no honest device sends."""

    OTHER_TRAFFIC = "other-traffic"
    """Nothing of the above; seen all the same."""


class Transport(StrEnum):
    """What the messages came over."""

    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(Record):
    """Traffic from one source to one target, counted; never voice, names, numbers or locations."""

    id: str
    """UUID made from everything else, so that the same capture gives the same id."""

    kind: ObservedKind
    """What it looked like."""

    what: str
    """In plain words."""

    source: str
    """IP address that sent it."""

    source_port: int | None = None
    """Port it came from; None for many."""

    target: str
    """IP address it went to."""

    target_port: int | None = None
    """Port it went to; None for many."""

    transport: Transport
    """udp, tcp or tls."""

    protocol: str
    """What is spoken: sip, sips, dns, ..."""

    first_seen: datetime
    """First message, UTC."""

    last_seen: datetime
    """Last message, UTC."""

    messages: int
    """Messages counted."""

    methods: tuple[str, ...] = ()
    """SIP methods, sorted."""

    user_agent: str = ""
    """What the sender calls itself, if it does."""

    answered_calls: int = 0
    """Calls from or to this source that were answered: above 0 it carries real calls."""

    environment: Environment
    """Where it was captured. What was seen in a lab never becomes an indicator."""

    capture: str
    """SHA-256 of the capture file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion(Record):
    """The decision of a person that an observation may be given out as an indicator."""

    observation: str
    """Id of the observation."""

    vector: str
    """Threat vector that it indicates: file name, without .yaml, in threat_catalog/."""

    by: str
    """Who decided: a role is enough."""

    reason: str
    """Why it is hostile."""

    on: datetime
    """When, UTC; valid from then."""

    valid_until: datetime
    """After that nobody should act on it; UTC."""

    addresses_unknown: bool = False
    """True: they said that not every address that carries calls is known, and went on."""

    withdrawn_on: datetime | None = None
    """When it was taken back, UTC; it goes out once more, as revoked. None: it stands."""

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back."""
        return self.withdrawn_on is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationFile(Record):
    """What was seen, and what of it was promoted: a file."""

    observations: tuple[Observation, ...] = ()
    """In the order of their ids."""

    promotions: tuple[Promotion, ...] = ()
    """At most one for each observation."""
