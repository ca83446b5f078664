"""
A frame goes in at one port of a switch; whether it comes out at another. Its checks share this.

Nothing that stays away proves anything by itself: good frames must have come through before
and after. Where they come through no more, the switch has closed the port or has failed; an
element behind a third port, asked from the second, tells which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Frames, Judgement, Target
from ng911risk.lab.messages import frames
from ng911risk.lab.messages.frames import Probe
from ng911risk.model.evidence import Verdict

CONTROL_PACKETS: Final = 8
"""Most frames that the controls need: two, tried twice, before and after."""

_WAIT_S: Final = 0.6
"""How long a frame may take through a switch: a thousand times what it needs."""

_PROBE_WAIT_S: Final = 1.5
"""The same for what is tried: closing a port takes its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """What came out at the second port."""

    before: bool
    """Whether a good frame came through before."""

    witness_before: bool
    """Whether the address of the target answered the second port before."""

    sent: int
    """Different frames that were tried."""

    crossed: int
    """How many of them came out."""

    after: bool
    """Whether a good frame came through afterwards."""

    witness_after: bool
    """Whether the address of the target answered the second port afterwards."""

    @property
    def closed(self) -> bool:
        """Whether the switch closed the first port and went on working."""
        return self.before and not self.after and self.witness_before and self.witness_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a check calls what it tried."""

    tried: str
    """For instance: frames that ..."""

    passes_if: str
    """For instance: the switch dropped them ...; follows ``It would pass if``."""

    limit: str = ""
    """What a pass does not show, as a sentence; empty: nothing to add."""


def look_across(target: Target, line: Frames, probes: tuple[Probe, ...]) -> Crossing:
    """
    Send what is tried between two controls.

    Raises:
        Refused: By the wire.
    """
    before, witness_before = _control(target, line)
    for probe in probes:
        line.send(probe.data)
    heard = _heard(line, _PROBE_WAIT_S)
    after, witness_after = _control(target, line)
    return Crossing(
        before=before,
        witness_before=witness_before,
        sent=len(set(probes)),
        crossed=frames.crossed(probes, heard),
        after=after,
        witness_after=witness_after,
    )


def judged(facts: Crossing, words: Words) -> Judgement:
    """What stays away between two good frames was stopped; what comes out was not."""
    if facts.crossed:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"{facts.crossed} of {facts.sent} {words.tried} came out at another port.",
            near_miss=f"It would pass if {words.passes_if}.",
        )
    if facts.before and facts.after:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=f"None of {facts.sent} {words.tried} came out at another port; good frames"
            f" did before and after. {words.limit}".rstrip(),
        )
    if facts.closed:
        return closed_port(words)
    return unclear(facts)


def closed_port(words: Words) -> Judgement:
    """The switch closed the port: that is an answer."""
    return Judgement(
        verdict=Verdict.EFFECTIVE,
        observed=f"The switch closed the port after {words.tried}, and went on working for"
        " others. Somebody has to open the port again.",
    )


def unclear(facts: Crossing) -> Judgement:
    """The controls say too little."""
    if not facts.before:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed="A good frame did not come from one port to the other before the trial: the"
            " port is closed, both are not in one network, or the switch is down.",
            near_miss="It would pass if good frames came through before and after, and what was"
            " tried did not.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed="Good frames no longer came through after the trial, and nothing shows whether"
        " the switch closed the port or failed.",
        near_miss="It would pass if the address of the target answered ARP at the second port"
        " before and after. Give the target the address of the switch, or of an element behind a"
        " third port.",
    )


def _control(target: Target, line: Frames) -> tuple[bool, bool]:
    """Whether a good frame comes through, and whether the target answers; asked twice at most."""
    good, asked = frames.control(line.mac), _question(target, line)
    came, answered = False, False
    for _ in range(2):
        if not came:
            line.send(good.data)
        if asked and not answered:
            line.send(asked, observer=True)
        heard = _heard(line, _WAIT_S)
        came = came or frames.crossed((good,), heard) > 0
        answered = answered or any(frames.has_answered(one, target.address) for one in heard)
        if came and (answered or not asked):
            break
    return came, answered


def _question(target: Target, line: Frames) -> bytes:
    """ARP request for the address of the target; empty where ARP cannot ask."""
    if not line.observer_mac or not target.address or ":" in target.address:
        return b""
    return frames.who_has(line.observer_mac, line.observer_address, target.address)


def _heard(line: Frames, seconds: float) -> tuple[bytes, ...]:
    return tuple(one.data for one in line.listen(seconds) if one.port == 1)
