"""``ng911risk intel observe``, ``seen``, ``promote``, ``withdraw``: from captures to indicators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli import moment as clock
from ng911risk.cli.console import counted, note, say
from ng911risk.cli.files import read_bytes, write_bytes
from ng911risk.cli.reading import INVENTORY_HELP, read_inventory_file
from ng911risk.errors import ConflictError, NG911RiskError, NotFoundError
from ng911risk.model.inventory import Environment

if TYPE_CHECKING:
    from ng911risk.exporters.exchange.given import ExchangeInput
    from ng911risk.lab.captures.observing import Seen
    from ng911risk.model.catalog import Catalog
    from ng911risk.model.inventory import Inventory
    from ng911risk.model.observation import Observation, ObservationFile, Promotion

OBSERVE_EXAMPLES = (
    "ng911risk intel observe trunk.pcap --inventory site.yaml -o seen.json",
    "ng911risk intel observe lab.pcapng --inventory site.yaml --environment lab -o seen.json",
)
SEEN_EXAMPLES = ("ng911risk intel seen seen.json",)
PROMOTE_EXAMPLES = (
    (
        "ng911risk intel promote 3f0c --in seen.json --inventory site.yaml "
        "--vector sip-signalling-flood --by 'network manager' --reason 'floods the border' "
        "--until 2026-04-01"
    ),
)
WITHDRAW_EXAMPLES = ("ng911risk intel withdraw 3f0c --in seen.json",)

_FILE = typer.Option("--in", metavar="SEEN", help="File of observations.", show_default=False)
_INVENTORY = typer.Option("--inventory", help=INVENTORY_HELP, show_default=False)
_ID = typer.Argument(metavar="ID", help="Id of the observation, or how it begins.")
_AT = typer.Option("--at", help="Moment of the decision, as 2026-03-01T12:00:00Z; else now.")
_SHORT = 8
_TOLD = 5


def observe(
    captures: Annotated[
        list[Path],
        typer.Argument(metavar="CAPTURE...", help="pcap or pcapng files.", show_default=False),
    ],
    inventory: Annotated[Path, _INVENTORY],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="File of observations; what is in it stays.")
    ],
    environment: Annotated[
        Environment | None,
        typer.Option(help="Where it was captured, where the inventory does not tell."),
    ] = None,
) -> None:
    """
    Read captures of SIP and note who sent what: no voice, no names, no numbers.

    Nothing is sent. What was seen in a lab is marked so and can never become
    an indicator. Read more captures into the same file: decisions in it stay.
    """
    from ng911risk.content import load_catalog
    from ng911risk.lab.captures.observing import observe as read_capture

    catalog = load_catalog()
    before = kept(out, catalog)
    own = read_inventory_file(inventory, catalog).inventory
    found: list[Observation] = []
    for path in captures:
        seen = read_capture(path, environment or Environment.LAB)
        observed = placed_of(path, seen, own, environment)
        found += observed
        more = f"; {seen.not_counted:,} requests of more senders" if seen.not_counted else ""
        frames, senders = counted(seen.frames, "frame"), len({one.source for one in observed})
        note(f"{path.name}: {frames}, SIP of {counted(senders, 'sender')}{more}")
        if seen.remark:
            note(f"{path.name}: {seen.remark}")
    add(out, before, found)


def seen(
    file: Annotated[
        Path, typer.Argument(metavar="SEEN", help="File of observations.", show_default=False)
    ],
) -> None:
    """List what was seen, and what was decided about it."""
    from ng911risk.content import load_catalog

    content = _read(file, load_catalog())
    if not content.observations:
        say("Nothing was seen.")
        return
    decided = {one.observation: one for one in content.promotions}
    for one in sorted(content.observations, key=lambda one: (one.first_seen, one.id)):
        for line in _lines(one, decided.get(one.id)):
            say(line)


def promote(  # noqa: PLR0917 - one parameter for each option
    id: Annotated[str, _ID],
    file: Annotated[Path, _FILE],
    inventory: Annotated[Path, _INVENTORY],
    vector: Annotated[str, typer.Option(help="Threat vector it indicates, as in the catalogue.")],
    by: Annotated[str, typer.Option(help="Role of who decides; no name of a person.")],
    reason: Annotated[
        str,
        typer.Option(
            help="Why it is hostile. No names of people, no addresses of yours: this text goes out."
        ),
    ],
    until: Annotated[
        str, typer.Option(metavar="DATE", help="Nobody should act on it from this day (UTC) on.")
    ],
    no_addresses_known: Annotated[
        bool,
        typer.Option(
            "--no-addresses-known",
            help="You have made sure yourself that it is none of your own: "
            "the inventory does not hold every address that carries calls.",
        ),
    ] = False,
    at: Annotated[str | None, _AT] = None,
) -> None:
    """
    Decide that others may be told: the observation becomes an indicator.

    Refused for what was seen in a lab, for addresses of the inventory and of
    partners, for whoever's calls were answered, and where the reason names an
    address but that of the sender.
    """
    from ng911risk.content import load_catalog
    from ng911risk.intel.promotion import refusals
    from ng911risk.model.observation import Promotion

    catalog = load_catalog()
    content = _read(file, catalog)
    observation = _found(content, id)
    if any(one.observation == observation.id for one in content.promotions):
        raise ConflictError(
            "It was decided about this observation before. What was withdrawn stays so; "
            "if it is seen again, a new capture gives a new observation."
        )
    promotion = Promotion(
        observation=observation.id,
        vector=_known_vector(vector, catalog),
        by=by,
        reason=reason,
        on=clock.moment(at),
        valid_until=_day(until),
        addresses_unknown=no_addresses_known,
    )
    own = read_inventory_file(inventory, catalog).inventory
    against = refusals(observation, promotion, own, others=content.observations)
    if against:
        raise NG911RiskError("\n".join(("It stays an observation:", *(f"- {x}" for x in against))))
    _write(file, replace(content, promotions=_sorted((*content.promotions, promotion))))
    say(f"Promoted: {observation.source}, until {promotion.valid_until:%Y-%m-%d}.")
    for line in _unusual(observation, vector, catalog):
        note(line)


def withdraw(
    id: Annotated[str, _ID],
    file: Annotated[Path, _FILE],
    at: Annotated[str | None, _AT] = None,
) -> None:
    """Take a decision back: the indicator goes out once more, as revoked."""
    from ng911risk.content import load_catalog

    content = _read(file, load_catalog())
    observation = _found(content, id)
    mine = [one for one in content.promotions if one.observation == observation.id]
    if not mine or mine[0].withdrawn:
        raise ConflictError("There is no decision about it that still stands.")
    taken_back = replace(mine[0], withdrawn_on=clock.moment(at))
    others = [one for one in content.promotions if one.observation != observation.id]
    _write(file, replace(content, promotions=_sorted((*others, taken_back))))
    say(f"Withdrawn: {observation.source}. Export again, so that others learn of it.")


def placed_of(
    path: Path, seen: Seen, own: Inventory, environment: Environment | None
) -> tuple[Observation, ...]:
    """
    Observations of a capture with where they were made.

    Raises:
        NG911RiskError: Neither the inventory nor a person tells.
    """
    from ng911risk.lab.captures.places import placed

    observed, unknown = placed(seen.observations, own, said=environment)
    if unknown:
        raise NG911RiskError(_unplaced(path, unknown))
    return observed


def kept(path: Path, catalog: Catalog) -> ObservationFile:
    """What is in a file of observations; an empty one if there is no file yet."""
    from ng911risk.model.observation import ObservationFile

    return _read(path, catalog) if path.exists() else ObservationFile()


def add(path: Path, before: ObservationFile, found: Iterable[Observation]) -> None:
    """Write a file of observations: what was in it before, and what was found."""
    _write(path, _joined(before, found))
    note(f"Written: {path}")


def not_followed(given: ExchangeInput) -> Iterator[str]:
    """Decisions that an export does not follow, each with why."""
    from ng911risk.intel.indicators import followed

    _, refused = followed(given.observations, given.promotions, given.inventory)
    for one in refused:
        yield (
            f"No indicator of {one.promotion.observation[:_SHORT]}, though it was promoted: "
            f"{'; '.join(one.reasons)}."
        )


def _read(path: Path, catalog: Catalog) -> ObservationFile:
    from ng911risk.importers.observations import read_observations

    return read_observations(read_bytes(path), catalog.vectors, file=path.name)


def _write(path: Path, content: ObservationFile) -> None:
    from ng911risk.records import to_json

    write_bytes(path, to_json(content))


def _joined(before: ObservationFile, found: Iterable[Observation]) -> ObservationFile:
    """Both, each observation once, in the order of their ids."""
    by_id = {one.id: one for one in (*before.observations, *found)}
    return replace(before, observations=tuple(by_id[name] for name in sorted(by_id)))


def _sorted(promotions: Iterable[Promotion]) -> tuple[Promotion, ...]:
    return tuple(sorted(promotions, key=lambda one: (one.on, one.observation)))


def _found(content: ObservationFile, name: str) -> Observation:
    found = [one for one in content.observations if name and one.id.startswith(name)]
    if len(found) != 1:
        many = "Several observations begin" if found else "No observation begins"
        raise NotFoundError(f"{many} with this id. See: ng911risk intel seen")
    return found[0]


def _known_vector(vector: str, catalog: Catalog) -> str:
    from ng911risk.records.text import did_you_mean, shown

    if vector not in catalog.vectors:
        hint = did_you_mean(vector, catalog.vectors)
        raise NotFoundError(f"There is no vector {shown(vector)}. {hint}".rstrip())
    return vector


def _unusual(observation: Observation, vector: str, catalog: Catalog) -> Iterator[str]:
    """Say so where what was seen hardly shows that way in: a hint, the person decides."""
    from ng911risk.intel.fitting import FITTING, fits

    if not fits(observation.kind, catalog.vectors[vector]):
        families = sorted(one.value for one in FITTING[observation.kind])
        yield (
            f"Unusual: {observation.kind.value} hardly shows {vector}; more likely is a vector of "
            f"{' or '.join(families)}. If that was a mistake, withdraw it."
        )


def _day(text: str) -> datetime:
    try:
        return clock.moment(text)
    except typer.BadParameter:
        raise typer.BadParameter(
            "this is no day; write it as 2026-04-01", param_hint="--until"
        ) from None


def _unplaced(path: Path, unknown: tuple[str, ...]) -> str:
    more = f" and {len(unknown) - _TOLD} more" if len(unknown) > _TOLD else ""
    return (
        f"{path.name}: the inventory does not tell whether {', '.join(unknown[:_TOLD])}{more} "
        "stand in a lab or where real calls pass.\n"
        "Add --environment production, or --environment lab."
    )


def _lines(one: Observation, promotion: Promotion | None) -> Iterator[str]:
    """One observation for people: who and where, what it looked like, what was decided."""
    margin = " " * (_SHORT + 2)
    port = "" if one.target_port is None else f" port {one.target_port}/{one.transport}"
    yield (
        f"{one.id[:_SHORT]}  {one.first_seen:%Y-%m-%d %H:%M}  {one.source} to {one.target}{port}, "
        f"{counted(one.messages, 'message')}"
    )
    agent = f' It calls itself "{one.user_agent}".' if one.user_agent else ""
    yield f"{margin}{one.kind.value}, {one.environment.value}: {one.what}{agent}"
    if one.answered_calls:
        yield f"{margin}Carries real calls: {counted(one.answered_calls, 'call')} answered."
    if promotion is not None and promotion.withdrawn_on is not None:
        yield f"{margin}Withdrawn on {promotion.withdrawn_on:%Y-%m-%d}."
    elif promotion is not None:
        yield (
            f"{margin}Indicator of {promotion.vector} until {promotion.valid_until:%Y-%m-%d}: "
            f"{promotion.reason} ({promotion.by})"
        )
