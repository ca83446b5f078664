"""``ng911risk explain``: follow one number to the answers, the catalogue and the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli import moment as clock
from ng911risk.cli.assessing import assess_file
from ng911risk.cli.console import say
from ng911risk.cli.options import EVIDENCE, EVIDENCE_KEY, INTEL, SEED
from ng911risk.cli.reading import INVENTORY_HELP
from ng911risk.errors import NotFoundError

if TYPE_CHECKING:
    from ng911risk.model.report import AttackStep, Fact, Factor, Finding, FloodRisk, RiskReport

EXAMPLES = (
    "ng911risk explain ransomware@cad site.yaml",
    "ng911risk explain ransomware.encrypt@cad site.yaml",
    "ng911risk explain ransomware@cad site.yaml --intel intel.json",
    "ng911risk assess site.yaml --format csv -o findings.csv   (lists every finding)",
)

_LISTED = 8


def explain(
    finding: Annotated[
        str,
        typer.Argument(
            metavar="FINDING", help="vector@asset, or vector.step@asset.", show_default=False
        ),
    ],
    inventory: Annotated[
        Path, typer.Argument(metavar="INVENTORY", help=INVENTORY_HELP, show_default=False)
    ],
    at: Annotated[str | None, typer.Option(help=clock.HELP)] = None,
    seed: Annotated[int, SEED] = 1,
    evidence: Annotated[Path | None, EVIDENCE] = None,
    evidence_key: Annotated[Path | None, EVIDENCE_KEY] = None,
    intel: Annotated[Path | None, INTEL] = None,
) -> None:
    """
    Show where a number comes from, down to the cell of the inventory and the source.

    Each factor of each step is named with its chance, the facts it rests on,
    who said them, and how well they are known. Give the same files as to assess,
    or it explains other numbers.
    """
    report = assess_file(
        inventory,
        at=clock.moment(at),
        seed=seed,
        evidence=evidence,
        evidence_key=evidence_key,
        intelligence=intel,
    ).report
    for line in explanation(report, finding):
        say(line)


def explanation(report: RiskReport, wanted: str) -> Iterator[str]:
    """
    Lines that explain the finding or the step `wanted`.

    Raises:
        NotFoundError: The report has no such finding or step.
    """
    step = _steps(report).get(wanted)
    finding = next((one for one in report.findings if one.id == wanted), None)
    flood = next((one for one in report.floods if one.step == wanted), None)
    if finding:
        yield from _finding(report, finding)
    elif step:
        yield from _step(step)
    elif flood is None:
        raise NotFoundError(_unknown(report, wanted))
    if flood:
        yield from _flood(flood)


def _steps(report: RiskReport) -> dict[str, AttackStep]:
    """Every step that the report tells of, by id."""
    told = [step for path in report.paths for step in path.steps]
    told += [step for finding in report.findings for step in finding.steps]
    return {step.id: step for step in told}


def _unknown(report: RiskReport, wanted: str) -> str:
    known = [finding.id for finding in report.findings]
    everything = [*known, *_steps(report), *(flood.step for flood in report.floods)]
    close = get_close_matches(wanted[:200], everything, n=3, cutoff=0.5)
    mean = f" Did you mean {' or '.join(close)}?" if close else ""
    some = "\n".join(f"  {one}" for one in known[:_LISTED])
    listed = f"\nThe riskiest findings are:\n{some}" if known else "\nIt has no findings at all."
    return f"The report has no finding or step '{wanted[:80]}'.{mean}{listed}"


def _finding(report: RiskReport, finding: Finding) -> Iterator[str]:
    from ng911risk.exporters import words

    named = finding.asset_label in finding.title
    title = finding.title if named else f"{finding.title}: {finding.asset_label}"
    yield f"{title}   [{finding.id}]"
    yield ""
    yield f"Odds in a year          {words.odds(finding.residual)}, {finding.residual.word.words}"
    yield f"  without any control   {words.odds(finding.inherent)}, {finding.inherent.word.words}"
    yield f"Impact                  {finding.impact.words}"
    yield f"  comes to that with    {finding.likelihood.words} likelihood in a year"
    yield (
        f"Risk                    {finding.risk.words}"
        "  (NIST SP 800-30 r1, Table I-2, from the last two words)"
    )
    harms = words.listing(one.words for one in finding.harms)
    yield f"Hurts                   {harms or 'nothing'}"
    yield f"Who can fix it          {finding.owner_class.words} ({finding.owner})"
    yield ""
    for part in ("criteria", "condition", "cause", "effect", "recommendation"):
        yield f"{part.capitalize()}: {getattr(finding, part)}"
    yield from _measures(report, finding)
    yield from _ways(report, finding)
    yield from _evidence(report, finding)
    for step in finding.steps:
        yield ""
        yield from _step(step)


def _measures(report: RiskReport, finding: Finding) -> Iterator[str]:
    from ng911risk.exporters import words

    actions = {action.mitigation: action for action in report.actions}
    helping = [actions[name] for name in finding.mitigations if name in actions]
    if helping:
        yield ""
        yield "What would lower it, best first:"
    for action in helping[:_LISTED]:
        yield (
            f"  {action.title} [{action.mitigation}], {action.owner_class.words}, "
            f"{words.money(action.cost)}; now: {action.status}"
        )


def _ways(report: RiskReport, finding: Finding) -> Iterator[str]:
    """Worst paths of the report that pass through the finding."""
    from ng911risk.exporters import words

    passing = [
        path for path in report.paths if any(step.finding == finding.id for step in path.steps)
    ]
    if passing:
        yield ""
        yield "Among the worst ways in, it is part of:"
    for path in passing:
        stops = " > ".join(stop.label for stop in path.stops)
        yield f"  {path.actor_title}: {stops}: {path.outcome}; {words.odds(path.odds)}"


def _evidence(report: RiskReport, finding: Finding) -> Iterator[str]:
    """What the evidence about each control of the finding did to the whole result."""
    from ng911risk.exporters import evidence_words

    stops = {factor.what for step in finding.steps for factor in step.factors}
    about = [
        one
        for one in report.evidence
        if one.mitigation in finding.mitigations
        or any(what.endswith(f": {one.title}") for what in stops)
    ]
    if about:
        yield ""
        yield "What evidence about its measures did to the result of the whole site:"
    for one in about:
        for line in evidence_words.told(one):
            yield f"  {line}"


def _step(step: AttackStep) -> Iterator[str]:
    from ng911risk.exporters import words

    yield f"Step {step.id}"
    yield f"  {step.title}"
    yield (
        f"  chance that it succeeds once everything needed is there: {words.odds_of(step.chance)}"
    )
    for factor in step.factors:
        yield from _factor(factor)


def _factor(factor: Factor) -> Iterator[str]:
    from ng911risk.exporters import words

    yield f"  - {factor.what}: {words.odds_of(factor.chance)}"
    yield from _facts(factor.facts)


def _facts(facts: Iterable[Fact]) -> Iterator[str]:
    for fact in facts:
        known = [fact.place]
        known += [f"said by {fact.said_by}"] if fact.said_by else []
        known += [fact.grade.words] if fact.grade else []
        yield f"      {fact.what}: {fact.value}"
        yield f"        {'; '.join(known)}"


def _flood(flood: FloodRisk) -> Iterator[str]:
    from ng911risk.exporters import words

    yield ""
    yield f"Flood of {flood.label}   [{flood.step}]"
    yield f"  odds in a year                {words.odds(flood.odds)}, {flood.odds.word.words}"
    yield f"  extra calls an hour           {words.plain_band(flood.calls_per_hour)}"
    yield f"  seconds each                  {words.plain_band(flood.hold_s)}"
    yield f"  lasts                         {words.hours_likely(flood.hours)}"
    yield f"  genuine callers lost          {words.odds_of(flood.callers_lost)}"
    yield f"  genuine calls lost in a year  {words.plain_band(flood.calls)}"
