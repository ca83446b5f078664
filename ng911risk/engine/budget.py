"""
The best set of mitigations of one site under a budget, with what is proven about it.

Sets are sought in the worlds of the report, by greed and by an integer programme that
proves how good any set can be; they compete in fresh worlds; what is printed of
the one that stands best is read from the report's own worlds. A cost is the middle of the
catalogue's band. The catalogue knows no prerequisites of mitigations, no exclusions and no shared
costs yet, so none are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.cover import prove
from ng911risk.andor.greedy import greedy
from ng911risk.andor.options import Chosen, Menu, Option, menu_of
from ng911risk.andor.portfolio import SURE, Judge, Portfolio, Rival, compared, judged_best
from ng911risk.andor.sample import Sample
from ng911risk.engine.begin import begin
from ng911risk.engine.controls import overall_status
from ng911risk.engine.decide import END, said, sample_for, worth
from ng911risk.engine.floods import mean_calls
from ng911risk.engine.fold import fold
from ng911risk.engine.intelligence import informed
from ng911risk.engine.layout import ENDS, End, layout_of
from ng911risk.engine.plan import size_of
from ng911risk.engine.ranges import ordered
from ng911risk.engine.run import Run
from ng911risk.engine.scoring import chance_in_a_year
from ng911risk.engine.whatif import Result, WhatIf, chances_of, tried
from ng911risk.engine.worlds import Worlds
from ng911risk.model.budget import BudgetPlan, BudgetSet, Purchase, Tie
from ng911risk.model.catalog import Catalog, CostBand
from ng911risk.model.evidence import Evidence
from ng911risk.model.intelligence import NOTHING_IMPORTED, Intelligence
from ng911risk.model.inventory import Inventory, ServiceKind
from ng911risk.model.scales import Status

FORMAT = "ng911risk-plan/1"

_CALLS = (ServiceKind.RECEIVE, ServiceKind.ANSWER)
_TIES = 3
"""Ties that are named."""

_NOTHING = 0.001
"""Share of a site's harm that is not worth buying. Judgement."""


def budget_plan(  # noqa: PLR0913 -- each is an input of the plan and none has a home
    inventory: Inventory,
    catalog: Catalog,
    budgets: Sequence[float],
    *,
    at: datetime,
    tool_version: str,
    inventory_digest: str,
    evidence: Iterable[Evidence] = (),
    intelligence: Intelligence = NOTHING_IMPORTED,
    seed: int = 1,
) -> BudgetPlan:
    """
    Find the best set for each budget.

    Args:
        inventory: Consistent (model.consistency finds no contradiction).
        catalog: Checked content; every id the inventory names is in it.
        budgets: US dollars of the first year.
        at: Moment it speaks of, with time zone.
        tool_version: Version of ng911risk, for the record.
        inventory_digest: SHA-256 of the inventory in canonical form, for the record.
        evidence: Observations that confirm or refute controls.
        intelligence: What others report, as `assess` takes it.
        seed: Of the worlds.

    Returns:
        The plan; the same arguments give the same plan on every machine.
    """
    evidence = tuple(evidence)
    folded = fold(inventory, apart={name for item in evidence for name in item.scope})
    known = informed(folded.inventory, catalog, intelligence, at=at, whole=inventory)
    run = begin(known.inventory, known.catalog, evidence, at=at, seed=seed)
    menu = menu_for(run)
    harms = run.harm(END).services
    headline = max(harms, key=lambda one: harms[one].weighted, default=ServiceKind.ANSWER)
    return BudgetPlan(
        format=FORMAT,
        made_at=at,
        tool_version=tool_version,
        catalog_version=catalog.version,
        inventory_digest=inventory_digest,
        seed=seed,
        site=inventory.site.name,
        headline=headline,
        candidates=len(menu),
        sets=_written(run, menu, headline, best_sets(run, menu, budgets)),
    )


