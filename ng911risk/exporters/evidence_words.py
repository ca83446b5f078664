"""What evidence about a control did to the result, in words: text page, HTML and explain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ng911risk.exporters import words
from ng911risk.model.evidence import Standing
from ng911risk.model.report import EvidenceEffect, EvidenceSeen
from ng911risk.model.scales import Band, Status

_BEFORE = {
    Status.YES: "in place",
    Status.PARTLY: "partly in place",
    Status.NO: "not in place",
    Status.UNKNOWN: "not known",
}
_HASH_SHOWN = 12


def stands(effect: EvidenceEffect) -> str:
    """``refuted by 2 records; declared: in place``."""
    declared = words.listing(_BEFORE[one] for one in effect.before)
    number = words.number_of(len(agreeing(effect)), "record")
    return f"{effect.standing.value} by {number}; declared: {declared}"


def agreeing(effect: EvidenceEffect) -> tuple[EvidenceSeen, ...]:
    """Records that say what stands; others were overtaken by a newer one."""
    return tuple(one for one in effect.records if one.standing is effect.standing)


def seen(record: EvidenceSeen) -> str:
    """``refuted by lab check SIP-01 on 2026-11-20 at 14:03 UTC``."""
    when = f"on {record.on.isoformat()}"
    if record.lab is not None:
        when = f"on {record.lab.at:%Y-%m-%d} at {record.lab.at:%H:%M} UTC"
    return f"{record.standing.value} by {record.method} {when}"


def traced(record: EvidenceSeen) -> str:
    """Where what a machine saw can be traced to; empty for what people saw."""
    lab = record.lab
    if lab is None:
        return ""
    parts = [f"check {lab.check}"]
    parts += [f"run {lab.run}"] if lab.run else []
    parts += [] if lab.packets is None else [packets(lab.packets)]
    parts += [f"capture SHA-256 {lab.capture}"] if lab.capture else []
    parts += [f"signed with the key {lab.signed_by[:_HASH_SHOWN]}"] if lab.signed_by else []
    if lab.expires is not None:
        late = "should have been" if record.overdue else "to be"
        parts.append(f"{late} looked at again after {lab.expires.isoformat()}")
    return "; ".join(parts)


def packets(number: int) -> str:
    """``12 packets on the wire in the whole run``; a capture sends none."""
    if not number:
        return "no packet sent"
    return f"{words.number_of(number, 'packet')} on the wire in the whole run"


def moved(effect: EvidenceEffect) -> tuple[str, ...]:
    """What became of harm, hours and callers; one line that says so where it was not tried."""
    without, now = effect.without, effect.now
    if without is None:
        return ("not tried on its own: there is more evidence than is tried",)
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
    """How many answers were tested, and the one that moved harm most: for the first page."""
    refuted = sum(one.standing is Standing.REFUTED for one in effects)
    records = sum(len(agreeing(one)) for one in effects)
    counting = f"{len(effects)} tested by {words.number_of(records, 'record')}"
    counting += f", {refuted} refuted" if refuted else ""
    most = max(effects, key=_size, default=None)
    if most is None or all(one.without is None for one in effects):
        return f"{counting}; none was tried"
    then, now = most.without.harm if most.without else most.now.harm, most.now.harm
    harm = [words.two_digits(one.likely) for one in (then, now)]
    if harm[0] == harm[1]:
        return f"{counting}; none moves harm much"
    return (
        f"{counting}; harm {_way(then, now)} from {harm[0]} to {harm[1]} "
        f"by what was seen of: {words.small(most.title)}"
    )


def told(effect: EvidenceEffect) -> Iterator[str]:
    """Lines of plain text about one control at one place."""
    yield f"{effect.title} [{effect.mitigation}], {effect.where or 'the whole site'}: " + stands(
        effect
    )
    for line in moved(effect):
        yield f"  {line}"
    for record in effect.records:
        overtaken = "" if record.standing is effect.standing else "; a newer record counts instead"
        yield f"  {seen(record)}{overtaken}"
        if traces := traced(record):
            yield f"    {traces}"


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
