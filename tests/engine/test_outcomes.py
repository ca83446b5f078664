from __future__ import annotations

import math
from dataclasses import replace

import pytest

from ng911risk.engine.scoring import risk_level
from ng911risk.model.inventory import FallbackKind, ServiceKind
from ng911risk.model.report import ServiceRisk
from ng911risk.model.scales import Status
from tests.engine.runs import report_of
from tests.engine.small import said, service, story, story_catalog, success

REPORT = report_of(story())


@pytest.mark.parametrize("risk", REPORT.services, ids=lambda one: one.service.value)
def test_lost_is_never_more_than_degraded(risk: ServiceRisk) -> None:
    for end in ("low", "likely", "high"):
        assert getattr(risk.lost.rate, end) <= getattr(risk.degraded.rate, end) + 1e-9
        assert getattr(risk.hours_lost, end) <= getattr(risk.hours_degraded, end) + 1e-9


@pytest.mark.parametrize("risk", REPORT.services, ids=lambda one: one.service.value)
def test_risk_comes_from_the_table(risk: ServiceRisk) -> None:
    assert risk.risk in {risk_level(odds.word, risk.impact) for odds in (risk.lost, risk.degraded)}


def test_services_stand_in_the_order_of_a_call() -> None:
    kinds = list(ServiceKind)

    assert [one.service for one in REPORT.services] == sorted(
        (one.service for one in REPORT.services), key=kinds.index
    )


def test_hours_each_are_hours_by_events() -> None:
    dispatch = REPORT.services[1]

    assert dispatch.service is ServiceKind.DISPATCH
    assert dispatch.hours_each.likely == pytest.approx(
        dispatch.hours_degraded.likely / dispatch.degraded.rate.likely
    )


def test_the_main_cause_is_the_worst_path_to_it() -> None:
    ids = {path.id: path for path in REPORT.paths}
    for risk in REPORT.services:
        assert ids[risk.main_cause].service is risk.service


def test_calls_are_lost_only_where_calls_come_in() -> None:
    needs = (
        service(ServiceKind.RECEIVE, ("cad",)),
        service(ServiceKind.DISPATCH, ("cad",)),
    )
    receive, dispatch = report_of(story(services=needs)).services

    assert receive.calls.likely == pytest.approx(receive.hours_lost.likely * 6.0)
    assert dispatch.calls.high == 0.0


@pytest.mark.parametrize("kind", [FallbackKind.MANUAL, FallbackKind.OTHER_CHANNEL])
def test_a_fallback_keeps_a_degraded_service_from_being_lost(kind: FallbackKind) -> None:
    controls = (said("paper", Status.YES),)
    alone, backed = (
        report_of(
            story(
                services=(service(ServiceKind.DISPATCH, ("cad",), fallback=one),), controls=controls
            )
        ).services[0]
        for one in (FallbackKind.NONE, kind)
    )

    assert alone.lost.rate == alone.degraded.rate
    assert backed.lost.rate.likely < 0.5 * alone.lost.rate.likely
    assert backed.degraded.rate == alone.degraded.rate


def test_exposure_is_how_often_records_are_read() -> None:
    base = story()
    apart = report_of(story(flows=(base.flows[0], base.flows[2])))

    assert REPORT.exposure.rate.likely > 0.0
    assert apart.exposure.rate.high == 0.0


def test_a_flood_costs_the_calls_that_come_while_it_lasts() -> None:
    [flood] = REPORT.floods

    assert (flood.step, flood.channel, flood.hostile) == ("flood.call@lines", "lines", True)
    assert flood.calls.likely == pytest.approx(
        math.prod((flood.odds.rate.likely, flood.hours.likely, 6.0, flood.callers_lost.likely))
    )


def test_the_flood_that_costs_most_stands_first() -> None:
    content = story_catalog()
    flood = content.vectors["flood"]
    [call] = flood.steps
    rare = replace(flood, steps=(replace(call, success=success(0.1)),))
    content = replace(content, vectors=content.vectors | {"a-rare-flood": rare})
    floods = report_of(story(), content).floods

    assert [one.step for one in floods] == ["flood.call@lines", "a-rare-flood.call@lines"]
    assert floods[0].calls.likely > floods[1].calls.likely > 0.0
