"""``ng911risk lab checks``: what can be checked, what is sent for it, and what it proves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli.console import say
from ng911risk.errors import NotFoundError

if TYPE_CHECKING:
    from ng911risk.lab.captures.detector import Detector
    from ng911risk.lab.check import LabCheck

EXAMPLES = ("ng911risk lab checks", "ng911risk lab checks SIP-06")


def checks(
    id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One check, told in full.")
    ] = None,
) -> None:
    """List what can be checked, in a lab or from a capture; with an id tell it in full."""
    from ng911risk.lab.captures.detector import all_detectors
    from ng911risk.lab.check import all_checks
    from ng911risk.records.text import did_you_mean, shown

    sending = {name: module.CHECK for name, module in all_checks().items()}
    reading = {name: module.DETECTOR for name, module in all_detectors().items()}
    if id is None:
        _listed("In a lab, with a signed scope (ng911risk lab run):", sending)
        say()
        _listed("From a capture; nothing is sent (ng911risk lab pcap):", reading)
        return
    name = id.upper()
    if name not in sending and name not in reading:
        guess = did_you_mean(id, (*sending, *reading))
        raise NotFoundError(f"There is no check {shown(id)}. {guess}".rstrip())
    for line in _told(sending[name]) if name in sending else _read(reading[name]):
        say(line)


def _listed(title: str, known: Mapping[str, LabCheck | Detector]) -> None:
    width = max(map(len, known), default=0)
    say(title)
    for name, one in known.items():
        say(f"  {name:<{width}}  {one.title}")


def _read(detector: Detector) -> Iterator[str]:
    yield f"{detector.id}  {detector.title}"
    yield ""
    yield "It reads captures and sends nothing: ng911risk lab pcap FILE"
    yield ""
    yield from _bears(detector)


def _told(check: LabCheck) -> Iterator[str]:
    yield f"{check.id}  {check.title}"
    yield ""
    yield "It sends:"
    yield from (f"  - {text}" for text in check.sends or ("nothing",))
    yield f"At most {check.max_packets} packets and {check.max_seconds:.0f} seconds for one target."
    yield f"When: {_WHEN[check.phase.value]}"
    yield f"Where it says something: {', '.join(sorted(zone.value for zone in check.zones))}"
    if check.kinds:
        yield f"For: {', '.join(sorted(kind.title for kind in check.kinds))}"
    if check.needs:
        yield f"The target must say: {', '.join(check.needs)}"
    if check.precondition:
        yield f"It needs: {check.precondition}"
    yield ""
    yield from _bears(check)
    if check.conformance:
        yield f"Requirements of the conformance programme: {', '.join(check.conformance)}"


def _bears(one: LabCheck | Detector) -> Iterator[str]:
    passed = "verifies it" if one.verifies else "shows a part of it only"
    failed = "refutes it" if one.refutes else "is a shortcoming of it"
    yield f"It bears on the control {one.mitigation}: a pass {passed}, a failure {failed}"
    yield f"Against: {', '.join(one.vectors)}"
    if one.clause:
        yield f"Bears on NENA-STA-010.3, {one.clause}"


_WHEN = {
    "passive": "any time; it sends nothing",
    "quiet": "any time; a few good messages",
    "disruptive": "after the quiet ones; it may run into a limit or a ban, and waits for recovery",
    "port": "last of all; it may cost the assessor its network port",
}
