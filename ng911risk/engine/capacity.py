"""
How many attack calls an hour a centre carries, shift by shift and way in by way in.

The queue stands in `waiting.py`. Here it meets the site: who is on duty, which lines there
are, calls that must be called back, and what each treatment would change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Protocol

from ng911risk.engine.controls import Controls, overall_status
from ng911risk.engine.erlang import erlang_b
from ng911risk.engine.waiting import (
    MOST_CALLS,
    House,
    Load,
    Outcome,
    calls_until,
    in_standard,
    kept_apart,
    merged,
    outcome,
)
from ng911risk.model.capacity import (
    AttackCalls,
    Front,
    FrontCapacity,
    InPlace,
    Limit,
    ShiftCapacity,
    StandardMet,
    Treated,
    Treatment,
)
from ng911risk.model.inventory import BackupSite, Shift, SiteProfile
from ng911risk.model.scales import Stage, Status

STILL_HANDLED = 0.3
"""Share of flood calls on other lines that people still handle while 9-1-1 rings. Judgement."""

SHORT_S = 10.0
"""Seconds the shortest attack call keeps a person: silence, and he hangs up. Judgement."""

USUAL_S = 30.0
"""Seconds a usual attack call keeps a person: a recording, asked twice. Judgement."""

LONG_S = 300.0
"""Seconds the longest attack call keeps a person: a caller who plays a part. Judgement."""

CALLED_BACK = 0.5
"""Share of abandoned 9-1-1 calls that are called back while it lasts. Judgement."""

CALL_BACK_S = 40.0
"""Seconds of work for one call-back, answered or not. Judgement."""

GREETING_S = 4.0
"""Seconds that putting a caller on hold and taking him up again adds to a call. Judgement."""

HELD_PATIENCE_S = 180.0
"""Mean seconds a caller on hold stays who has heard a voice. Judgement."""

ADMISSION_STOPS = 0.35
"""Share of attack calls that call admission turns away; as its file says of VoIP. Judgement."""

ADMISSION_REJECTS = 0.02
"""Share of real callers it turns away with them. Judgement."""

TENTH = 0.1
HALF = 0.5

_CALLED = House(people=0, lines=0, call_back_s=CALLED_BACK * CALL_BACK_S)


class _Rising(Protocol):
    """A share that rises with attack calls."""

    def __call__(self, per_hour: float, hold_s: float, *, pooled: bool = False) -> float: ...


_NO_ATTACK = Load(per_hour=0.0, hold_s=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way in during one shift, and what stands against attack calls there."""

    front: Front
    genuine: Load
    """9-1-1 calls."""

    admin: Load
    """Other calls that the same people answer."""

    house: House
    """Who answers 9-1-1, and the 9-1-1 lines."""

    ten_digit: int
    """Ten-digit lines."""

    passed: float = 1.0
    """Share of attack calls that are not turned away."""

    rejected: float = 0.0
    """Share of real 9-1-1 callers who are."""

    isolated: bool = False
    """Other calls do not reach these people."""

    def of(self, per_hour: float, hold_s: float, *, pooled: bool = False) -> Outcome:
        """
        What becomes of 9-1-1 callers under so many attack calls; rejected ones are blocked.

        Args:
            pooled: Give all calls the mean length: rough, and far quicker.
        """
        attack = Load(per_hour=per_hour * self.passed, hold_s=hold_s)
        genuine = replace(self.genuine, per_hour=self.genuine.per_hour * (1.0 - self.rejected))
        ordinary = genuine if self.isolated else merged((genuine, self.admin))
        found = outcome(ordinary, self._felt(attack), self.house, pooled=pooled)
        let_in = 1.0 - self.rejected
        return Outcome(
            blocked=self.rejected + let_in * found.blocked, gave_up=let_in * found.gave_up
        )

    def lost(self, per_hour: float, hold_s: float, *, pooled: bool = False) -> float:
        """Share of 9-1-1 callers lost under so many attack calls an hour of so many seconds."""
        return self.of(per_hour, hold_s, pooled=pooled).lost

    def refused(self, per_hour: float, hold_s: float, *, pooled: bool = False) -> float:
        """Share of all calls on these lines that find none free."""
        if self.front is not Front.TEN_DIGIT:
            return self.of(per_hour, hold_s, pooled=pooled).blocked
        attack = Load(per_hour=per_hour * self.passed, hold_s=hold_s)
        return erlang_b(self.ten_digit, self.admin.erlangs + attack.erlangs)

    def _felt(self, attack: Load) -> Load:
        """What of the attack reaches the people who answer 9-1-1."""
        if self.front is not Front.TEN_DIGIT:
            return attack
        if self.isolated:
            return _NO_ATTACK
        return felt(attack, self.ten_digit, others=self.admin.erlangs)


