"""Who looks on while a capture is read."""

from __future__ import annotations

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.hellos import Hello
from ng911risk.lab.captures.http_text import HttpText
from ng911risk.lab.captures.rtp import Media
from ng911risk.lab.captures.sdp import SdpMedia
from ng911risk.lab.captures.sip_text import SipText


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

    def end(self, media: Media, frames: int, seconds: float) -> None:
        """Take what is known when all has been read: streams, frames, time from first to last."""
