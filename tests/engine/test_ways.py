from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.engine.layout import attempts_of
from ng911risk.engine.run import Run
from ng911risk.engine.ways import Way, goals_of, ways_of
from ng911risk.model.grammar import Per, Recovery
from ng911risk.model.inventory import Relation, ServiceKind
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Status
from tests.engine.runs import run_of
from tests.engine.small import (
    ADMIN,
    GIVES_ADMIN,
    answer,
    asset,
    catalog,
    inventory,
    mitigation,
    rate,
    said,
    service,
    step,
    stopped,
    story,
    story_catalog,
    trust,
    vector,
)

CONTROLS = tuple(said(name, Status.NO) for name in ("backups", "segment", "train"))


def _ways(run: Run) -> list[Way]:
    return list(ways_of(run, list(goals_of(run))))


def _steps(ways: list[Way]) -> set[tuple[str, ...]]:
    return {tuple(one.id for one in way.tries) for way in ways}


def test_a_way_tells_every_step_in_order() -> None:
    found = _steps(_ways(run_of(story(), story_catalog())))

    assert ("bad-mail.open@pc", "ransom.move@cad", "ransom.lock@cad") in found
    assert ("wear-out.die@cad",) in found
    assert ("flood.call@lines",) in found


def test_a_way_is_as_likely_as_attempts_times_its_distinct_coins() -> None:
    """2 campaigns x (0.5 luck x 0.5 weakness) x (0.6 x 0.5) x 0.7, and no control stands."""
    run = run_of(story(controls=CONTROLS), story_catalog())
    ransom = next(way for way in _ways(run) if way.end == ("crook", "ransom.lock@cad"))

    assert attempts_of("crook", run.catalog).likely == 2.0
    assert ransom.rate.likely == pytest.approx(2.0 * 0.25 * 0.3 * 0.7)
    assert ransom.rate.low < ransom.rate.likely < ransom.rate.high


def test_a_blameless_class_makes_no_attempts() -> None:
    with pytest.raises(ValueError, match="wear makes no attempts"):
        attempts_of("wear", story_catalog())


def test_an_event_is_told_with_whoever_is_to_blame() -> None:
    [fault] = {
        way.key: way for way in _ways(run_of(story(), story_catalog())) if way.actor == "wear"
    }

    assert fault == ("wear", ("wear-out.die@cad",))


def _doors() -> set[str]:
    """Two PCs that differ in their zone: from which of them ways start."""
    first = asset("pc", AssetKind.WORKSTATION, "office")
    second = asset("pc2", AssetKind.WORKSTATION, "yard")
    base = story()
    one = story(
        first,
        second,
        *base.assets[1:],
        flows=(
            *base.flows,
            replace(base.flows[0], target="pc2"),
            replace(base.flows[1], source="pc2"),
        ),
    )
    return {
        way.tries[0].asset.id for way in _ways(run_of(one, story_catalog())) if len(way.tries) > 1
    }


def test_a_second_door_is_seen_behind_the_first() -> None:
    assert _doors() == {"pc", "pc2"}


def test_in_a_very_large_graph_only_the_likeliest_door_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ng911risk.engine.run.LARGE", 0)

    assert len(_doors()) == 1


def test_what_strikes_a_part_and_its_spare_together_is_told() -> None:
    """Each host fails alone in five ways; once in ten years the room takes both at once."""
    alone = step(
        "die", AssetKind.HYPERVISOR, (), stopped(Recovery.REPAIR), actors=("wear",), rate=rate(1.0)
    )
    both = step(
        "fire",
        AssetKind.HYPERVISOR,
        (),
        stopped(Recovery.REPAIR),
        actors=("wear",),
        rate=rate(0.1, per=Per.SITE),
    )
    one = inventory(
        asset("cad"),
        asset("host", AssetKind.HYPERVISOR),
        asset("spare", AssetKind.HYPERVISOR),
        trusts=(trust("host", Relation.HOSTS, "cad"), trust("spare", Relation.HOSTS, "cad")),
        services=(service(ServiceKind.DISPATCH, ("cad",)),),
    )
    run = run_of(
        one, catalog({f"alone{n}": vector(alone) for n in range(5)} | {"both": vector(both)})
    )
    ways = _ways(run)
    best = max(ways, key=lambda way: way.harm)

    assert {one.vector for one in best.tries} == {"both"}
    assert best.rate.likely == pytest.approx(0.1)


def test_goals_are_what_hurts() -> None:
    run = run_of(story(), story_catalog())
    names = {run.built.graph.names[goal.node] for goal in goals_of(run)}

    assert {"exposed", "step:flood.call@lines", "unmet:dispatch:0:rebuild"} <= names
    assert "misled:dispatch:repair" in names
    assert all(goal.weight > 0.0 for goal in goals_of(run))


def test_a_way_that_misleads_counts_the_calls_it_touches() -> None:
    ways = _ways(run_of(story(), story_catalog()))
    lies = [way for way in ways if way.goal.misleads]

    assert {way.calls for way in lies} == {0.3}
    assert {way.calls for way in ways if not way.goal.misleads} == {1.0}


@pytest.mark.parametrize(("first", "second"), [(0.8, 0.2), (0.2, 0.8)])
def test_one_answer_that_stops_two_steps_is_thrown_once(first: float, second: float) -> None:
    """What the stronger effect lets through, the weaker lets through as well."""
    content = catalog(
        {
            "a": vector(step("in", AssetKind.CAD, (), GIVES_ADMIN, actors=("crook",))),
            "b": vector(step("stop", AssetKind.CAD, (ADMIN,), stopped(Recovery.REPAIR))),
        },
        mitigations={"m": mitigation(answer("a", first), answer("b", second))},
    )
    one = inventory(
        asset("cad"),
        services=(service(ServiceKind.DISPATCH, ("cad",)),),
        controls=(said("m", Status.YES),),
    )
    [way] = {way.key: way for way in _ways(run_of(one, content))}.values()

    assert way.rate.likely == pytest.approx(2.0 * 0.2)
