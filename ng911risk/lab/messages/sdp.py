"""Session descriptions of test calls: one voice stream offered, and the place that is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_PORT_MAX: Final = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaPlace:
    """Where the other end wants voice sent to."""

    address: str
    port: int
    profile: str
    """For instance RTP/AVP or RTP/SAVP."""


def offer(address: str, port: int) -> bytes:
    """One voice stream, PCMA, at our own address."""
    family = "IP6" if ":" in address else "IP4"
    lines = (
        "v=0",
        f"o=assessor 1 1 IN {family} {address}",
        "s=-",
        f"c=IN {family} {address}",
        "t=0 0",
        f"m=audio {port} RTP/AVP 8",
        "a=rtpmap:8 PCMA/8000",
        "a=sendrecv",
        "",
    )
    return "\r\n".join(lines).encode()


def voice_place(description: bytes) -> MediaPlace | None:
    """Place of the first voice stream; None if there is none that can be used."""
    session, place = "", ""
    stream: tuple[int, str] | None = None
    for line in description.decode("utf-8", "replace").splitlines():
        kind, _, value = line.strip().partition("=")
        words = value.split()
        if kind == "m" and stream is not None:
            break
        if kind == "m" and len(words) > 2 and words[0] == "audio":  # noqa: PLR2004 - kind, port, profile
            stream = (_port(words[1]), words[2])
        elif kind == "c" and len(words) == 3:  # noqa: PLR2004 - net, family, address
            place, session = (words[2], session) if stream else (place, words[2])
    address = (place or session).partition("/")[0]
    if stream is None or not stream[0] or address in ("", "0.0.0.0", "::"):  # noqa: S104 - read, not bound
        return None
    return MediaPlace(address=address, port=stream[0], profile=stream[1])


def _port(word: str) -> int:
    number = word.partition("/")[0]
    if not (number.isascii() and number.isdigit()) or len(number) > len(str(_PORT_MAX)):
        return 0
    return int(number) if int(number) <= _PORT_MAX else 0
