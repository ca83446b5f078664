"""
What a lab check is, and what it may do: it looks through a `Wire`, and judges what it saw.

A check is one module in `ng911risk.lab.checks`: ``CHECK`` says what it is, ``look`` sends and
receives within bounds, ``judge`` is pure. It never holds a socket: the wire does, and the wire
asks the scope that somebody signed before every packet.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType, TracebackType
from typing import Any, Protocol, Self

from ng911risk.model.evidence import Verdict
from ng911risk.model.kinds import AssetKind
from ng911risk.model.lab import LabTarget, LabZone


class Phase(StrEnum):
    """When a check runs: what may disturb others comes last."""

    PASSIVE = "passive"
    """Sends nothing."""

    QUIET = "quiet"
    """A few good messages."""

    DISRUPTIVE = "disruptive"
    """May bring a limit, a ban or a restart about: runs last, and waits for recovery."""

    PORT = "port"
    """May cost the assessor its own network port: after everything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabCheck:
    """What a check does, and what it bears on."""

    id: str
    """For instance SIP-01; the module is called ``sip_01_...``."""

    title: str
    """What it tells, as a question that a person asks."""

    sends: tuple[str, ...]
    """Every message it may send, in words, for the plan of a dry run."""

    max_packets: int
    """Most packets it asks to send to one target, TCP control included."""

    max_seconds: float
    """Longest time for one target."""

    phase: Phase = Phase.QUIET
    """When it runs."""

    needs: tuple[str, ...]
    """Fields of the target that must be there, ``sip`` or ``sip_tls or https``; else left out."""

    kinds: frozenset[AssetKind] = frozenset()
    """Kinds of assets it is meant for; empty: every one that has what it needs."""

    zones: frozenset[LabZone] = frozenset(LabZone)
    """Where it says anything."""

    places_call: bool = False
    """Whether it places a test call: only with the agreement of authority and provider."""

    two_ports: bool = False
    """Whether it needs the observer interface as well."""

    precondition: str = ""
    """What must hold, beyond a signed scope and a living target."""

    mitigation: str
    """Control it bears on: file name, without .yaml, in mitigations/."""

    verifies: bool = False
    """
    Whether a pass shows that the control works. False: it shows a part of it only, so that it can
    refute the control, but never verify it.
    """

    refutes: bool = True
    """
    Whether a failure shows that the control does not work. False: it is a shortcoming, such as a
    banner, that does not undo the rest of the control.
    """

    vectors: tuple[str, ...]
    """Threat vectors: file names, without .yaml, in threat_catalog/."""

    clause: str = ""
    """Clause of NENA-STA-010.3 (i3) it bears on; empty: none."""

    conformance: tuple[str, ...] = ()
    """Ids of requirements of the NG9-1-1 conformance programme, for instance RQ_BCF_043."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What follows from what was seen."""

    verdict: Verdict
    observed: str
    """In plain words, with the answer that was got."""

    near_miss: str = ""
    """``It would pass if ...``; needed for everything that is not effective."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One element, and the side it is tried from."""

    about: LabTarget
    zone: LabZone

    @property
    def id(self) -> str:
        """Its id."""
        return self.about.id

    @property
    def address(self) -> str:
        """Its IP address."""
        return self.about.address

    @property
    def name(self) -> str:
        """Host name it answers to; the address if it has none."""
        return self.about.name or self.about.address


# --- what a check may do ------------------------------------------------------------


class Answer(StrEnum):
    """What became of an attempt to connect."""

    CONNECTED = "connected"
    REFUSED = "refused"
    """By the target, or by something on the way that says so."""

    SILENT = "silent"
    """Nothing came back in time."""

    UNREACHABLE = "unreachable"
    """This machine or a router says that there is no way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Datagram:
    """What came in over UDP."""

    data: bytes
    address: str
    port: int


class Udp(Protocol):
    """A UDP socket that the wire owns."""

    address: str
    """Own address."""

    port: int
    """Own port."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def send(self, data: bytes, address: str, port: int) -> None:
        """Send one datagram of at most 1,300 bytes; waits until the rate allows it."""
        ...

    def receive(self, seconds: float) -> Datagram | None:
        """Next datagram from an address of the scope; None: nothing came in time."""
        ...


