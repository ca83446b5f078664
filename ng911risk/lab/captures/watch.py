"""Who looks on while a capture is read."""

from __future__ import annotations

from typing import NamedTuple

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.hellos import Hello
from ng911risk.lab.captures.http_text import HttpText
from ng911risk.lab.captures.rtp import Media
from ng911risk.lab.captures.sdp import SdpMedia
from ng911risk.lab.captures.sip_text import SipText


class Span(NamedTuple):
    """How far a capture reaches."""

    frames: int
    first: int
    """Nanoseconds since 1970; `blocks.NO_TIME`: not known."""

    last: int
    """The same of the last frame."""

    others: int
    """Frames of Ethernet that hold neither IP nor what switches say, for instance ARP."""

    cut_after: int | None = None
    """Whole frames before it is cut off, turns to nonsense or is read no further; None: never."""

    beyond: bool = False
    """It is packed and holds more than is read of such a file."""

    @property
    def remark(self) -> str:
        """What people should know of a file before they trust what was found in it."""
        if self.cut_after is not None:
            after = f"{self.cut_after:,} frame{'s' * (self.cut_after != 1)}"
            if self.beyond:
                return (
                    f"Not read as a whole, only {after}: packed, it is too large. Unpack it first."
                )
            return f"The file ends in the middle of a frame, or is damaged, after {after}."
        return "" if self.frames else "The file holds no frame."

    @property
    def seconds(self) -> float:
        """From the first to the last frame."""
        return max(0, self.last - self.first) / 1_000_000_000


class Watch:
    """Gets everything that is said, one by one; what it keeps of it must have a bound."""

    def sip(self, text: SipText, place: Place) -> None:
        """Take a message of SIP in the clear."""

    def session(self, media: list[SdpMedia], place: Place) -> None:
        """Take a description of a session in a message of SIP."""

    def http(self, text: HttpText, place: Place) -> None:
        """Take a message of HTTP in the clear."""

    def hello(self, hello: Hello, place: Place) -> None:
        """Take the first message of a side of TLS or DTLS."""

    def neighbour(self, protocol: str, frame: int) -> None:
        """Take a frame of a protocol that switches speak."""

    def end(self, media: Media, span: Span) -> None:
        """Take what is known when all has been read."""
