"""
The page a director reads: at most 25 lines of at most 100 characters.

`entries` is what it says, item by item; `first_page` lays the same out as plain
text for the command line. The first screen of the HTML report shows `entries`.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ng911risk.exporters import capacity_words, evidence_words, headline, words
from ng911risk.exporters.json_report import report_id, verify_code
from ng911risk.model.capacity import ShiftCapacity
from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.report import Action, AttackPath, RiskReport, Working
from ng911risk.model.scales import Status

WIDTH = 100
MARKING = "SECURITY-SENSITIVE"
CALL_LINE = "CALL: provider __  carrier __  state 911 __"

_TOP = 3
_SHOWN_WORKING = 2
_MOST_LINES = 25
_FLOOD = "Phone flood with all on duty"
_ATTACK = "Phone flood"
_TIED = "TIED with these"
_PARTLY = "PARTLY IN PLACE"
_EVIDENCE = "EVIDENCE"
_FIRST_TO_SHRINK = (
    "Fixes",
    _TIED,
    _EVIDENCE,
    "DO FIRST",
    _PARTLY,
    _FLOOD,
    _ATTACK,
    "WORKING",
    "BASIS",
)
"""Entries that lose their second line when the page would grow beyond 25 lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of the page: a label, a text, and numbered lines under it."""

    label: str
    """For instance ``Odds in a year``."""

    text: str
    """What it says."""

    items: tuple[str, ...] = ()
    """Numbered lines under it, for ``DO FIRST``."""


def first_page(report: RiskReport) -> tuple[str, ...]:
    """The page as lines of text, without line ends."""
    body = entries(report)
    closing = f"{CALL_LINE}   Report {report_id(report)}, fingerprint {verify_code(report)}"
    single = [_laid_out(body, kept) for kept in range(len(_FIRST_TO_SHRINK) + 1)]
    lines = next((one for one in single if len(one) <= _MOST_LINES - 2), single[-1])
    return (_title_line(report), *lines, closing)


def _laid_out(body: tuple[Entry, ...], shrunk: int) -> list[str]:
    """The lines of `body`, the first `shrunk` labels of the list held to one line each."""
    lines: list[str] = []
    for entry in body:
        most = 1 if entry.label in _FIRST_TO_SHRINK[:shrunk] else 2
        lines += _wrapped(f"{entry.label}: {entry.text}" if entry.text else entry.label, most)
        for number, item in enumerate(entry.items, start=1):
            lines += _wrapped(f"{number} {item}", 2)
    return lines


def entries(report: RiskReport) -> tuple[Entry, ...]:
    """Everything between the title and the call line, in order."""
    return tuple(_entries(report))


def title(report: RiskReport) -> str:
    """Name and people: ``Pine County 9-1-1, 4 positions, 2 on duty (at least 1)``."""
    return f"{report.site.name}, {people(report)}"


def people(report: RiskReport) -> str:
    """Positions and people on duty: ``4 positions, 2 on duty (at least 1)``."""
    site = report.site
    duty = f"{site.on_duty_most} on duty"
    if site.on_duty_least != site.on_duty_most:
        duty += f" (at least {site.on_duty_least})"
    return f"{words.number_of(site.positions, 'position')}, {duty}"


_WORTH_A_PROJECT = 0.05
"""Share of the expected harm below which no single measure is called urgent. Judgement."""

_CALM = "keep what works alive and tested; no single measure below removes 5 % of what is left"


def do_first(report: RiskReport) -> tuple[str, ...]:
    """The first three actions: who, what, cost, and what the odds or hours become."""
    return tuple(_action_line(action, report) for action in report.actions[:_TOP])


def certainty(report: RiskReport) -> str:
    """How firmly the first three stand, whatever nobody knows exactly."""
    firm = report.firmness
    if not firm.draws:
        return "there are no more than three to choose from"
    often = words.tenths(firm.same)
    tested = f"the same three came first in {often} of 10 checks with other plausible numbers"
    return f"others are about as good: {tested}" if report.tied else tested


def becomes(action: Action, report: RiskReport) -> str:
    """What an action buys, in one unit for all of them: harm in hours a year, see `HARM`."""
    total = _harm(report)
    before = words.two_digits(total)
    after = words.two_digits(max(0.0, total - action.harm_removed.likely))
    if before == after:
        return f"harm stays at about {before} hours a year"
    return f"harm falls from {before} to {after} hours a year"


HARM = "harm is hours a year without a service, the most urgent services counted most"
"""What `becomes` counts in."""


def _harm(report: RiskReport) -> float:
    """All expected harm in weighted hours a year; 0 where no action removes any."""
    shares = (one for one in report.actions if one.share_removed > 0.0)
    return next((one.harm_removed.likely / one.share_removed for one in shares), 0.0)


def _entries(report: RiskReport) -> Iterator[Entry]:
    path = headline.headline_path(report)
    if path is None:
        yield Entry(label="Likeliest long stoppage", text="none found in this inventory")
    else:
        yield from _stoppage(report, path)
    yield from _unreachable(report)
    yield from _floods(report.shifts)
    yield _fixes(report)
    if report.actions:
        calm = report.actions[0].share_removed < _WORTH_A_PROJECT
        yield Entry(
            label="DO FIRST",
            text=_CALM if calm else f"{certainty(report)}; {HARM}",
            items=do_first(report),
        )
    if report.tied:
        titles = {action.mitigation: action.title for action in report.actions}
        also = (words.small(titles.get(one, one.replace("-", " "))) for one in report.tied)
        yield Entry(label=_TIED, text="; ".join(also))
    yield _not_known(report)
    yield _working(report)
    yield from _partly(report)
    if report.evidence:
        yield Entry(label=_EVIDENCE, text=evidence_words.summary(report.evidence))
    yield _basis(report)


def _stoppage(report: RiskReport, path: AttackPath) -> Iterator[Entry]:
    yield Entry(
        label="Likeliest long stoppage" if headline.is_long(path) else "Worst found, none long",
        text=f"{path_in_words(path)}, {words.number_of(len(path.stops), 'step')}",
    )
    yield Entry(
        label="Odds in a year",
        text=words.odds(path.odds)
        + ", whatever the way there"
        + _any_cause(report, path)
        + _survival(report, path),
    )
    reason = headline.recovery_reason(report, path)
    flood = any(one.step == path.steps[-1].id for one in report.floods)
    end = "while the calls keep coming" if flood else "until the last part works again"
    text = f"{words.hours_band(path.hours)} {end}"
    yield Entry(label="If it happens", text=f"{text}; {reason}" if reason else text)


def path_in_words(path: AttackPath) -> str:
    """Who, where it starts, what it ends in."""
    outcome = words.small(path.outcome)
    if len(path.stops) < 2:  # noqa: PLR2004 -- one stop has no way to tell
        return f"{outcome} ({words.small(path.actor_title)})"
    first, last = path.stops[0], path.stops[-1]
    return f"{words.small(path.actor_title)}, from {first.label} to {last.label}: {outcome}"


def _any_cause(report: RiskReport, path: AttackPath) -> str:
    risk = headline.service_risk(report, path.service)
    if risk is None or risk.degraded.chance.likely <= path.odds.chance.likely:
        return ""
    trouble = words.chance(risk.degraded.chance.likely)
    if trouble == words.chance(path.odds.chance.likely):
        return ""
    return f"; some trouble with {words.service(path.service)}, long or short: {trouble}"


def _survival(report: RiskReport, path: AttackPath) -> str:
    alive = headline.survivors(report, path)
    if alive is None:
        return ""
    if not alive:
        return "; no other service is sure to go on working"
    hurt = [words.service(one.service) for one in report.services if one.service not in alive]
    if len(hurt) < len(alive):
        return f"; likely to go on working: all but {words.listing(hurt)}"
    return f"; likely to go on working: {words.listing(map(words.service, alive))}"


def _unreachable(report: RiskReport) -> Iterator[Entry]:
    risk = headline.service_risk(report, ServiceKind.RECEIVE)
    if risk is None:
        return
    cause = headline.path_by_id(report, risk.main_cause)
    part = (
        f", the largest part from: {words.small(cause.stops[0].title)}"
        if cause and cause.stops
        else ""
    )
    yield Entry(
        label="9-1-1 unreachable",
        text=f"about {words.hours_likely(risk.hours_lost)} a year{part}; {_callers(report)}",
    )


def _callers(report: RiskReport) -> str:
    """Callers nobody answers: in outages, and while everybody calls at once."""
    risks = (
        headline.service_risk(report, one) for one in (ServiceKind.RECEIVE, ServiceKind.ANSWER)
    )
    outages = sum(risk.calls.likely for risk in risks if risk)
    floods = sum(flood.calls.likely for flood in report.floods)
    text = f"callers nobody answers: {words.count(outages + floods)}"
    return f"{text}, {words.count(floods)} in floods" if floods > 0.0 else text


def _floods(shifts: tuple[ShiftCapacity, ...]) -> Iterator[Entry]:
    if not shifts:
        return
    if all(shift.fronts for shift in shifts):
        yield Entry(label=_ATTACK, text=capacity_words.in_short(shifts))
        return
    fullest = max(shifts, key=lambda shift: shift.on_duty)
    emptiest = min(shifts, key=lambda shift: shift.on_duty)
    text = f"{_flood(fullest)} more calls an hour leave half of all callers unanswered"
    if emptiest.on_duty != fullest.on_duty:
        text += f"; with the fewest on duty {_flood(emptiest)} are enough"
    yield Entry(label=_FLOOD, text=text)


def _flood(shift: ShiftCapacity) -> str:
    few, many = sorted((shift.flood_half_lost_long, shift.flood_half_lost_short))
    low, high = words.two_digits(few), words.two_digits(many)
    return low if low == high else f"{low} to {high}"


def _fixes(report: RiskReport) -> Entry:
    owners = Counter(action.owner_class for action in report.actions)
    parts = [f"{owners[one]} {_whose(one)}" for one in OwnerClass if owners[one]]
    total = len(report.actions)
    return Entry(label="Fixes", text=f"{total}: {', '.join(parts)}" if parts else "none needed")


def _whose(owner: OwnerClass) -> str:
    return "yours" if owner is OwnerClass.PSAP else words.small(owner.words)


def _action_line(action: Action, report: RiskReport) -> str:
    who = action.owner_class.words if action.available else f"Ask your {_whose(action.owner_class)}"
    what = f"{who}: {words.small(action.title)}, {words.money(action.cost)}"
    return f"{what}: {becomes(action, report)}"


def _not_known(report: RiskReport) -> Entry:
    number = words.number_of(len(report.unknowns), "answer")
    if not report.unknowns:
        return Entry(label="NOT KNOWN", text="nothing that changes the result")
    first = report.unknowns[0]
    if first.swing is None:
        return Entry(label="NOT KNOWN", text=number)
    moves = words.share(first.swing)
    text = f"{number}; one alone moves the harm by {moves}: {first.question}"
    return Entry(label="NOT KNOWN", text=text)


def in_place(report: RiskReport) -> tuple[tuple[Working, ...], tuple[Working, ...]]:
    """Controls that work, and those that are only partly in place or are still to do."""
    to_do = {one.mitigation for one in report.actions}
    whole = [
        one for one in report.working if one.status is Status.YES and one.mitigation not in to_do
    ]
    return tuple(whole), tuple(one for one in report.working if one not in whole)


def _titles(controls: tuple[Working, ...]) -> str:
    titles = [words.small(one.title) for one in controls[:_SHOWN_WORKING]]
    more = len(controls) - len(titles)
    if more > 0:
        titles.append(f"{more} more")
    return words.listing(titles)


def _partly(report: RiskReport) -> Iterator[Entry]:
    _, partly = in_place(report)
    if partly:
        yield Entry(label=_PARTLY, text=_titles(partly))


def _working(report: RiskReport) -> Entry:
    shown = _titles(in_place(report)[0]) or "nothing else is said to be fully in place"
    tested = f"last tested {report.last_test:%B %Y}" if report.last_test else "never tested"
    backup = f"{report.backup.rstrip('.')} ({tested})" if report.backup else "no backup centre"
    return Entry(label="WORKING", text=f"backup: {backup}; {shown}")


def _basis(report: RiskReport) -> Entry:
    basis = report.basis
    own = max(0, basis.declared - basis.by_others)
    return Entry(
        label="BASIS",
        text=f"{basis.declared + basis.assumed} facts: {own} your word, {basis.by_others} from "
        f"others, {basis.assumed} assumed; {_tested(report)}; odds are "
        + ("judgement" if basis.judgement_share > 0 else "sourced"),
    )


def _tested(report: RiskReport) -> str:
    """Controls at one place that evidence speaks of, as `EVIDENCE` counts them."""
    basis = report.basis
    refuted = f" ({basis.refuted} refuted)" if basis.refuted else ""
    return f"{basis.verified + basis.refuted} tested{refuted}"


def _title_line(report: RiskReport) -> str:
    room = WIDTH - len(MARKING) - 2
    return f"{words.shorten(title(report), room):<{room}}  {MARKING}"


def _wrapped(text: str, most: int) -> list[str]:
    """`text` in at most `most` lines, the second indented, cut where it does not fit."""
    return textwrap.wrap(
        text,
        WIDTH,
        subsequent_indent="    ",
        max_lines=most,
        placeholder=" ...",
        break_on_hyphens=False,
    )
