from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.content import load_catalog
from ng911risk.engine.capacity import (
    ADMISSION_REJECTS,
    ADMISSION_STOPS,
    Way,
    felt,
    shift_capacity,
    site_capacity,
    treated,
    ways,
)
from ng911risk.engine.controls import controls_of
from ng911risk.engine.waiting import Load
from ng911risk.model.capacity import (
    AttackCalls,
    Front,
    FrontCapacity,
    Limit,
    ShiftCapacity,
    Treated,
    Treatment,
)
from ng911risk.model.inventory import MOST_LINES, AnswerStandard, BackupSite, Shift, SiteProfile
from ng911risk.model.scales import Stage, Status
from tests.engine.small import SHIFT, SITE, said, story, story_catalog

NEXT: Final = BackupSite(
    name="Next", diversion=Status.YES, tested=date(2026, 1, 1), spare_positions=3
)
HELPED: Final = replace(SITE, backup_site=NEXT)
SITES = st.builds(
    lambda people, lines, calls, admin, ten, spare: (
        replace(
            SITE,
            trunks_911=lines,
            trunks_ten_digit=ten,
            backup_site=BackupSite(name="Next", spare_positions=spare),
        ),
        replace(SHIFT, on_duty=people, calls_per_hour=calls, admin_calls_per_hour=admin),
    ),
    st.integers(1, 8),
    st.integers(1, 16),
    st.floats(0.1, 60.0),
    st.floats(0.0, 60.0),
    st.integers(1, 12),
    st.integers(0, 6),
)
FLOOD = st.floats(0.0, 3000.0)
HOLD = st.floats(5.0, 600.0)


def _ways(pair: tuple[SiteProfile, Shift]) -> tuple[Way, ...]:
    return ways(*pair)


def _front(told: ShiftCapacity, front: Front) -> FrontCapacity:
    return next(one for one in told.fronts if one.front is front)


def _by(front: FrontCapacity, treatment: Treatment) -> Treated:
    return next(one for one in front.treated if one.treatment is treatment)


def _more(calls: AttackCalls | None) -> tuple[float, float, float]:
    assert calls is not None
    low, likely, high = (
        float("inf") if one is None else one for one in (calls.low, calls.likely, calls.high)
    )
    return low, likely, high


def test_a_shift_tells_what_its_people_carry() -> None:
    alone = shift_capacity(SITE, replace(SHIFT, on_duty=1))
    two = shift_capacity(SITE, SHIFT)

    assert (two.from_hour, two.to_hour, two.on_duty) == (0, 24, 2)
    assert two.baseline_lost < alone.baseline_lost
    assert two.baseline_in_standard > alone.baseline_in_standard
    assert two.flood_half_lost_short > two.flood_half_lost_long > 0.0
    assert two.flood_half_lost_long > alone.flood_half_lost_long
    nine = two.fronts[0]
    assert two.flood_half_lost_short == nine.half_lost.likely
    assert two.flood_half_lost_long == nine.half_lost.low


def test_the_way_in_of_911_calls_goes_by_the_stage() -> None:
    fronts = {
        stage: [way.front for way in ways(replace(SITE, stage=stage), SHIFT)] for stage in Stage
    }

    assert fronts[Stage.LEGACY] == [Front.TRUNKS, Front.TEN_DIGIT]
    assert fronts[Stage.TRANSITIONAL] == [Front.TRUNKS, Front.TEN_DIGIT]
    assert fronts[Stage.I3] == [Front.ESINET, Front.TEN_DIGIT]
    assert [way.front for way in ways(replace(SITE, trunks_ten_digit=0), SHIFT)] == [Front.TRUNKS]


def test_the_band_goes_from_long_calls_to_short_ones() -> None:
    nine = shift_capacity(SITE, SHIFT).fronts[0]

    for calls in (nine.tenth_lost, nine.half_lost, nine.tenth_blocked, nine.half_blocked):
        low, likely, high = _more(calls)
        assert 0.0 < low < likely < high
    assert _more(nine.tenth_lost) < _more(nine.half_lost)
    assert _more(nine.tenth_lost) < _more(nine.tenth_blocked)


