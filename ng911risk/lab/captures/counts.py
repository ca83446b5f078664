"""What is in a capture, counted under the names that its manifest uses (and tshark agrees on)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.rtp import Media
from ng911risk.lab.captures.sdp import SdpMedia
from ng911risk.lab.captures.sip_lines import METHODS
from ng911risk.lab.captures.sip_text import SipText
from ng911risk.lab.captures.watch import Span, Watch
from ng911risk.model.observation import Transport
from ng911risk.model.record import Record

CALLS_MAX: Final = 200_000
"""Most Call-IDs that are told apart in one capture."""

OTHER: Final = "OTHER"
"""Stands for methods, kinds of media and profiles that no standard knows: they may say anything."""

KINDS: Final = frozenset(
    {"application", "audio", "control", "data", "image", "message", "text", "video"}
)
"""Kinds of media, as descriptions of sessions name them."""

PROFILES: Final = frozenset(
    {
        "DTLS/SCTP",
        "MSRP",
        "RTP/AVP",
        "RTP/AVPF",
        "RTP/SAVP",
        "RTP/SAVPF",
        "TCP",
        "TCP/BFCP",
        "TCP/DTLS/RTP/SAVP",
        "TCP/DTLS/RTP/SAVPF",
        "TCP/DTLS/SCTP",
        "TCP/MSRP",
        "TCP/RTP/AVP",
        "TCP/RTP/AVPF",
        "TCP/RTP/SAVP",
        "TCP/RTP/SAVPF",
        "TCP/TLS",
        "TCP/TLS/BFCP",
        "TCP/TLS/MSRP",
        "TCP/TLS/RTP/AVP",
        "TCP/TLS/RTP/AVPF",
        "UDP",
        "UDP/BFCP",
        "UDP/DTLS/SCTP",
        "UDP/TLS/BFCP",
        "UDP/TLS/RTP/SAVP",
        "UDP/TLS/RTP/SAVPF",
        "UDP/TLS/UDPTL",
        "UDPTL",
        "udp",
        "udptl",
    }
)
"""Profiles of media, as the register of IANA has them, and as devices write them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts(Record):
    """What is in a capture."""

    frames: int
    """Frames in the file."""

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


class Counting(Watch):
    """Counts while a capture is read."""

    def __init__(self) -> None:
        self._requests: Counter[str] = Counter()
        self._responses: Counter[str] = Counter()
        self._media: Counter[str] = Counter()
        self._calls: set[bytes] = set()
        self._frames = self._ssrc = 0

    def sip(self, text: SipText, place: Place) -> None:
        """Count a message; one over TCP whose end is missing was never received."""
        if text.cut and place.transport is Transport.TCP:
            return
        if text.status:
            self._responses[str(text.status)] += 1
        elif text.method:
            method = text.method.decode("ascii")
            self._requests[method if method in METHODS else OTHER] += 1
        else:
            return
        if text.call and len(self._calls) < CALLS_MAX:
            self._calls.add(text.call)

    def session(self, media: list[SdpMedia], place: Place) -> None:  # noqa: ARG002 - it does not matter where
        """Count the media of a description."""
        for one in media:
            if not one.sound:
                continue
            kind = one.kind if one.kind in KINDS else OTHER
            profile = one.profile if one.profile in PROFILES else OTHER
            self._media[f"{kind} {profile}"] += 1

    def end(self, media: Media, span: Span) -> None:
        """Take what is known at the end."""
        self._frames = span.frames
        self._ssrc = len({one.ssrc for one in media.found() if one.announced})

    def counts(self) -> Counts:
        """Everything that was counted."""
        return Counts(
            frames=self._frames,
            sip_requests=dict(sorted(self._requests.items())),
            sip_responses=dict(sorted(self._responses.items())),
            sip_call_ids=len(self._calls),
            sdp_media=dict(sorted(self._media.items())),
            rtp_ssrc=self._ssrc,
        )
