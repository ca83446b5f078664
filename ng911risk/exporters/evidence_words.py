"""What a piece of evidence did to the result, in words: for the text page, HTML and explain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ng911risk.exporters import words
from ng911risk.model.evidence import Standing
from ng911risk.model.report import EvidenceEffect
from ng911risk.model.scales import Band, Status

_BEFORE = {
    Status.YES: "in place",
    Status.PARTLY: "partly in place",
    Status.NO: "not in place",
    Status.UNKNOWN: "not known",
}
_HASH_SHOWN = 12


def seen(effect: EvidenceEffect) -> str:
    """``refuted by lab check SIP-01 on 2026-11-20 at 14:03 UTC; before: in place``."""
    before = words.listing(_BEFORE[one] for one in effect.before)
    when = f"on {effect.on.isoformat()}"
    if effect.lab is not None:
        when = f"on {effect.lab.at:%Y-%m-%d} at {effect.lab.at:%H:%M} UTC"
    return f"{effect.standing.value} by {effect.method} {when}; before: {before}"


def traced(effect: EvidenceEffect) -> str:
    """Where what a machine saw can be traced to; empty for what people saw."""
    lab = effect.lab
    if lab is None:
        return ""
    parts = [f"check {lab.check}"]
    parts += [f"run {lab.run}"] if lab.run else []
    parts += [] if lab.packets is None else [packets(lab.packets)]
    parts += [f"capture SHA-256 {lab.capture}"] if lab.capture else []
    parts += [f"signed with the key {lab.signed_by[:_HASH_SHOWN]}"] if lab.signed_by else []
    if lab.expires is not None:
        late = "should have been" if effect.overdue else "to be"
        parts.append(f"{late} looked at again after {lab.expires.isoformat()}")
    return "; ".join(parts)


def packets(number: int) -> str:
    """``12 packets on the wire``."""
    return f"{words.number_of(number, 'packet')} on the wire"


def moved(effect: EvidenceEffect) -> tuple[str, ...]:
    """What became of harm, hours and callers; one line that says so where it was not tried."""
    without, now = effect.without, effect.now
    if without is None:
        return ("not tried on its own: there is more evidence than is tried without",)
    return (
        f"harm, hours a year: {change(without.harm, now.harm)}",
        f"hours a year on the fallback or worse: {change(without.hours, now.hours)}",
        f"callers a year nobody answers: {change(without.callers, now.callers)}",
    )


def change(then: Band, now: Band) -> str:
    """``up from 3.7 (1.7 to 34) to 5 (2.4 to 40)``, or ``as before, 5 (2.4 to 40)``."""
    before, after = _band(then), _band(now)
    if before == after:
        return f"as before, {after}"
    likely = [words.two_digits(one.likely) for one in (then, now)]
    if likely[0] == likely[1]:
        return f"{likely[0]} as before, its range from {_range(then)} to {_range(now)}"
    return f"{_way(then, now)} from {before} to {after}"


def summary(effects: Sequence[EvidenceEffect]) -> str:
    """How many count, and the one that moved harm most: for the first page."""
    refuted = sum(one.standing is Standing.REFUTED for one in effects)
    counting = f"{words.number_of(len(effects), 'record')} count"
    counting += "s" if len(effects) == 1 else ""
    counting += f", {refuted} refuting" if refuted else ""
    most = max(effects, key=_size, default=None)
    if most is None or most.without is None:
        return f"{counting}; none was tried"
    then, now = most.without.harm, most.now.harm
    harm = [words.two_digits(one.likely) for one in (then, now)]
    if harm[0] == harm[1]:
        return f"{counting}; none moves harm much"
    by = f"by what was seen of: {words.small(most.title)}"
    return f"harm {_way(then, now)} from {harm[0]} to {harm[1]} {by}; {counting}"


def told(effect: EvidenceEffect) -> Iterator[str]:
    """Lines of plain text about one piece."""
    where = words.listing(effect.where) or "the whole site"
    yield f"{effect.title} [{effect.mitigation}], {where}: {seen(effect)}"
    if traces := traced(effect):
        yield f"  {traces}"
    for line in moved(effect):
        yield f"  {line}"


def _size(effect: EvidenceEffect) -> float:
    if effect.without is None:
        return 0.0
    return abs(effect.now.harm.likely - effect.without.harm.likely)


def _way(then: Band, now: Band) -> str:
    return "up" if now.likely > then.likely else "down"


def _range(band: Band) -> str:
    return f"({words.two_digits(band.low)} to {words.two_digits(band.high)})"


def _band(band: Band) -> str:
    low, likely, high = map(words.two_digits, (band.low, band.likely, band.high))
    return likely if low == high else f"{likely} ({low} to {high})"