def test_people_run_out_before_trunks_and_trunks_where_they_are_few() -> None:
    few = replace(SITE, trunks_911=2)

    assert shift_capacity(SITE, SHIFT).fronts[0].first is Limit.PEOPLE
    assert shift_capacity(few, replace(SHIFT, on_duty=6)).fronts[0].first is Limit.LINES


def test_ten_digit_lines_fill_long_before_a_large_centre_suffers() -> None:
    told = shift_capacity(SITE, replace(SHIFT, on_duty=20))
    office = _front(told, Front.TEN_DIGIT)

    assert office.first is Limit.LINES
    assert office.half_lost.low is office.half_lost.likely is office.half_lost.high is None
    assert 0.0 < _more(office.tenth_blocked)[1] < 10_000.0


@given(pair=SITES, calls=st.tuples(FLOOD, FLOOD), hold=HOLD)
@settings(deadline=None, max_examples=60)
def test_more_attack_calls_never_lose_fewer_callers(
    pair: tuple[SiteProfile, Shift], calls: tuple[float, float], hold: float
) -> None:
    for way in _ways(pair):
        few, many = (way.lost(one, hold) for one in sorted(calls))
        assert way.lost(0.0, hold) <= few + 1e-6
        assert few <= many + 1e-6 <= 1.0 + 2e-6


@given(pair=SITES, calls=FLOOD, hold=HOLD)
@settings(deadline=None, max_examples=60)
def test_a_treatment_costs_no_more_callers_than_it_says_it_rejects(
    pair: tuple[SiteProfile, Shift], calls: float, hold: float
) -> None:
    site, _ = pair
    for way in _ways(pair):
        for one in (Treatment.ISOLATE, Treatment.ADMIT):
            after = treated(way, one, site.backup_site)
            assert after is not None
            assert after.lost(calls, hold) <= way.lost(calls, hold) + after.rejected + 1e-6


@given(pair=SITES, calls=FLOOD, hold=st.floats(60.0, 600.0))
@settings(deadline=None, max_examples=60)
def test_a_neighbour_never_makes_it_worse(
    pair: tuple[SiteProfile, Shift], calls: float, hold: float
) -> None:
    site, _ = pair
    for way in _ways(pair):
        after = treated(way, Treatment.OVERFLOW, site.backup_site)
        assert after is not None
        assert after.lost(calls, hold) <= way.lost(calls, hold) + 1e-6


@given(pair=SITES)
@settings(deadline=None, max_examples=30)
def test_without_an_attack_every_way_in_is_the_ordinary_hour(
    pair: tuple[SiteProfile, Shift],
) -> None:
    baseline = {way.lost(0.0, hold) for way in _ways(pair) for hold in (10.0, 30.0, 300.0)}

    assert len(baseline) == 1


EXTREMES = st.builds(
    lambda people, lines, ten, calls, admin, spare, said: (
        replace(
            SITE,
            trunks_911=lines,
            trunks_ten_digit=ten,
            backup_site=BackupSite(name="Next", spare_positions=spare),
        ),
        replace(SHIFT, on_duty=people, calls_per_hour=calls, admin_calls_per_hour=admin),
        said,
    ),
    st.sampled_from((0, 1, 8, 9, MOST_LINES)),
    st.sampled_from((0, 1, 120, 121, MOST_LINES)),
    st.sampled_from((0, 1, MOST_LINES)),
    st.sampled_from((0.0, 1e-6, 30.0, 1e5)),
    st.sampled_from((0.0, 1e-6, 30.0, 1e5)),
    st.sampled_from((None, 0, 3, MOST_LINES)),
    st.dictionaries(st.sampled_from(Treatment), st.sampled_from(Status)),
)