class Stream(Protocol):
    """A TCP connection, perhaps with TLS, that the wire owns."""

    answer: Answer
    """What became of connecting; `send` does nothing unless it is connected."""

    tls_version: str
    """For instance TLSv1.3; empty without TLS, or if the handshake failed."""

    tls_suite: str
    """Cipher suite that was agreed on; empty without TLS."""

    tls_failure: str
    """Why the handshake failed, in the words of the library; empty: it did not."""

    certificates: tuple[bytes, ...]
    """Chain that the target showed, DER, its own first."""

    @property
    def closed(self) -> bool:
        """Whether the other end closed it, or said by a TLS alert that it goes no further."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def send(self, data: bytes) -> bool:
        """Send; False if the other end is gone."""
        ...

    def receive(self, seconds: float, at_most: int = 65_536) -> bytes:
        """Next bytes; empty if nothing came in time or the other end closed."""
        ...


class ClientIdentity(StrEnum):
    """With what a TLS client presents itself."""

    NONE = "none"
    OWN = "own"
    """The certificate that the lab gave to the assessor."""

    STRANGER = "stranger"
    """One that it signed itself: nobody should trust it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsOffer:
    """What a handshake offers."""

    client: ClientIdentity = ClientIdentity.NONE
    version: str = ""
    """Only this one: TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3; empty: 1.2 and 1.3."""

    ciphers: str = ""
    """Names as OpenSSL writes them; empty: its own choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFrame:
    """A frame that came in."""

    data: bytes
    port: int
    """0: at the interface; 1: at the observer."""

    after: float
    """Seconds since listening began."""


class Frames(Protocol):
    """Both network ports, for whole frames."""

    mac: str
    """Hardware address of the interface, as 02:00:00:00:00:01."""

    observer_mac: str
    """The same of the observer; empty if there is none."""

    observer_address: str
    """IPv4 address of the observer; empty if it has none."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def send(self, frame: bytes, *, observer: bool = False) -> None:
        """Send one frame out of the interface, or of the observer; layer 2 is its own scope."""
        ...

    def listen(self, seconds: float) -> tuple[SeenFrame, ...]:
        """Frames that came in within that time at both ports; own ones are left out."""
        ...


class Wire(Protocol):
    """The only way out. Raises `Refused` where the scope, the budget or a kill switch says no."""

    address: str
    """Own address in the target network."""

    second_address: str
    """A second own address there; empty if there is none."""

    packets_per_second: int
    """What the scope allows: a check of a limit that asks too slowly shows nothing."""

    has_client_certificate: bool
    """Whether `ClientIdentity.OWN` can be used."""

    has_authority: bool
    """Whether the certificate of the lab's authority was given, so that `trusted` can tell."""

    def udp(self, *, port: int = 0, second: bool = False) -> Udp:
        """UDP socket at the own, or the second own, address."""
        ...

    def tcp(self, address: str, port: int, *, seconds: float = 2.0) -> Stream:
        """Connect; look at `Stream.answer`."""
        ...

    def tls(self, target: Target, port: int, offer: TlsOffer, *, seconds: float = 3.0) -> Stream:
        """Connect and shake hands; the certificate is not checked, only read."""
        ...

    def frames(self) -> Frames:
        """Whole frames, for layer 2 only."""
        ...

    def wait(self, seconds: float) -> None:
        """Do nothing for a while, unless a kill switch says stop."""
        ...

    def trusted(self, chain: tuple[bytes, ...], name: str) -> str:
        """Why a chain of certificates is not to be trusted for `name`; empty: it is."""
        ...


class Refused(Exception):  # noqa: N818 - not an error: the door did its duty
    """The door said no. Never caught by a check: the run ends or the check does, inconclusive."""


# --- discovery ------------------------------------------------------------------------


class CheckModule(Protocol):
    """What a module in `ng911risk.lab.checks` offers."""

    CHECK: LabCheck

    def look(self, target: Target, wire: Wire) -> Any:  # noqa: ANN401 - each has its own facts
        """
        Send, receive, and return the facts: a frozen dataclass of plain values.

        Raises:
            Refused: By the wire.
        """
        ...

    def judge(self, target: Target, facts: Any) -> Judgement:  # noqa: ANN401 - the same
        """Say what follows from the facts: the same facts, the same judgement."""
        ...


@cache
def all_checks() -> Mapping[str, CheckModule]:
    """Every check module by the id of its check, in the order of the ids."""
    room = importlib.import_module("ng911risk.lab.checks")
    modules: list[Any] = [
        importlib.import_module(f"{room.__name__}.{module.name}")
        for module in pkgutil.iter_modules(room.__path__)
    ]
    return MappingProxyType(
        {one.CHECK.id: one for one in sorted(modules, key=lambda m: m.CHECK.id)}
    )