def felt(attack: Load, lines: int, *, others: float = 0.0) -> Load:
    """
    What of a flood on other lines reaches the people who answer 9-1-1.

    Args:
        attack: The flood.
        lines: Ten-digit lines.
        others: Erlangs of ordinary calls on the same lines.
    """
    passed = 1.0 - erlang_b(max(1, lines), others + attack.erlangs)
    return Load(per_hour=attack.per_hour * passed * STILL_HANDLED, hold_s=attack.hold_s)


def shift_capacity(
    site: SiteProfile, shift: Shift, said: Mapping[Treatment, Status] | None = None
) -> ShiftCapacity:
    """
    What the people of one shift carry, unattacked and under attack.

    Args:
        said: What is known about treatments; without a word nothing is.
    """
    fronts = tuple(_front(site, way, said or {}) for way in ways(site, shift))
    nine = fronts[0].half_lost
    unattacked = ways(site, shift)[0].of(0.0, USUAL_S)
    met = _standards(site, shift)
    return ShiftCapacity(
        from_hour=shift.from_hour,
        to_hour=shift.to_hour,
        on_duty=shift.on_duty,
        baseline_lost=unattacked.lost,
        baseline_in_standard=met[0].met,
        flood_half_lost_short=nine.likely or 0.0,
        flood_half_lost_long=nine.low or 0.0,
        standards=met,
        fronts=fronts,
    )


def site_capacity(site: SiteProfile, controls: Controls) -> tuple[ShiftCapacity, ...]:
    """What the people of every shift carry, with what is known about the treatments."""
    said = _said(site.backup_site, controls)
    return tuple(shift_capacity(site, shift, said) for shift in site.shifts)


def ways(site: SiteProfile, shift: Shift) -> tuple[Way, ...]:
    """Ways in for attack calls: 9-1-1 by trunks or, at an i3 site, by ESInet; ten-digit lines."""
    nine = Front.ESINET if site.stage is Stage.I3 else Front.TRUNKS
    way = Way(
        front=nine,
        genuine=Load(per_hour=shift.calls_per_hour, hold_s=site.hold_s),
        admin=Load(per_hour=shift.admin_calls_per_hour, hold_s=site.admin_hold_s),
        house=replace(_CALLED, people=shift.on_duty, lines=site.trunks_911),
        ten_digit=site.trunks_ten_digit,
    )
    return (way, replace(way, front=Front.TEN_DIGIT)) if site.trunks_ten_digit else (way,)


def treated(way: Way, treatment: Treatment, backup: BackupSite) -> Way | None:
    """The way with one treatment; None where nobody knows what it would be."""
    house = way.house
    if treatment is Treatment.ISOLATE:
        return replace(way, isolated=True)
    if treatment is Treatment.ADMIT:
        nine = way.front is not Front.TEN_DIGIT
        return replace(
            way, passed=1.0 - ADMISSION_STOPS, rejected=ADMISSION_REJECTS if nine else 0.0
        )
    if treatment is Treatment.HOLD:
        held = replace(house, patience_s=HELD_PATIENCE_S, greeting_s=GREETING_S)
        return replace(way, house=held)
    more = backup.spare_positions
    if more is None:
        return None
    return replace(way, house=replace(house, people=house.people + more, lines=house.lines + more))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lost:
    tenth: AttackCalls
    half: AttackCalls


@lru_cache(maxsize=4096)
def _lost(way: Way) -> _Lost:
    """The same way is asked about again: in the next shift, and with what is in place."""
    return _Lost(tenth=_calls(TENTH, way.lost, way.house), half=_calls(HALF, way.lost, way.house))