def menu_for(run: Run) -> Menu:
    """What could be bought: not fully in place, to be had at this stage, with an effect."""
    return menu_of(
        [
            Option(name=name, cost=_middle(cost_of(run, name)), effects={})
            for name, entry in sorted(run.catalog.mitigations.items())
            if not entry.programme_wide
            and name not in run.controls.unavailable
            and overall_status(name, run.controls) is not Status.YES
        ]
    )


def cost_of(run: Run, mitigation: str) -> CostBand:
    """What a mitigation costs a site of this size."""
    size = size_of(run.inventory.site.positions)
    cost: CostBand = getattr(run.catalog.mitigations[mitigation].cost, size)
    return cost


def best_sets(run: Run, menu: Menu, budgets: Sequence[float]) -> tuple[Portfolio, ...]:
    """
    The best set for each budget, in the order given.

    What is best for less money competes for more, so more never buys less. Money that buys
    next to nothing stays unspent.
    """
    found = {one.budget: one for one in sets_one_by_one(run, menu, budgets)}
    return tuple(found[budget] for budget in budgets)


def sets_one_by_one(run: Run, menu: Menu, budgets: Iterable[float]) -> Iterator[Portfolio]:
    """Find the same sets, the smallest budget first; each is there before the next is sought."""
    sample = sample_for(run, menu)
    judge = fresh_judge(run, menu)
    before = menu.nothing()
    for budget in sorted(set(budgets)):
        first = greedy(menu, sample.mean_loss, budget)
        proof = prove(sample, budget, first)
        best = judged_best(sample, budget, [first, before], proof, judge)
        kept = _kept(best, _lean(sample, best.chosen), before, menu, judge)
        before = kept.chosen
        yield kept


def ladder(menu: Menu, rungs: int = 6) -> tuple[float, ...]:
    """Amounts worth asking for: 1, 2 or 5 and zeros, the last one buys the whole menu."""
    whole = menu.price(np.ones(len(menu), dtype=np.bool_))
    amounts: list[float] = []
    for tens in range(3, 10):
        for digit in (1.0, 2.0, 5.0):
            amounts.append(digit * 10.0**tens)
            if amounts[-1] >= whole:
                return tuple(amounts[-rungs:])
    return tuple(amounts[-rungs:])


def _kept(found: Portfolio, lean: Chosen, before: Chosen, menu: Menu, judge: Judge) -> Portfolio:
    """The lean set instead of the full one, unless a smaller budget has bought more than it."""
    chosen = min((lean, before), key=lambda one: float(judge(one).mean()))
    others = [found.chosen, *(one.chosen for one in found.ties)]
    # a set that only adds to the one taken is dearer for nothing that can be told
    rivals = (
        compared(menu, one, judge(one), judge(chosen)) for one in others if (chosen & ~one).any()
    )
    return replace(
        found,
        chosen=chosen,
        price=menu.price(chosen),
        after=float(judge(chosen).mean()),
        ties=tuple(one for one in rivals if abs(one.more) <= SURE * one.error),
    )


def fresh_judge(run: Run, menu: Menu) -> Judge:
    """Worlds of the next seed, in which sets are held against each other."""
    seed = run.worlds.seed + 1
    worlds = Worlds(run.built, layout_of(run.built, run.catalog, seed), seed)
    known: dict[bytes, NDArray[np.float64]] = {}

    def judge(chosen: Chosen, /) -> NDArray[np.float64]:
        key = chosen.tobytes()
        if key not in known:
            known[key] = _lost(run, worlds, said(menu, chosen))
        return known[key]

    return judge


def _lost(run: Run, worlds: Worlds, statuses: dict[str, Status]) -> NDArray[np.float64]:
    """[worlds] Weighted hours a year, such that their mean is that of the site."""
    change = chances_of(run, WhatIf(said=statuses, coins={}), END)
    changes = worlds.changes(run.meter.watched, [change])
    hours = worth(run, statuses)[None, :]
    parts = [
        (worlds.summed(block, changes, hours)[0] * block.weights[:, None]).ravel()
        for block in worlds.blocks(END)
    ]
    lost = np.concatenate(parts)
    return lost * lost.size