@given(one=EXTREMES)
@settings(deadline=20_000, max_examples=25)
def test_extremes_have_a_figure_or_none_and_never_nonsense(
    one: tuple[SiteProfile, Shift, dict[Treatment, Status]],
) -> None:
    told = shift_capacity(*one)

    shares = (told.baseline_lost, told.baseline_in_standard, *(step.met for step in told.standards))
    assert all(0.0 <= share <= 1.0 for share in shares)
    for front in told.fronts:
        assert front.in_place is not None
        figures = [front.tenth_lost, front.half_lost, front.tenth_blocked, front.half_blocked]
        figures += [front.in_place.tenth_lost, front.in_place.half_lost]
        figures += [treated.tenth_lost for treated in front.treated if treated.tenth_lost]
        for calls in figures:
            low, likely, high = _more(calls)
            assert 0.0 <= low <= likely <= high


def test_what_is_in_place_counts_together_and_the_rest_does_not() -> None:
    known = {
        Treatment.ISOLATE: Status.PARTLY,
        Treatment.ADMIT: Status.YES,
        Treatment.OVERFLOW: Status.YES,
    }
    site = replace(HELPED, trunks_911=20)
    nine = shift_capacity(site, SHIFT, known).fronts[0]

    assert nine.in_place is not None
    assert nine.in_place.treatments == (Treatment.ADMIT, Treatment.OVERFLOW)
    assert nine.in_place.rejected == ADMISSION_REJECTS
    for one in nine.in_place.treatments:
        assert _more(nine.in_place.tenth_lost) > _more(_by(nine, one).tenth_lost)


def test_one_treatment_in_place_gives_its_own_figures_and_none_the_untreated() -> None:
    one, none = (
        shift_capacity(HELPED, SHIFT, {Treatment.OVERFLOW: status}).fronts[0]
        for status in (Status.YES, Status.PARTLY)
    )

    assert one.in_place is not None
    assert none.in_place is not None
    assert one.in_place.tenth_lost == _by(one, Treatment.OVERFLOW).tenth_lost
    assert none.in_place.treatments == ()
    assert none.in_place.tenth_lost == none.tenth_lost
    assert none.in_place.first is none.first


def test_overflow_of_unknown_size_is_in_place_and_not_counted() -> None:
    nine = shift_capacity(SITE, SHIFT, {Treatment.OVERFLOW: Status.YES}).fronts[0]

    assert nine.in_place is not None
    assert nine.in_place.treatments == ()


def test_treatments_raise_what_a_centre_carries() -> None:
    for front in shift_capacity(HELPED, replace(SHIFT, admin_calls_per_hour=10.0)).fronts:
        for one in (Treatment.ISOLATE, Treatment.OVERFLOW):
            assert _more(_by(front, one).tenth_lost) > _more(front.tenth_lost)


def test_call_admission_helps_in_a_great_flood_and_costs_callers_in_a_small_one() -> None:
    """Where few attack calls cost a tenth of callers, those it rejects weigh more."""
    nine, office = shift_capacity(SITE, replace(SHIFT, admin_calls_per_hour=10.0)).fronts

    assert _more(_by(nine, Treatment.ADMIT).half_lost) > _more(nine.half_lost)
    assert _more(_by(nine, Treatment.ADMIT).tenth_lost) < _more(nine.tenth_lost)
    assert _more(_by(office, Treatment.ADMIT).tenth_lost) > _more(office.tenth_lost)


def test_isolated_lines_cost_no_911_caller_however_many_call() -> None:
    office = _front(shift_capacity(SITE, SHIFT), Front.TEN_DIGIT)

    isolated = _by(office, Treatment.ISOLATE)
    assert (
        isolated.tenth_lost == isolated.half_lost == AttackCalls(low=None, likely=None, high=None)
    )


