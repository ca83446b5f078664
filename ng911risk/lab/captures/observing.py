"""
A capture file -> what its senders of SIP looked like.

Read offline; nothing is sent. Voice, names, numbers and locations are not kept: counts,
addresses, ports, methods, and what a sender calls itself, are. What is encrypted is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from pathlib import Path

from ng911risk.errors import InputError, Problem
from ng911risk.intel.observed import named
from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.frames import Progress
from ng911risk.lab.captures.judging import kind_of, words_of
from ng911risk.lab.captures.reading import read
from ng911risk.lab.captures.rtp import Media
from ng911risk.lab.captures.sip_lines import shortened
from ng911risk.lab.captures.sip_text import SipText
from ng911risk.lab.captures.tally import Sender, Tally
from ng911risk.lab.captures.watch import Span, Watch
from ng911risk.model.inventory import Environment
from ng911risk.model.observation import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one capture gave."""

    observations: tuple[Observation, ...]
    """One for each sender, target and port, in the order of their ids."""

    frames: int
    """Frames in the file."""

    not_counted: int
    """SIP requests of senders beyond the limit; they have no observation."""

    remark: str = ""
    """What is wrong with the file, in words; empty: nothing."""


class Observing(Watch):
    """Counts senders while a capture is read."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.frames = 0
        self.remark = ""

    def sip(self, text: SipText, place: Place) -> None:
        """Count a message for who sent it; of answers only those that may begin a call count."""
        if not text.status:
            self.tally.add(place, shortened(text))
        elif 200 <= text.status < 300 and text.one(b"cseq").endswith(b"INVITE"):  # noqa: PLR2004 - success
            self.tally.answered(place, text.call)

    def end(self, media: Media, span: Span) -> None:  # noqa: ARG002 - of no use
        """Take what is known at the end."""
        self.frames, self.remark = span.frames, span.remark

    def seen(self, environment: Environment, capture: str) -> Seen:
        """
        What was seen.

        Args:
            environment: Where it was captured.
            capture: SHA-256 of the file.
        """
        found = (
            observation
            for address, sender in self.tally.senders.items()
            for observation in _told(address, sender, environment, capture)
        )
        return Seen(
            observations=tuple(sorted(found, key=lambda one: one.id)),
            frames=self.frames,
            not_counted=self.tally.not_counted,
            remark=self.remark,
        )


def observe(path: Path, environment: Environment, progress: Progress | None = None) -> Seen:
    """
    What was seen in a capture file; the same file gives the same observations.

    Args:
        path: pcap or pcapng, also gzipped.
        environment: Where it was captured.
        progress: Told how far it is.

    Raises:
        InputError: The file cannot be opened, or is no capture. One that is cut off or
            damaged is read as far as it makes sense.
        NG911RiskError: scapy is not installed.
    """
    capture, watch = digest_of(path), Observing()
    read(path, [watch], progress)
    return watch.seen(environment, capture)


def _told(
    address: str, sender: Sender, environment: Environment, capture: str
) -> Iterator[Observation]:
    kind = kind_of(sender)
    for (target, port, transport), talk in sender.talks.items():
        agents = sorted(talk.agents, key=lambda name: (-talk.agents[name], name))
        yield named(
            Observation(
                id="",
                kind=kind,
                what=words_of(sender, kind),
                source=address,
                source_port=min(talk.ports) if len(talk.ports) == 1 else None,
                target=target,
                target_port=port,
                transport=transport,
                protocol="sip",
                first_seen=_moment(talk.first),
                last_seen=_moment(talk.last),
                messages=talk.messages,
                methods=tuple(sorted(talk.methods)),
                user_agent=agents[0] if agents else "",
                answered_calls=sender.answered,
                environment=environment,
                capture=capture,
            )
        )


def digest_of(path: Path) -> str:
    """
    SHA-256 of a file, hexadecimal.

    Raises:
        InputError: It cannot be read, or is no ordinary file.
    """
    if path.exists() and not path.is_file():  # to open a pipe would wait for a writer
        raise InputError([Problem(file=path.name, message="this is not an ordinary file")])
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"the file cannot be read ({error.strerror or 'unknown reason'})"
        raise InputError([Problem(file=path.name, message=message)]) from None


def _moment(nanoseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=nanoseconds // 1_000)
