"""What is kept of a capture: counts, findings and cited packets, redacted; never the capture."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from ng911risk.model.evidence import Verdict
from ng911risk.model.lab import LabZone
from ng911risk.model.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedPacket(Record):
    """One packet that shows something: no voice, numbers, names, locations or keys."""

    number: int
    """Number of its frame, from 1, as in tshark."""

    at: datetime | None = None
    """When it was captured, UTC; None: the file does not tell."""

    layers: tuple[str, ...] = ()
    """Its layers, as scapy names them."""

    source: str = ""
    """IP address; empty below IP."""

    source_port: int | None = None
    """Port; None: it has none."""

    target: str = ""
    """IP address; empty below IP."""

    target_port: int | None = None
    """Port; None: it has none."""

    says: str = ""
    """Method or status, for instance SIP INVITE; empty: no text that begins here."""

    headers: tuple[str, ...] = ()
    """Names of the headers that standards know, without their values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Record):
    """What one detector says about a capture."""

    id: str
    """Id of the detector, for instance CAP-01."""

    title: str
    """What it looks for."""

    verdict: Verdict
    """effective, not-effective or inconclusive."""

    observed: str
    """What was seen, in plain words with counts."""

    near_miss: str = ""
    """What would make it pass; empty: it did."""

    mitigation: str
    """Control it bears on: file name, without .yaml, in mitigations/."""

    vectors: tuple[str, ...] = ()
    """Threat vectors: file names, without .yaml, in threat_catalog/."""

    clause: str = ""
    """Clause of NENA-STA-010.3 (i3) it bears on; empty: none."""

    frames: tuple[int, ...] = ()
    """Numbers of frames that show it."""

    addresses: tuple[str, ...] = ()
    """IP addresses it was seen at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureAccount(Record):
    """What one capture file shows."""

    file: str
    """Name of the file, without its folder."""

    sha256: str
    """SHA-256 of the file; the file itself is not kept."""

    zone: LabZone | None = None
    """Side that was captured; None: nobody said."""

    reason: str = ""
    """Why it was captured; empty: nobody said."""

    expires: date | None = None
    """After that day it should be looked at again; None: nobody said."""

    begins: datetime | None = None
    """When the first frame was captured, UTC; None: the file does not tell."""

    ends: datetime | None = None
    """When the last frame was captured, UTC; None: the file does not tell."""

    frames: int = 0
    """Frames in the file."""

    cut_after: int | None = None
    """Whole frames before it is cut off, turns to nonsense or is read no further; None: never."""

    remark: str = ""
    """What is wrong with the file, in words; empty: nothing."""

    sip_requests: dict[str, int] = field(default_factory=dict)
    """Requests of SIP in the clear, by method."""

    sip_responses: dict[str, int] = field(default_factory=dict)
    """Responses of SIP in the clear, by code."""

    sip_call_ids: int = 0
    """Different Call-IDs."""

    sdp_media: dict[str, int] = field(default_factory=dict)
    """Media that descriptions of sessions name, by kind and profile, for instance audio RTP/AVP."""

    rtp_ssrc: int = 0
    """Different sources (SSRC) of media that was announced in the clear."""

    findings: tuple[Finding, ...] = ()
    """One for each detector, in the order of their ids."""

    cited: tuple[CitedPacket, ...] = ()
    """Packets that findings cite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureAccounts(Record):
    """What several capture files show."""

    files: tuple[CaptureAccount, ...]
    """One for each file, in the order they were given."""
