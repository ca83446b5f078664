from __future__ import annotations

from typing import Any, Final

import numpy as np
import pytest

from ng911risk.engine.harm import EXPOSED_HOURS, WEIGHTS
from ng911risk.engine.layout import ENDS, End
from ng911risk.engine.ranges import ends
from ng911risk.engine.states import service_name
from ng911risk.model.grammar import Recovery
from ng911risk.model.inventory import ServiceKind
from tests.engine.runs import run_of
from tests.engine.small import HOURS, about, story, story_catalog

RUN: Final = run_of(story(), story_catalog())
GRAPH: Final = RUN.built.graph
DISPATCH: Final = ServiceKind.DISPATCH


def _rates(**of: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Events a year of dispatch, by outcome and class, and of nothing else."""
    rates = np.zeros(len(GRAPH))
    for name, often in of.items():
        outcome, recovery = name.split("_")
        rates[GRAPH.index[service_name(outcome, DISPATCH, Recovery(recovery))]] = often
    return rates


def test_an_outage_of_a_class_lasts_as_long_as_that_class() -> None:
    """One event in the year that is a repair, and so a restart, and so on down."""
    rates = _rates(
        degraded_failover=1.0, degraded_minutes=1.0, degraded_restart=1.0, degraded_repair=1.0
    )
    found = RUN.meter.read(rates, "likely").services[DISPATCH]

    assert found.hours["degraded"] == pytest.approx(HOURS[Recovery.REPAIR])
    assert found.hours["lost"] == 0.0
    assert found.rate["degraded"] == 1.0
    assert found.weighted == pytest.approx(WEIGHTS[DISPATCH].degraded * HOURS[Recovery.REPAIR])


def test_an_hour_lost_counts_as_lost_and_not_as_degraded_too() -> None:
    rates = _rates(degraded_failover=2.0, lost_failover=2.0)
    found = RUN.meter.read(rates, "likely")

    assert found.services[DISPATCH].weighted == pytest.approx(
        WEIGHTS[DISPATCH].lost * 2.0 * HOURS[Recovery.FAILOVER]
    )
    assert found.weighted == pytest.approx(found.services[DISPATCH].weighted)


def test_odds_leave_out_what_is_over_in_minutes_and_hours_do_not() -> None:
    found = RUN.meter.read(_rates(degraded_failover=9.0, degraded_minutes=9.0), "likely")

    assert found.services[DISPATCH].rate["degraded"] == 0.0
    assert found.services[DISPATCH].hours["degraded"] == pytest.approx(
        9.0 * HOURS[Recovery.MINUTES]
    )


@pytest.mark.parametrize("end", ENDS)
def test_hours_are_those_of_the_same_end(end: End) -> None:
    found = RUN.meter.read(_rates(degraded_failover=1.0), end)
    hours = getattr(ends(about(HOURS[Recovery.FAILOVER])), end)

    assert found.services[DISPATCH].hours["degraded"] == pytest.approx(hours)


def test_a_theft_counts_a_fixed_number_of_hours() -> None:
    rates = np.zeros(len(GRAPH))
    rates[GRAPH.index["exposed"]] = 0.5
    found = RUN.meter.read(rates, "likely")

    assert found.exposed == 0.5
    assert found.weighted == pytest.approx(0.5 * EXPOSED_HOURS)


def test_nothing_happens_where_nothing_happens() -> None:
    found = RUN.meter.read(np.zeros(len(GRAPH)), "high")

    assert found.weighted == 0.0
    assert set(found.services) == {ServiceKind.DISPATCH, ServiceKind.ANSWER}


def test_only_what_is_watched_is_read() -> None:
    """What-ifs work out the watched nodes and leave the others at nothing."""
    for end in ENDS:
        only = np.zeros(len(GRAPH))
        only[RUN.meter.watched] = RUN.rates[end][RUN.meter.watched]
        assert RUN.meter.read(only, end) == RUN.meter.read(RUN.rates[end], end)


@pytest.mark.parametrize("kind", list(ServiceKind))
def test_every_service_has_weights_that_make_sense(kind: ServiceKind) -> None:
    weight = WEIGHTS[kind]

    assert 0.0 < weight.degraded < weight.lost <= 1.0
    assert weight.impact_degraded < weight.impact_lost
