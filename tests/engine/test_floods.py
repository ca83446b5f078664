from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.engine.build import Flood
from ng911risk.engine.controls import controls_of
from ng911risk.engine.floods import (
    FloodSize,
    flood_sizes,
    load_controls,
    mean_calls,
    neighbours_people,
)
from ng911risk.engine.layout import ENDS, End
from ng911risk.model.grammar import Callers
from ng911risk.model.inventory import BackupSite, Carries, Inventory, Shift
from ng911risk.model.scales import Status
from tests.engine.small import SITE, about, built_of, said, story, story_catalog

CATALOG = story_catalog()
[FLOOD] = built_of(story(), CATALOG).floods
ON_911 = replace(FLOOD, channel=replace(FLOOD.channel, carries=Carries.NINE_ONE_ONE))


def _sizes(flood: Flood = FLOOD, one: Inventory | None = None) -> dict[End, FloodSize]:
    one = one or story()
    return flood_sizes(flood, one, CATALOG, controls_of(one, CATALOG))


def _calls(calls: float, flood: Flood = ON_911) -> Flood:
    return replace(flood, gift=replace(flood.gift, calls_per_hour=about(calls)))


def test_a_control_of_the_load_lets_fewer_calls_through() -> None:
    no, yes = (_sizes(one=story(controls=(said("screen", s),))) for s in (Status.NO, Status.YES))

    assert yes["likely"].calls_per_hour == pytest.approx(0.4 * no["likely"].calls_per_hour)
    for end in ENDS:
        assert yes[end].callers_lost <= no[end].callers_lost
    assert load_controls(FLOOD, CATALOG) == {"screen"}


def test_what_is_tried_counts_instead_of_what_was_said() -> None:
    one = story(controls=(said("screen", Status.NO),))
    controls = controls_of(one, CATALOG)
    tried = flood_sizes(FLOOD, one, CATALOG, controls, {"screen": Status.YES})

    assert tried == _sizes(one=story(controls=(said("screen", Status.YES),)))


def test_every_end_is_worse_than_the_one_before() -> None:
    sizes = _sizes()

    assert (
        0.0 < sizes["low"].callers_lost < sizes["likely"].callers_lost < sizes["high"].callers_lost
    )
    assert sizes["low"].hours < sizes["high"].hours


def test_a_flood_on_911_hurts_more_than_one_on_other_lines() -> None:
    assert _sizes(ON_911)["likely"].callers_lost > _sizes()["likely"].callers_lost


@given(calls=st.tuples(*[st.floats(1.0, 5000.0)] * 2))
@settings(deadline=None)
def test_more_calls_of_the_same_kind_never_lose_fewer_callers(calls: tuple[float, float]) -> None:
    """Calls that hold a line as long as a caller would wait, or longer."""
    less, more = (_sizes(_calls(one))["likely"].callers_lost for one in sorted(calls))

    assert 0.0 <= less <= more + 1e-9 <= 1.0 + 1e-9


def test_in_a_disaster_the_flood_is_made_of_callers() -> None:
    hostile, genuine = (
        _sizes(replace(ON_911, gift=replace(ON_911.gift, callers=callers)))["likely"]
        for callers in Callers
    )

    assert hostile.genuine_per_hour == mean_calls(SITE) == 6.0
    assert genuine.genuine_per_hour == pytest.approx(6.0 + genuine.calls_per_hour)


def test_calls_of_a_mean_hour_are_weighed_by_the_length_of_the_shifts() -> None:
    day = Shift(from_hour=0, to_hour=6, on_duty=1, calls_per_hour=2.0)
    night = Shift(from_hour=6, to_hour=24, on_duty=3, calls_per_hour=10.0)

    assert mean_calls(replace(SITE, shifts=(day, night))) == 8.0


@pytest.mark.parametrize(
    ("diversion", "tested", "disaster", "people"),
    [
        (Status.YES, True, False, 5),
        (Status.YES, True, True, 2),
        (Status.PARTLY, True, False, 2),
        (Status.PARTLY, True, True, 1),
        (Status.YES, False, False, 0),
        (Status.NO, True, False, 0),
        (Status.UNKNOWN, True, False, 0),
    ],
)
def test_a_neighbour_helps_only_where_calls_really_went_there(
    *, diversion: Status, tested: bool, disaster: bool, people: int
) -> None:
    last = date(2026, 1, 1) if tested else None
    backup = BackupSite(name="Next", diversion=diversion, tested=last, spare_positions=5)

    assert neighbours_people(backup, disaster=disaster) == people
    assert neighbours_people(replace(backup, spare_positions=None), disaster=disaster) == 0


def test_people_next_door_answer_what_overflows() -> None:
    alone = story()
    backup = BackupSite(
        name="Next", diversion=Status.YES, tested=date(2026, 1, 1), spare_positions=4
    )
    helped = replace(alone, site=replace(alone.site, backup_site=backup))

    for end in ENDS:
        assert _sizes(one=helped)[end].callers_lost <= _sizes(one=alone)[end].callers_lost
    assert _sizes(one=helped)["likely"].callers_lost < _sizes(one=alone)["likely"].callers_lost
