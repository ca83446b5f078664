"""What somebody authorised for a lab, what stands in it, and what a run there showed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from ng911risk.model.evidence import Containment, Verdict
from ng911risk.model.kinds import AssetKind
from ng911risk.model.record import Record

PACKETS_PER_SECOND_MAX: Final = 200
"""Most packets a second that any scope may allow: a ceiling, not a default."""

ADDRESSES_MAX: Final = 256
"""Most addresses of one target network: an IPv4 /24, an IPv6 /120."""

HOURS_MAX: Final = 24
"""Longest time that a scope may last."""


class LabZone(StrEnum):
    """Which side of an element an address stands on: it decides what a verdict has to be."""

    EXTERNAL = "external"
    """Where carriers and callers come in: i3 obliges a border to take plain SIP there."""

    ESINET = "esinet"
    """Inside the ESInet, between its elements."""

    PSAP_LAN = "psap-lan"
    """The network of the centre itself."""

    MGMT = "mgmt"
    """Where the elements are administered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeNetwork(Record):
    """One network that may be tried."""

    network: str
    """Private or loopback, with its prefix: at most an IPv4 /24 or an IPv6 /120."""

    zone: LabZone
    """Which side it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeaconMark(Record):
    """Where the beacon of the lab answers, and how it is known."""

    address: str
    """IP address inside the target networks."""

    port: int = 9110
    """UDP port."""

    token: str
    """64 hexadecimal digits that ``ng911risk lab beacon`` shows: the id of its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallConsent(Record):
    """Who agreed to test calls. Without it no call is ever placed."""

    authority: str
    """The 9-1-1 authority: who said so and when."""

    provider: str
    """The provider of the service: who said so and when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabScope(Record):
    """What somebody authorised: everything that is not named is refused."""

    id: str
    """Short id of this authorisation."""

    authoriser: str
    """Who authorises, with the right to do so."""

    purpose: str
    """What for."""

    contact: str
    """Who is called when something goes wrong, and how."""

    lab_attestation: str
    """Why no real call can pass here, in the words of the authoriser."""

    interface: str
    """Network interface that packets leave by."""

    observer: str = ""
    """Second interface in the same network, which listens; empty if there is none."""

    networks: tuple[ScopeNetwork, ...]
    """What may be tried."""

    excluded: tuple[str, ...] = ()
    """Addresses or networks inside of it that may not."""

    checks: tuple[str, ...]
    """Ids of the lab checks that may run, for instance SIP-01."""

    not_before: datetime
    """When it begins, UTC."""

    not_after: datetime
    """When it ends, UTC; at most 24 hours later."""

    packets_per_second: int = 50
    """At most 200."""

    packets_per_check: int = 300
    """Most packets of one check against one target."""

    packets_in_all: int = 5_000
    """Most packets of a whole run."""

    bytes_in_all: int = 2_000_000
    """Most bytes of a whole run, headers included."""

    kill_file: str
    """Path of a file: as soon as it exists, everything stops."""

    beacon: BeaconMark
    """What proves that this network is the lab."""

    test_calls: CallConsent | None = None
    """Agreement to test calls; without it checks that place one are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabTarget(Record):
    """One element in the lab, and the doors it is meant to have. What is left out is not tried."""

    id: str
    """Short id."""

    asset: str = ""
    """Id of the asset of the inventory that it stands for; empty if there is none."""

    kind: AssetKind
    """What it is."""

    address: str = ""
    """
    IP address; must be in the scope.

    A network switch is tried by its ports and needs none. If it has one, or if that of an element
    behind a third port stands here, L2-02 and L2-06 can tell a closed port from a dead switch.
    """

    name: str = ""
    """Host name in its certificate; empty: the address."""

    sip: int | None = None
    """Port of SIP without encryption, UDP and TCP."""

    sip_tls: int | None = None
    """Port of SIP over TLS."""

    http: int | None = None
    """Port of web services without encryption (LoST, HELD, ...)."""

    https: int | None = None
    """Port of web services over TLS."""

    path: str = "/"
    """Path of the web service."""

    dns: int | None = None
    """Port of its name service."""

    dns_name: str = ""
    """A name that this name service knows."""

    dns_zone: str = ""
    """A zone that it holds."""

    ntp: int | None = None
    """Port of its time service."""

    stun: int | None = None
    """Port of its STUN and TURN service."""

    known_user: str = ""
    """A test user that exists there, never a real one: for SIP-11."""

    test_call: str = ""
    """Address of record that answers test calls; empty: urn:service:test.sos."""

    tapped: bool = False
    """True: what it sends on toward the PSAP arrives at the second address of this machine."""

    open_ports: tuple[int, ...] = ()
    """TCP ports that must be reachable from here: the control of SEG-01."""

    closed_ports: tuple[int, ...] = ()
    """TCP ports that must not be reachable from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabTargetFile(Record):
    """What stands in a lab: a file."""

    targets: tuple[LabTarget, ...]
    """In the order in which they are tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult(Record):
    """What one check showed of one target."""

    check: str
    """Id of the check, for instance SIP-01."""

    target: str
    """Id of the target."""

    verdict: Verdict
    """effective, not-effective or inconclusive."""

    observed: str
    """What was seen, in plain words."""

    near_miss: str = ""
    """What would have made it effective; empty where it is."""

    facts: str
    """What was seen, as JSON: the verdict follows from it alone."""

    packets: int | None
    """Packets that the check asked to send; None: it was stopped, and nobody knows."""

    began: datetime
    """UTC."""

    seconds: float
    """How long it took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabRun(Record):
    """The record of one run: everything that is needed to judge it again."""

    id: str
    """Random, 32 hexadecimal digits."""

    scope: LabScope
    """What was authorised."""

    scope_digest: str
    """SHA-256 of the signed scope file."""

    authoriser_key: str
    """Id of the key that signed the scope."""

    version: str
    """Of ng911risk."""

    began: datetime
    """UTC."""

    ended: datetime
    """UTC."""

    stopped: str = ""
    """Why it ended early; empty: it did not."""

    doubt: str = ""
    """Why none of its verdicts counts; empty: they do."""

    containment: Containment
    """What kept the packets inside."""

    containment_note: str = ""
    """What was not contained, in plain words."""

    packets_asked: int
    """Packets that checks asked to send; the kernel adds acknowledgements, repeats and ARP."""

    packets_on_wire: int | None
    """Packets that left, as the kernel counted; None: it did not count."""

    packets_refused: int | None
    """Packets that the kernel refused; None: it did not watch."""

    packets_captured: int | None
    """Packets that left, as the recording holds them; None: there is none."""

    capture: str = ""
    """SHA-256 of the recording; empty: there is none."""

    journal: str = ""
    """SHA-256 of the last line of the journal, which stands for every line before it."""

    targets: tuple[LabTarget, ...]
    """What was tried."""

    results: tuple[CheckResult, ...]
    """In the order in which they ran."""
