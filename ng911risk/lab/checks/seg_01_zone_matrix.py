"""SEG-01: whether doors between zones that should be closed are closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Answer, Judgement, LabCheck, Target, Wire
from ng911risk.lab.exchanges.datagrams import ANSWER_S, datagram
from ng911risk.lab.messages import plain_services as plain
from ng911risk.model.evidence import Verdict

PORTS_MAX: Final = 64
"""Most closed ports that are tried."""

_CONTROLS_MAX: Final = 3
_CONNECT_PACKETS: Final = 4
_CONNECT_S: Final = 0.9
"""Shorter than the second after which the kernel would repeat itself: one packet each."""

CHECK = LabCheck(
    id="SEG-01",
    title="Are the doors closed that nobody should reach from here?",
    sends=(
        f"1 connection attempt to each port that must be closed (at most {PORTS_MAX}), and telnet",
        "1 SNMP question with the community “public”, 1 TFTP request for a file that nobody has",
        f"1 connection to up to {_CONTROLS_MAX} ports that must be open, before and after",
    ),
    max_packets=_CONNECT_PACKETS * (PORTS_MAX + 1 + 2 * _CONTROLS_MAX) + 2,
    max_seconds=_CONNECT_S * (PORTS_MAX + 1 + 2 * _CONTROLS_MAX) + 2 * ANSWER_S + 3.0,
    needs=("closed_ports", "open_ports"),
    precondition="This machine stands in the zone from which the ports must not be reached.",
    mitigation="zone-segmentation",
    verifies=True,
    vectors=("lateral-movement-from-county", "ransomware"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was reached."""

    tried: tuple[int, ...]
    """TCP ports that must be closed."""

    reached: tuple[int, ...]
    """Those of them that took a connection."""

    snmp: bool
    """SNMP answered to the community that everybody knows."""

    tftp: bool
    """TFTP answered."""

    controls: tuple[int, ...]
    """TCP ports that must be open."""

    controls_reached: bool
    """Whether one of them took a connection before, and one after."""


def look(target: Target, wire: Wire) -> Facts:
    """Knock at every closed door, between two looks at an open one."""
    about = target.about
    ports = tuple(dict.fromkeys((*about.closed_ports[:PORTS_MAX], plain.TELNET_PORT)))
    ports = tuple(port for port in ports if port not in about.open_ports)
    controls = about.open_ports[:_CONTROLS_MAX]
    before = _any_open(target, wire, controls)
    reached = tuple(port for port in ports if _is_open(target, wire, port))
    snmp = datagram(
        target, wire, plain.SNMP_PORT, plain.description_question(), plain.is_description
    )
    tftp = datagram(target, wire, plain.TFTP_PORT, plain.file_question(), plain.is_file_answer)
    return Facts(
        tried=ports,
        reached=reached,
        snmp=bool(snmp),
        tftp=bool(tftp),
        controls=controls,
        controls_reached=before and _any_open(target, wire, controls),
    )


def _any_open(target: Target, wire: Wire, ports: tuple[int, ...]) -> bool:
    return any(_is_open(target, wire, port) for port in ports)


def _is_open(target: Target, wire: Wire, port: int) -> bool:
    with wire.tcp(target.address, port, seconds=_CONNECT_S) as line:
        return line.answer is Answer.CONNECTED


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """One closed door that opens: not effective. None, and the open one is: effective."""
    open_doors = [f"TCP {port}" for port in facts.reached]
    open_doors += [word for word, there in (("SNMP", facts.snmp), ("TFTP", facts.tftp)) if there]
    if open_doors:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"Reached, although it must not be: {', '.join(open_doors)}.",
            near_miss="It would pass if a firewall between the zones let none of them through.",
        )
    if facts.controls_reached:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=(
                f"None of {len(facts.tried)} closed ports was reached, nor SNMP and TFTP, while"
                " an open port was."
            ),
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed="No closed port was reached, but none that must be open either.",
        near_miss="It would pass if a port that must be open was reached before and after.",
    )