def test_call_admission_says_how_many_real_callers_it_rejects() -> None:
    nine, office = shift_capacity(SITE, SHIFT).fronts

    assert _by(nine, Treatment.ADMIT).rejected == ADMISSION_REJECTS
    assert _by(office, Treatment.ADMIT).rejected == 0.0
    [way, _] = ways(SITE, SHIFT)
    admitted = treated(way, Treatment.ADMIT, BackupSite())
    assert admitted is not None
    assert admitted.lost(0.0, 30.0) == pytest.approx(
        ADMISSION_REJECTS + way.lost(0.0, 30.0), abs=0.002
    )


def test_call_admission_stops_as_many_as_its_file_says() -> None:
    answers = load_catalog().mitigations["call-admission-control"].answers
    [voip] = [one for one in answers if one.vector == "tdos-pbx-voip"]

    assert voip.effect.likely == ADMISSION_STOPS


def test_what_a_neighbour_can_staff_is_unknown_until_somebody_says() -> None:
    unknown = _by(shift_capacity(SITE, SHIFT).fronts[0], Treatment.OVERFLOW)
    known = _by(shift_capacity(HELPED, SHIFT).fronts[0], Treatment.OVERFLOW)

    assert unknown.tenth_lost is unknown.half_lost is None
    assert known.tenth_lost is not None


def test_callers_on_hold_stay_longer_and_fill_the_lines() -> None:
    [way, _] = ways(SITE, SHIFT)
    held = treated(way, Treatment.HOLD, BackupSite())
    assert held is not None

    before, after = way.of(60.0, 120.0), held.of(60.0, 120.0)
    assert after.gave_up < before.gave_up
    assert after.blocked > before.blocked


def test_calls_that_are_called_back_cost_people() -> None:
    [way, _] = ways(SITE, SHIFT)
    never = replace(way, house=replace(way.house, call_back_s=0.0))

    assert way.lost(200.0, 30.0) > never.lost(200.0, 30.0)


def test_both_steps_of_the_answer_standard_are_told() -> None:
    nena = shift_capacity(SITE, SHIFT).standards
    own = AnswerStandard(share=0.99, seconds=30.0)
    one = shift_capacity(replace(SITE, answer_standard=own), SHIFT).standards

    assert [(step.asked, step.seconds) for step in nena] == [(0.90, 15.0), (0.95, 20.0)]
    assert [(step.asked, step.seconds) for step in one] == [(0.99, 30.0)]
    assert 0.5 < nena[0].met < nena[1].met < one[0].met < 1.0


def test_what_is_known_about_treatments_stands_beside_them() -> None:
    catalog = story_catalog()
    controls = (
        said("separate-admin-lines", Status.YES),
        said("call-admission-control", Status.NO),
    )
    one = replace(story(controls=controls), site=HELPED)
    [told] = site_capacity(one.site, controls_of(one, catalog))
    known = {treated.treatment: treated.status for treated in told.fronts[0].treated}

    assert known == {
        Treatment.ISOLATE: Status.PARTLY,  # lines apart still ring at the same people
        Treatment.ADMIT: Status.NO,
        Treatment.OVERFLOW: Status.YES,
        Treatment.HOLD: Status.UNKNOWN,
    }


def test_a_diversion_that_was_never_tried_is_there_in_part() -> None:
    one = story()
    backup = replace(NEXT, tested=None)
    site = replace(SITE, backup_site=backup)
    [told] = site_capacity(site, controls_of(one, story_catalog()))

    assert _by(told.fronts[0], Treatment.OVERFLOW).status is Status.PARTLY


def test_a_flood_on_other_lines_is_felt_by_what_gets_through() -> None:
    small, large = (felt(Load(per_hour=500.0, hold_s=60.0), lines) for lines in (2, 20))

    assert 0.0 < small.per_hour < large.per_hour < 150.0 + 1e-9


def test_without_people_or_lines_everybody_is_lost_at_once() -> None:
    for site, shift in ((SITE, replace(SHIFT, on_duty=0)), (replace(SITE, trunks_911=0), SHIFT)):
        nine = shift_capacity(site, shift).fronts[0]
        assert nine.tenth_lost == AttackCalls(low=0.0, likely=0.0, high=0.0)
