"""``ng911risk catalog``: read the threat vectors and the mitigations."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli.console import say, stdout
from ng911risk.cli.examples import epilog
from ng911risk.errors import NotFoundError

if TYPE_CHECKING:
    from ng911risk.model.catalog import Catalog, Mitigation, Source, ThreatVector

EXAMPLES = (
    "ng911risk catalog list",
    "ng911risk catalog list mitigations",
    "ng911risk catalog show ransomware",
)

app = typer.Typer(
    help="Read the threat vectors and the mitigations.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=epilog(*EXAMPLES),
)


class Shelf(StrEnum):
    """Which half of the catalogue."""

    VECTORS = "vectors"
    MITIGATIONS = "mitigations"


@app.callback()
def catalog() -> None:
    """Read the threat vectors and the mitigations."""


@app.command("list", epilog=epilog(*EXAMPLES[:2]))
def list_(
    shelf: Annotated[
        Shelf | None,
        typer.Argument(
            metavar="SHELF", help="vectors or mitigations; else both.", show_default=False
        ),
    ] = None,
) -> None:
    """List every entry: its id, its code and its title."""
    from ng911risk.content import load_catalog

    whole = load_catalog()
    if shelf is not Shelf.MITIGATIONS:
        _table("Threat vectors", whole.vectors)
    if shelf is not Shelf.VECTORS:
        _table("Mitigations", whole.mitigations)
    say(f"Catalogue {whole.version}, digest {whole.digest[:12]}.")


@app.command(epilog=epilog(EXAMPLES[2], "ng911risk catalog show V22"))
def show(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="Id or code of an entry.", show_default=False)
    ],
) -> None:
    """
    Show one threat vector or mitigation in full.

    With its sources and how well each is known.
    """
    from ng911risk.content import load_catalog

    whole = load_catalog()
    wanted = _id_of(whole, id)
    if wanted in whole.vectors:
        lines = _vector(whole, wanted, whole.vectors[wanted])
    else:
        lines = _mitigation(wanted, whole.mitigations[wanted])
    for line in lines:
        say(line)


def _table(title: str, entries: dict[str, ThreatVector] | dict[str, Mitigation]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"{title} ({len(entries)})", title_justify="left", box=None, pad_edge=False)
    table.add_column("id", style="bold", no_wrap=True)
    table.add_column("code", no_wrap=True)
    table.add_column("title", overflow="fold")
    for name, entry in entries.items():
        table.add_row(Text(name), Text(entry.code), Text(entry.title))
    stdout().print(table)
    say()


def _id_of(whole: Catalog, wanted: str) -> str:
    """
    Id of the entry with that id or code.

    Raises:
        NotFoundError: There is none.
    """
    ids = [*whole.vectors, *whole.mitigations]
    codes = {entry.code.casefold(): name for name, entry in whole.vectors.items()}
    codes |= {entry.code.casefold(): name for name, entry in whole.mitigations.items()}
    if wanted in ids:
        return wanted
    if found := codes.get(wanted.casefold()):
        return found
    close = get_close_matches(wanted[:60].casefold(), ids, n=3, cutoff=0.5)
    mean = f"Did you mean {' or '.join(close)}?" if close else "See: ng911risk catalog list"
    raise NotFoundError(f"The catalogue has no entry '{wanted[:60]}'. {mean}")


def _vector(whole: Catalog, name: str, vector: ThreatVector) -> Iterator[str]:
    yield f"{vector.title}   [{name}, {vector.code}, {vector.category}, {vector.status}]"
    for label, text in (
        ("What happens", vector.summary),
        ("What people notice", vector.notice),
        ("What must be true", vector.entry),
        ("What the attacker needs", vector.knowledge),
    ):
        yield ""
        yield f"{label}: {text.strip()}"
    yield ""
    yield "Steps:"
    for step in vector.steps:
        kinds = ", ".join(kind.value for kind in step.target.kinds)
        yield f"  {step.id}: {step.title.replace('{target}', 'it')}  (tried against: {kinds})"
        if share := step.success or step.rate:
            what = "chance" if step.success else "a year"
            yield (
                f"    {what} {share.low:g} to {share.high:g}, likely {share.likely:g}; "
                f"{share.grade.words}: {share.basis.strip()}"
            )
    yield ""
    yield "Harm:"
    yield from (f"  {harm.service.words}: {harm.how.strip()}" for harm in vector.harms)
    yield ""
    yield "What helps:"
    for mitigation, answer in whole.answers_to(name):
        yield (
            f"  {whole.mitigations[mitigation].title} [{mitigation}]: {answer.acts_on}, "
            f"removes {answer.effect.likely:.0%} ({answer.effect.low:.0%} to "
            f"{answer.effect.high:.0%}); {answer.effect.grade.words}"
        )
    yield from _sources(vector.sources)


def _mitigation(name: str, one: Mitigation) -> Iterator[str]:
    yield f"{one.title}   [{name}, {one.code}, {one.status}]"
    yield ""
    yield one.summary.strip()
    yield ""
    yield f"Ask: {one.ask.strip()}"
    yield f"Who: {', '.join(owner.words for owner in one.who)}"
    for size in ("small", "medium", "large"):
        cost = getattr(one.cost, size)
        yield ""
        yield (
            f"In a {size} centre: ${cost.dollars_low:,} to ${cost.dollars_high:,} in the first "
            f"year, {cost.days_low:g} to {cost.days_high:g} days of work"
        )
        yield f"  {getattr(one.how, size).strip()}"
    yield f"Basis of the cost: {one.cost_basis.strip()}"
    yield ""
    yield "An auditor accepts:"
    yield from (f"  {item.strip()}" for item in one.evidence)
    if one.answers:
        yield ""
        yield "It helps against:"
    for answer in one.answers:
        yield (
            f"  {answer.vector}: {answer.acts_on}, removes {answer.effect.likely:.0%} "
            f"({answer.effect.low:.0%} to {answer.effect.high:.0%}); {answer.effect.grade.words}: "
            f"{answer.effect.basis.strip()}"
        )
    yield from _sources(one.sources)


def _sources(sources: tuple[Source, ...]) -> Iterator[str]:
    yield ""
    yield "Sources:"
    for source in sources:
        where = f", {source.locator}" if source.locator else ""
        yield f"  {source.title}{where} ({source.grade.words})"