def _lean(sample: Sample, chosen: Chosen) -> Chosen:
    """The same set without what is hardly missed, the dearest first."""
    menu = sample.menu
    most = sample.mean_loss(chosen) + _NOTHING * sample.mean_loss(menu.nothing())
    order = np.flatnonzero(chosen)
    for option in order[np.argsort(-menu.cost[order], kind="stable")].tolist():
        less = menu.without(chosen, option)
        if menu.cost[option] > 0.0 and sample.mean_loss(less) <= most:
            chosen = less
    return chosen


def _written(
    run: Run, menu: Menu, headline: ServiceKind, found: Sequence[Portfolio]
) -> tuple[BudgetSet, ...]:
    """What each set buys, read from the worlds of the report."""
    changes = [WhatIf(said=said(menu, one.chosen), coins={}) for one in found]
    results = {end: tried(run, changes, end) for end in ENDS}
    return tuple(
        _set(
            run,
            menu,
            headline,
            one,
            {end: (now, after[n]) for end, (now, after) in results.items()},
        )
        for n, one in enumerate(found)
    )


def _set(
    run: Run,
    menu: Menu,
    headline: ServiceKind,
    found: Portfolio,
    results: dict[End, tuple[Result, Result]],
) -> BudgetSet:
    before, after = results[END]
    bound = min(found.bound, after.weighted)
    costs = [cost_of(run, menu.names[one]) for one in np.flatnonzero(found.chosen).tolist()]
    return BudgetSet(
        budget=found.budget,
        purchases=_purchases(run, menu, found.chosen, after),
        dollars=found.price,
        dollars_low=sum(one.dollars_low for one in costs),
        dollars_high=sum(one.dollars_high for one in costs),
        harm_before=ordered(*(results[end][0].weighted for end in ENDS)),
        harm_after=ordered(*(results[end][1].weighted for end in ENDS)),
        headline_before=_chance(before, headline),
        headline_after=_chance(after, headline),
        calls_before=calls_of(run, before),
        calls_after=calls_of(run, after),
        least=bound,
        gap=(after.weighted - bound) / after.weighted if after.weighted > 0.0 else 0.0,
        ties=tuple(_tie(menu, found.chosen, one) for one in found.ties[:_TIES]),
    )


def _purchases(run: Run, menu: Menu, chosen: Chosen, after: Result) -> tuple[Purchase, ...]:
    """What would be missed most first."""
    options = np.flatnonzero(chosen).tolist()
    less = [WhatIf(said=said(menu, menu.without(chosen, one)), coins={}) for one in options]
    _, without = tried(run, less, END)
    made = [
        Purchase(
            mitigation=menu.names[one],
            title=run.catalog.mitigations[menu.names[one]].title,
            cost=cost_of(run, menu.names[one]),
            alone=max(0.0, result.weighted - after.weighted),
        )
        for one, result in zip(options, without, strict=True)
    ]
    return tuple(sorted(made, key=lambda one: (-one.alone, one.mitigation)))


def _tie(menu: Menu, chosen: Chosen, rival: Rival) -> Tie:
    names = np.array(menu.names)
    return Tie(
        without=tuple(names[chosen & ~rival.chosen].tolist()),
        instead=tuple(names[rival.chosen & ~chosen].tolist()),
        dollars=rival.price,
        more=rival.more,
        error=rival.error,
    )


def _chance(result: Result, service: ServiceKind) -> float:
    harm = result.harm.services.get(service)
    return chance_in_a_year(harm.rate["degraded"]) if harm else 0.0


def calls_of(run: Run, result: Result) -> float:
    """Calls a year of the hours in which nobody can be reached, and of floods."""
    services = result.harm.services
    outages = max((services[one].hours["lost"] for one in _CALLS if one in services), default=0.0)
    floods = result.weighted - result.harm.weighted
    return (outages + floods) * mean_calls(run.inventory.site)


def _middle(cost: CostBand) -> float:
    return (cost.dollars_low + cost.dollars_high) / 2.0
