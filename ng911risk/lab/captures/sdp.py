"""A description of a session (SDP) -> its media: kind, profile, where to, keys or fingerprint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from typing import Final

MEDIA_MAX: Final = 32
"""Most media of one description."""

_LINES_MAX: Final = 500
_TEXT_MAX: Final = 40
_PLAIN: Final = re.compile(r"[!-~]*")


@dataclass(slots=True, kw_only=True)
class SdpMedia:
    """One ``m=`` line with what belongs to it. Keys are not kept, only that there are some."""

    kind: str
    """audio, video, text ..."""

    profile: str
    """For instance RTP/AVP or UDP/TLS/RTP/SAVPF."""

    port: int
    """0: refused."""

    address: bytes
    """4 or 16 bytes; empty: none, or a name."""

    suites: list[str]
    """Names of the suites of ``a=crypto``: their keys stand in the message."""

    sound: bool
    """Whether a strict receiver reads the description: it begins at once and its end is marked."""

    fingerprint: str
    """Hash of ``a=fingerprint``, for instance sha-256; empty: there is none."""


def media_of(body: bytes, *, closed: bool = True) -> list[SdpMedia]:
    """
    Media of a description, in their order.

    Args:
        body: Of type application/sdp.
        closed: Whether its end is marked as it should be.
    """
    found: list[SdpMedia] = []
    sound = closed and body.startswith(b"v=")
    address, fingerprint = b"", ""
    for line in body.splitlines()[:_LINES_MAX]:
        kind = line[:2]
        if kind == b"m=":
            one = _media(line, address, fingerprint, sound=sound)
            if one is None or len(found) >= MEDIA_MAX:
                continue
            found.append(one)
        elif kind == b"c=":
            if found:
                found[-1].address = _address(line[: _TEXT_MAX * 3])
            else:
                address = _address(line[: _TEXT_MAX * 3])
        elif kind != b"a=":
            continue
        elif line.startswith(b"a=crypto:") and found:
            found[-1].suites.append(_word(line, 1))
        elif line.startswith(b"a=fingerprint:"):
            told = _text(line[14:].split(b" ", 1)[0]).lower()
            if found:
                found[-1].fingerprint = told
            else:
                fingerprint = told
    return found


def _media(line: bytes, address: bytes, fingerprint: str, *, sound: bool) -> SdpMedia | None:
    words = line[2:].split()
    if len(words) < 3:  # noqa: PLR2004 - kind, port, profile
        return None
    port = words[1].split(b"/", 1)[0]
    return SdpMedia(
        kind=_text(words[0]),
        profile=_text(words[2]),
        port=int(port) if port.isdigit() and len(port) < 6 else 0,  # noqa: PLR2004 - up to 65535
        address=address,
        suites=[],
        sound=sound,
        fingerprint=fingerprint,
    )


@lru_cache(maxsize=4_096)
def _address(line: bytes) -> bytes:
    words = line[2:].split()
    text = words[2].split(b"/", 1)[0].decode("ascii", "replace") if len(words) > 2 else ""  # noqa: PLR2004 - net, kind, address
    try:
        return ip_address(text).packed
    except ValueError:
        return b""


def _word(line: bytes, number: int) -> str:
    words = line.split()
    return _text(words[number]) if len(words) > number else ""


def _text(data: bytes) -> str:
    kept = data[:_TEXT_MAX].decode("ascii", "replace")
    return kept if _PLAIN.fullmatch(kept) else "".join(c for c in kept if "!" <= c <= "~")