def _front(site: SiteProfile, way: Way, said: Mapping[Treatment, Status]) -> FrontCapacity:
    lost = _lost(way)
    blocked = _calls(TENTH, way.refused, way.house)
    return FrontCapacity(
        front=way.front,
        lines=way.ten_digit if way.front is Front.TEN_DIGIT else way.house.lines,
        tenth_lost=lost.tenth,
        half_lost=lost.half,
        tenth_blocked=blocked,
        half_blocked=_calls(HALF, way.refused, way.house),
        first=_first(way, lost.tenth.likely, blocked.likely),
        treated=tuple(_treated(site, way, one, said) for one in Treatment),
        in_place=_in_place(site, way, said),
    )


def _in_place(site: SiteProfile, way: Way, said: Mapping[Treatment, Status]) -> InPlace:
    there: list[Treatment] = []
    for one in Treatment:
        changed = treated(way, one, site.backup_site) if said.get(one) is Status.YES else None
        if changed is not None:
            there.append(one)
            way = changed
    lost = _lost(way)
    refused = _calls(TENTH, way.refused, way.house) if way.front is Front.TEN_DIGIT else None
    return InPlace(
        treatments=tuple(there),
        tenth_lost=lost.tenth,
        half_lost=lost.half,
        first=_first(way, lost.tenth.likely, refused.likely if refused else None),
        rejected=way.rejected,
    )


def _first(way: Way, lost: float | None, blocked: float | None) -> Limit:
    """What runs out first: on 9-1-1 lines, what loses more of the first tenth of callers."""
    if way.front is Front.TEN_DIGIT:
        full = blocked is not None and (lost is None or blocked < lost)
    else:
        found = way.of(lost or 0.0, USUAL_S)
        full = found.blocked - way.rejected > found.gave_up
    return Limit.LINES if full else Limit.PEOPLE


def _treated(
    site: SiteProfile, way: Way, treatment: Treatment, said: Mapping[Treatment, Status]
) -> Treated:
    status = said.get(treatment, Status.UNKNOWN)
    changed = treated(way, treatment, site.backup_site)
    if changed is None:
        return Treated(treatment=treatment, status=status, tenth_lost=None, half_lost=None)

    lost = _lost(changed)
    return Treated(
        treatment=treatment,
        status=status,
        tenth_lost=lost.tenth,
        half_lost=lost.half,
        rejected=changed.rejected,
    )


def _calls(share: float, rising: _Rising, house: House) -> AttackCalls:
    found = {hold: _until(share, rising, house, hold) for hold in (LONG_S, USUAL_S, SHORT_S)}
    known = [calls for calls in found.values() if calls is not None]
    return AttackCalls(
        low=min(known, default=None),
        likely=found[USUAL_S],
        high=max(known) if len(known) == len(found) else None,
    )


def _until(share: float, rising: _Rising, house: House, hold_s: float) -> float | None:
    exact = partial(rising, hold_s=hold_s)
    if not kept_apart(house, hold_s):
        return calls_until(share, exact)
    rough = calls_until(share, partial(rising, hold_s=hold_s, pooled=True))
    return calls_until(share, exact, near=MOST_CALLS if rough is None else rough)


def _standards(site: SiteProfile, shift: Shift) -> tuple[StandardMet, ...]:
    way = ways(site, shift)[0]
    people = {"on_duty": way.house.people, "trunks": way.house.lines}
    return tuple(
        StandardMet(
            seconds=seconds,
            asked=share,
            met=in_standard((way.genuine, way.admin), seconds=seconds, **people),
        )
        for share, seconds in site.answer_standard.steps
    )


def _said(backup: BackupSite, controls: Controls) -> dict[Treatment, Status]:
    """
    What is known about each treatment; nobody is asked about answering and putting on hold.

    Lines apart still ring at the same people: no more than partly. Overflow is there where calls
    can be diverted and once really were, and partly where they never were.
    """
    isolate = overall_status("separate-admin-lines", controls)
    overflow = backup.diversion
    return {
        Treatment.ISOLATE: Status.PARTLY if isolate is Status.YES else isolate,
        Treatment.ADMIT: overall_status("call-admission-control", controls),
        Treatment.OVERFLOW: (
            Status.PARTLY if overflow is Status.YES and backup.tested is None else overflow
        ),
    }
