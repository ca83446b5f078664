"""``ng911risk plan``: what to buy first with the money there is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli import moment as clock
from ng911risk.cli.assessing import tool_version
from ng911risk.cli.console import emit, say
from ng911risk.cli.options import EVIDENCE, EVIDENCE_KEY, INTEL, SEED
from ng911risk.cli.reading import (
    INVENTORY_HELP,
    read_evidence_file,
    read_intelligence_file,
    read_inventory_file,
)

if TYPE_CHECKING:
    from ng911risk.model.budget import BudgetPlan, BudgetSet, Tie

EXAMPLES = (
    "ng911risk plan site.yaml --budget 50000",
    "ng911risk plan site.yaml --budget 10000 --budget 50000 --budget 150000",
    "ng911risk plan site.yaml --budget 50000 --json > plan.json",
)

BUDGETS = (10_000.0, 50_000.0, 150_000.0)
"""What is tried when no budget is named."""

_MOST = 1e9
_NOTHING = 0.0005
"""Gaps and hours below this are printed as none."""


def _dollars(text: str) -> float:
    """
    An amount as people type it: ``50000``, ``50,000`` or ``$50,000``.

    Raises:
        typer.BadParameter: It is no amount from 0 to a thousand million.
    """
    try:
        amount = float(text.strip().removeprefix("$").replace(",", ""))
    except ValueError:
        amount = math.nan
    if not 0.0 <= amount <= _MOST:  # nan is neither
        raise typer.BadParameter(f"{text[:40]!r} is no amount of dollars from 0 to {_MOST:,.0f}")
    return amount


def plan(  # noqa: PLR0917 - one parameter for each option
    inventory: Annotated[
        Path, typer.Argument(metavar="INVENTORY", help=INVENTORY_HELP, show_default=False)
    ],
    budget: Annotated[
        list[float] | None,
        typer.Option(
            parser=_dollars,
            metavar="DOLLARS",
            help="US dollars of the first year; may be given again. "
            "Default: 10000, 50000 and 150000.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines, everything.")] = False,
    at: Annotated[str | None, typer.Option(help=clock.HELP)] = None,
    seed: Annotated[int, SEED] = 1,
    evidence: Annotated[Path | None, EVIDENCE] = None,
    evidence_key: Annotated[Path | None, EVIDENCE_KEY] = None,
    intel: Annotated[Path | None, INTEL] = None,
) -> None:
    """
    Find the mitigations that together buy most for a budget, and say what is proven.

    What is best alone is not always best together: two fixes of one hole are worth no more than
    one, and a second door needs a lock as well as the first.
    """
    from ng911risk.content import load_catalog
    from ng911risk.engine.budget import budget_plan
    from ng911risk.records import to_json

    moment = clock.moment(at)
    catalog = load_catalog()
    read = read_inventory_file(inventory, catalog)
    found = budget_plan(
        read.inventory,
        catalog,
        budget or BUDGETS,
        at=moment,
        tool_version=tool_version(),
        inventory_digest=read.digest,
        evidence=read_evidence_file(evidence, catalog, read, evidence_key),
        intelligence=read_intelligence_file(intel),
        seed=seed,
    )
    if as_json:
        emit(to_json(found, omit_defaults=False))
        return
    for line in told(found):
        say(line)


def told(plan: BudgetPlan) -> Iterator[str]:
    """Lines for people: one block for each budget."""
    from ng911risk.exporters import words

    number = words.number_of(plan.candidates, "mitigation")
    yield f"What to buy first at {plan.site}: {number} could be bought"
    yield "Hours are weighted by how much each service matters; all figures are for one year."
    for one in plan.sets:
        yield ""
        yield from _set(one, plan)


def _set(one: BudgetSet, plan: BudgetPlan) -> Iterator[str]:
    from ng911risk.exporters import words

    if not one.purchases:
        yield f"${one.budget:,.0f}: nothing that is to be had for this would change much."
    else:
        yield (
            f"${one.budget:,.0f}: buy {len(one.purchases)} for about ${one.dollars:,.0f} "
            f"(${one.dollars_low:,} to ${one.dollars_high:,})"
        )
    if one.dollars_high > one.budget:
        yield f"  At the high end this costs ${one.dollars_high:,}: get quotations first."
    for purchase in one.purchases:
        cost = words.money(purchase.cost)
        yield f"  {purchase.title} [{purchase.mitigation}], {cost}: {_missed(purchase.alone)}"
    yield (
        f"  Harm: {words.plain_band(one.harm_before)} weighted hours now, "
        f"{words.plain_band(one.harm_after)} then"
    )
    service = words.service(plan.headline)
    now, then = words.share(one.headline_before), words.share(one.headline_after)
    yield f"  Chance of trouble with {service}: {now} now, {then} then"
    yield (
        f"  Emergency calls that find nobody: {words.count(one.calls_before)} now, "
        f"{words.count(one.calls_after)} then"
    )
    yield f"  {_proven(one)}"
    for tie in one.ties:
        yield f"  As good, as far as we can tell: {_tie(tie)}, about ${tie.dollars:,.0f}"


def _missed(hours: float) -> str:
    if hours < _NOTHING:
        return "alone hardly missed"
    return f"without it {hours:.2g} hours come back"


def _proven(one: BudgetSet) -> str:
    """How far from the best any set can be, in words."""
    if one.gap < _NOTHING:
        return "Proven, if costs and chances are right: no set within the budget is better."
    return (
        f"Proven, if costs and chances are right: no set within the budget leaves less than "
        f"{one.least:.3g} weighted hours; this comes within {100 * one.gap:.2g} % of that."
    )


def _tie(tie: Tie) -> str:
    """The same set with some left out and others put in."""
    parts = []
    if tie.without:
        parts.append("without " + ", ".join(tie.without))
    if tie.instead:
        parts.append("with " + ", ".join(tie.instead))
    return " but ".join(parts)
