"""
A capture file -> what its senders of SIP looked like.

Read offline; nothing is sent. Voice, names, numbers and locations are not kept: counts,
addresses, ports, methods, and what a sender calls itself, are. What is encrypted is not seen.
Messages over TCP are found where they begin with a segment; segments are not put together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from ng911risk.errors import InputError, Problem
from ng911risk.intel.observed import named
from ng911risk.lab.captures.decode import datagram_of
from ng911risk.lab.captures.frames import frames
from ng911risk.lab.captures.judging import kind_of, words_of
from ng911risk.lab.captures.sip_lines import messages
from ng911risk.lab.captures.tally import Sender, Tally
from ng911risk.model.inventory import Environment
from ng911risk.model.observation import Observation, Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one capture gave."""

    observations: tuple[Observation, ...]
    """One for each sender, target and port, in the order of their ids."""

    frames: int
    """Frames that could be read."""

    not_counted: int
    """SIP requests of senders beyond the limit; they have no observation."""


def observe(path: Path, environment: Environment) -> Seen:
    """
    What was seen in a capture file; the same file gives the same observations.

    Args:
        path: pcap or pcapng, also gzipped.
        environment: Where it was captured.

    Raises:
        InputError: The file cannot be opened, or is no capture. One that is cut off or
            damaged is read as far as it makes sense.
        NG911RiskError: scapy is not installed.
    """
    capture, tally, count = _digest(path), Tally(), 0
    for frame in frames(path):
        count += 1
        datagram = datagram_of(frame.data, frame.link_type)
        if datagram is not None:
            whole = datagram.whole and datagram.transport is Transport.UDP
            tally.add(datagram, frame.at, messages(datagram.payload, whole=whole))
    found = (
        observation
        for address, sender in tally.senders.items()
        for observation in _told(address, sender, environment, capture)
    )
    return Seen(
        observations=tuple(sorted(found, key=lambda one: one.id)),
        frames=count,
        not_counted=tally.not_counted,
    )


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
                first_seen=talk.first,
                last_seen=talk.last,
                messages=talk.messages,
                methods=tuple(sorted(talk.methods)),
                user_agent=agents[0] if agents else "",
                answered_calls=sender.answered,
                environment=environment,
                capture=capture,
            )
        )


def _digest(path: Path) -> str:
    if path.exists() and not path.is_file():  # to open a pipe would wait for a writer
        raise InputError([Problem(file=path.name, message="this is not an ordinary file")])
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"the file cannot be read ({error.strerror or 'unknown reason'})"
        raise InputError([Problem(file=path.name, message=message)]) from None
