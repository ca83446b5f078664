"""``ng911risk replay``: what happened to others, tried on your centre."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli import moment as clock
from ng911risk.cli.assessing import tool_version
from ng911risk.cli.console import emit, note, say
from ng911risk.cli.options import EVIDENCE, EVIDENCE_KEY
from ng911risk.cli.reading import INVENTORY_HELP, read_evidence_file, read_inventory_file
from ng911risk.errors import NotFoundError

if TYPE_CHECKING:
    from ng911risk.model.catalog import Catalog
    from ng911risk.model.replay import (
        Chance,
        IncidentReplay,
        Replay,
        ReplayLink,
        ReplayService,
        ReplayStep,
    )

EXAMPLES = (
    "ng911risk replay site.yaml",
    "ng911risk replay site.yaml --incident bucks-county-2024",
    "ng911risk replay site.yaml --json > replay.json",
)

_WIDTH = 96
_INDENT, _LATER = " " * 6, " " * 13
_CERTAIN = 0.9995
_WORTH_TELLING = 0.001
_REASONS = 3
_CLOSED = "closed"
_OUTCOMES = MappingProxyType(
    {"stopped": "stopped", "misled": "working with wrong data", "flooded": "flooded with calls"}
)


def replay(
    inventory: Annotated[
        Path, typer.Argument(metavar="INVENTORY", help=INVENTORY_HELP, show_default=False)
    ],
    incident: Annotated[
        list[str] | None,
        typer.Option(help="Id or code of an incident, in full detail; may be given again."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines, everything.")] = False,
    at: Annotated[str | None, typer.Option(help=clock.HELP)] = None,
    seed: Annotated[int, typer.Option(help="Seed of the worlds that are drawn.", min=0)] = 1,
    evidence: Annotated[Path | None, EVIDENCE] = None,
    evidence_key: Annotated[Path | None, EVIDENCE_KEY] = None,
) -> None:
    """
    Try known incidents on your centre: how far they would come, and what stops them.

    Each is given its beginning: somebody tries, or the fault happens. What follows is decided by
    what your inventory says.
    """
    from ng911risk.content import load_catalog
    from ng911risk.engine.replay import replay as replay_site
    from ng911risk.records import to_json

    moment = clock.moment(at)
    catalog = load_catalog()
    wanted = [_id_of(catalog, one) for one in incident or ()]
    read = read_inventory_file(inventory, catalog)
    found = replay_site(
        read.inventory,
        catalog,
        at=moment,
        tool_version=tool_version(),
        inventory_digest=read.digest,
        evidence=read_evidence_file(evidence, catalog, read, evidence_key),
        incidents=wanted,
        seed=seed,
    )
    if as_json:
        emit(to_json(found, omit_defaults=False))
        return
    for line in told(found, details=bool(wanted)):
        say(line)
    if not wanted:
        note("For the steps of one of them add --incident ID.")


def told(replay: Replay, *, details: bool) -> Iterator[str]:
    """
    Lines for people: one for each incident, the worst first, then what each teaches.

    Args:
        replay: What was found.
        details: Also what happened then, and every step with the reason why it stands so.
    """
    from ng911risk.exporters import words

    number = words.number_of(len(replay.incidents), "known incident")
    yield f"{number} tried on {replay.site}, the costliest first"
    yield "If it began here, how likely would it have come as far?"
    yield ""
    for one in replay.incidents:
        yield f"  {_odds(one):<19} {one.id:<23} {_what(one)}"
    for one in replay.incidents:
        yield ""
        yield from _incident(one, details=details)


def _id_of(catalog: Catalog, wanted: str) -> str:
    """
    Id of the incident with that id or code.

    Raises:
        NotFoundError: The library has none.
    """
    codes = {one.code.casefold(): name for name, one in catalog.incidents.items()}
    name = codes.get(wanted.casefold(), wanted)
    if name in catalog.incidents:
        return name
    close = get_close_matches(wanted[:60].casefold(), catalog.incidents, n=3, cutoff=0.4)
    known = (
        f"Did you mean {' or '.join(close)}?"
        if close
        else f"Known: {', '.join(sorted(catalog.incidents))}."
    )
    raise NotFoundError(f"The library has no incident '{wanted[:60]}'. {known}")


# --- one line each ------------------------------------------------------------------


def _odds(one: IncidentReplay) -> str:
    if not one.described:
        return "not described"
    return _chance(one.chance)


def _chance(chance: Chance) -> str:
    from ng911risk.exporters import words

    if chance.exact:
        return "cannot happen"
    if chance.likely > 0.0:
        return _share(chance.likely)
    return f"under {words.chance(chance.sampled_high)}"


def _share(likely: float) -> str:
    """A chance in plain words; it is not one in a year."""
    from ng911risk.exporters import words

    if likely >= _CERTAIN:
        return "certain"
    return words.share(likely) if likely >= 0.5 else words.chance(likely)  # noqa: PLR2004 -- more than half reads better in percent


def _what(one: IncidentReplay) -> str:
    from ng911risk.exporters import words

    verb = {"stopped": "stops", "misled": "misleads", "flooded": "floods"}[one.outcome.value]
    part = f"{verb} {words.service(one.service)}"
    if one.instead:
        return f"{part}; it hits {words.service(one.instead)} instead"
    lasts = f", {words.hours(one.hours.likely)}" if one.hours.likely > 0.0 else ""
    if one.floods and one.outcome.value == "flooded":
        lasts += f"; {words.share(one.floods[0].callers_lost.likely)} of callers lost meanwhile"
    return part + lasts


# --- each in detail -----------------------------------------------------------------


def _incident(one: IncidentReplay, *, details: bool) -> Iterator[str]:
    from ng911risk.exporters import words

    yield f"{one.title}   [{one.id}, {one.code}]"
    if details:
        yield from _wrapped(f"Then: {one.summary}")
    if not one.described:
        yield f"  Here: the inventory does not say what {words.service(one.service)} needs."
        return
    if one.chance.exact and one.instead is None:
        yield "  Here: it cannot come that far, whatever luck does."
    else:
        yield from _wrapped(f"Here, {one.begins}:")
        yield from _hit(one)
    yield from _ends(one)
    if details:
        yield from _chain(one.links)
    yield from _controls(one)


def _hit(one: IncidentReplay) -> Iterator[str]:
    """The service of the incident first, then whatever else the same chain does here."""
    from ng911risk.exporters import words

    what = f"{words.capital(words.service(one.service))}: {_OUTCOMES[one.outcome.value]}"
    yield f"    {what}: {_chance(one.chance)}{_doubt(one.chance)}"
    main = next((s for s in one.services if s.service is one.service), None)
    if one.outcome.value == "stopped" and main and main.stopped.likely > 0.0:
        yield f"      for {words.hours_likely(main.hours)}{_beyond(main)}"
    for flood in one.floods:
        lost = f"genuine callers lost meanwhile: {words.share(flood.callers_lost.likely)}"
        lasts = words.hours(flood.hours.likely)
        yield f"      {flood.label}: {_share(flood.chance.likely)}, for {lasts}; {lost}"
    for other in one.services:
        name = words.capital(words.service(other.service))
        if other is not main and other.stopped.likely >= _WORTH_TELLING:
            often, lasts = _share(other.stopped.likely), words.hours_likely(other.hours)
            yield f"    {name}: stopped: {often}, for {lasts}{_beyond(other)}"
        if other is not main and other.misled.likely >= _WORTH_TELLING:
            yield f"    {name}: misled: {_share(other.misled.likely)}"


def _beyond(service: ReplayService) -> str:
    if service.lost.likely <= 0.0:
        return "; its fallback carries it"
    same = service.lost.likely >= service.stopped.likely
    return "; no fallback" if same else f"; its fallback fails too: {_share(service.lost.likely)}"


def _doubt(chance: Chance) -> str:
    """Both uncertainties of a chance: by the worlds drawn, and by the ranges of the inputs."""
    if chance.exact or chance.low >= _CERTAIN:
        return ""
    drawn = f"{_percent(chance.sampled_low)} to {_percent(chance.sampled_high)}"
    ranges = f"{_percent(chance.low)} to {_percent(chance.high)}"
    return f" (99 % sampling interval {drawn}; by the ranges {ranges})"


def _ends(one: IncidentReplay) -> Iterator[str]:
    """Where the chain ends here, with the reasons: the lesson of what cannot happen."""
    from ng911risk.exporters import words

    closed = next((link for link in one.links if link.door.value == _CLOSED), None)
    if closed:
        yield from _wrapped(f"The chain ends at: {closed.title}.")
        for reason in _reasons(closed.steps):
            yield from _wrapped(f"Closed here because {reason}.", "    ")
    elif one.chance.exact:
        need = f"{words.service(one.service)} needs"
        yield from _wrapped(f"Closed here because the chain reaches nothing that {need}.")


def _chain(links: Sequence[ReplayLink]) -> Iterator[str]:
    yield "  The chain, step by step:"
    for link in links:
        what = link.what or "a way in that is open here; the reports do not tell which it was"
        yield from _wrapped(f"{link.title}. {what}", "    ")
        for step in link.steps:
            if step.door.value != _CLOSED:
                yield from _step(step)
        closed = [step for step in link.steps if step.door.value == _CLOSED]
        if closed:
            ways = "1 way" if len(closed) == 1 else f"{len(closed)} ways"
            yield from _wrapped(f"closed {ways}: {'; '.join(_reasons(closed))}", _INDENT, _LATER)


def _step(step: ReplayStep) -> Iterator[str]:
    more = f" (and {step.count - 1} more like it)" if step.count > 1 else ""
    title = step.title[:1].upper() + step.title[1:]
    yield from _wrapped(f"{step.door.value:<6} {title}{more}", _INDENT, _LATER)
    for reason in step.because:
        yield from _wrapped(reason, _LATER)


def _reasons(steps: Iterable[ReplayStep]) -> list[str]:
    """At most three different reasons, those that teach something first."""
    found = dict.fromkeys(reason for step in steps for reason in step.because)
    return sorted(found, key=lambda one: one.startswith("nothing before"))[:_REASONS]


def _controls(one: IncidentReplay) -> Iterator[str]:
    from ng911risk.exporters import words

    flooded = one.outcome.value == "flooded" and one.instead is None
    what = "callers lost" if flooded else "chance"
    now = _percent(one.reach)
    for control in one.holds:
        yield from _wrapped(
            f"Holds it: {control.titles[0]} ({what} {now}; without it {_percent(control.reach)})"
        )
    for place, control in enumerate(one.stops):
        head = "As good" if place else "Would stop it best"
        both = " + ".join(control.titles)
        yield from _wrapped(f"{head}: {both} ({what} {now} becomes {_percent(control.reach)})")
    for control in one.shortens:
        less = words.share(1.0 - control.hours / one.weighted)
        yield from _wrapped(f"Would soften it: {control.titles[0]} ({less} less harm)")
    if one.reach > 0.0 and not (one.holds or one.stops or one.shortens):
        yield "  No measure of the catalogue would change this much."


def _percent(share: float) -> str:
    digits = 0 if share >= 0.1 else 1 if share >= 0.001 else 2  # noqa: PLR2004 -- small ones with more digits
    return f"{100.0 * share:.{digits}f} %"


def _wrapped(text: str, indent: str = "  ", later: str = "") -> list[str]:
    after = later or indent + "  "
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=after)
