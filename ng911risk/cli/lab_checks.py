"""``ng911risk lab checks``: what can be checked, what is sent for it, and what it proves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli.console import say
from ng911risk.errors import NotFoundError

if TYPE_CHECKING:
    from ng911risk.lab.check import LabCheck

EXAMPLES = ("ng911risk lab checks", "ng911risk lab checks SIP-06")


def checks(
    id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One check, told in full.")
    ] = None,
) -> None:
    """List every lab check; with an id tell what it sends and what it bears on."""
    from ng911risk.lab.check import all_checks
    from ng911risk.records.text import did_you_mean, shown

    known = {name: module.CHECK for name, module in all_checks().items()}
    if id is None:
        width = max(map(len, known), default=0)
        for name, check in known.items():
            say(f"{name:<{width}}  {check.title}")
        return
    if id.upper() not in known:
        raise NotFoundError(f"There is no check {shown(id)}. {did_you_mean(id, known)}".rstrip())
    for line in _told(known[id.upper()]):
        say(line)


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
    yield f"It bears on the control {check.mitigation}: {_proves(check)}"
    yield f"Against: {', '.join(check.vectors)}"
    if check.clause:
        yield f"Bears on NENA-STA-010.3, {check.clause}"
    if check.conformance:
        yield f"Requirements of the conformance programme: {', '.join(check.conformance)}"


def _proves(check: LabCheck) -> str:
    passed = "verifies it" if check.verifies else "shows a part of it only"
    failed = "refutes it" if check.refutes else "is a shortcoming of it"
    return f"a pass {passed}, a failure {failed}"


_WHEN = {
    "passive": "any time; it sends nothing",
    "quiet": "any time; a few good messages",
    "disruptive": "after the quiet ones; it may run into a limit or a ban, and waits for recovery",
    "port": "last of all; it may cost the assessor its network port",
}
