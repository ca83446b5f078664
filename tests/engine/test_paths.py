from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from ng911risk.engine.paths import MOST
from ng911risk.model.catalog import ActorClass, Catalog
from ng911risk.model.grammar import Access, ControlNeed, Need, Recovery, Related, Step
from ng911risk.model.inventory import Relation, ServiceKind
from ng911risk.model.kinds import AssetKind
from ng911risk.model.report import AttackPath, RiskReport
from tests.engine.runs import report_of
from tests.engine.small import (
    ACTORS,
    GIVES_USER,
    STORY_ASSETS,
    USER,
    asset,
    catalog,
    inventory,
    rate,
    service,
    step,
    stopped,
    story,
    success,
    trust,
    vector,
)

PATHS = report_of(story()).paths


def _by_id(name: str) -> AttackPath:
    return next(one for one in PATHS if one.id == name)


def test_paths_stand_worst_first_and_no_two_alike() -> None:
    harms = [one.harm for one in PATHS]

    assert harms == sorted(harms, reverse=True)
    assert harms[-1] > 0.0
    assert len({one.id for one in PATHS}) == len(PATHS) <= MOST


def test_the_story_is_told() -> None:
    ransom = _by_id("crook:bad-mail.open@pc:ransom.lock@cad:dispatch")

    assert [one.id for one in ransom.steps] == [
        "bad-mail.open@pc",
        "ransom.move@cad",
        "ransom.lock@cad",
    ]
    # steps on one machine are one stop
    assert [(stop.asset, len(stop.steps)) for stop in ransom.stops] == [("pc", 1), ("cad", 2)]
    assert [stop.label for stop in ransom.stops] == ["pc (x4)", "cad"]
    assert ransom.stops[0].title == "open at pc (x4)"
    assert (ransom.actor, ransom.actor_title) == ("crook", "Crooks")
    assert ransom.service is ServiceKind.DISPATCH


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.id)
def test_every_stop_is_made_of_steps_and_every_step_has_its_stop(path: AttackPath) -> None:
    told = [name for stop in path.stops for name in stop.steps]

    assert told == [one.id for one in path.steps]
    assert path.this_way.rate.likely <= path.odds.rate.likely + 1e-12


def _long(many: int) -> tuple[Catalog, tuple[str, ...]]:
    """A chain of machines, each of which opens the next."""
    before = Need(control=ControlNeed(of=Related(related=Relation.MANAGES), level=Access.USER))
    content = catalog(
        {
            "in": vector(step("in", AssetKind.WEB_SERVER, (), GIVES_USER, actors=("crook",))),
            "hop": vector(step("hop", AssetKind.DATABASE, (before,), GIVES_USER)),
            "end": vector(step("end", AssetKind.CAD, (before,), stopped(Recovery.REPAIR))),
        }
    )
    return content, tuple(f"db{n}" for n in range(many))


@pytest.mark.parametrize("many", [1, 5, 14])
def test_a_long_path_is_told_in_at_most_eight_stops(many: int) -> None:
    content, names = _long(many)
    assets = (
        asset("web", AssetKind.WEB_SERVER, "dmz"),
        *(asset(name, AssetKind.DATABASE, f"zone{n // 3}") for n, name in enumerate(names)),
        asset("cad"),
    )
    chain = [one.id for one in assets]
    one = inventory(
        *assets,
        trusts=tuple(trust(a, Relation.MANAGES, b) for a, b in pairwise(chain)),
        services=(service(ServiceKind.DISPATCH, ("cad",)),),
    )
    [path] = report_of(one, content).paths

    assert len(path.steps) == many + 2
    assert len(path.stops) == min(8, many + 2)
    assert [name for stop in path.stops for name in stop.steps] == [s.id for s in path.steps]
    assert path.stops[-1].asset == "cad"


def test_look_alikes_are_told_once() -> None:
    """Two PCs in two zones lead to the same end by the same steps."""
    base = story()
    one = story(
        *STORY_ASSETS,
        replace(STORY_ASSETS[0], id="pc2", zone="yard"),
        flows=(
            *base.flows,
            replace(base.flows[0], target="pc2"),
            replace(base.flows[1], source="pc2"),
        ),
    )
    told = [
        tuple(step.id.partition("@")[0] for step in path.steps) for path in report_of(one).paths
    ]

    assert len(told) == len(set(told)) == len(PATHS)


def test_what_never_happens_is_no_path() -> None:
    stop = step(
        "stop",
        AssetKind.CAD,
        (),
        stopped(Recovery.REPAIR),
        actors=("crook",),
        success=success(0.0, 0.0),
    )
    one = inventory(asset("cad"), services=(service(ServiceKind.DISPATCH, ("cad",)),))

    assert report_of(one, catalog({"stop": vector(stop)})).paths == ()


def _dispatch(*steps: Step, **more: Step) -> RiskReport:
    """A centre with one machine, and one vector for each step."""
    one = inventory(asset("cad"), services=(service(ServiceKind.DISPATCH, ("cad",)),))
    named = {f"v{n:02}": vector(step) for n, step in enumerate(steps)}
    return report_of(one, catalog(named | {name: vector(step) for name, step in more.items()}))


def _stop(chance: float, needs: tuple[Need, ...] = (), actors: tuple[str, ...] = ()) -> Step:
    return step(
        "stop",
        AssetKind.CAD,
        needs,
        stopped(Recovery.REPAIR),
        success=success(chance, 0.0),
        actors=actors,
    )


def test_of_many_ways_the_ten_worst_are_told() -> None:
    """Dispatch needs fifteen things, each of which is stopped in a way of its own."""
    kinds = list(AssetKind)[:15]
    names = [f"v{n:02}" for n in range(15)]
    stops = {
        name: step(
            "stop",
            kind,
            (),
            stopped(Recovery.REPAIR),
            success=success(0.05 * (n + 1), 0.0),
            actors=("crook",),
        )
        for n, (name, kind) in enumerate(zip(names, kinds, strict=True))
    }
    one = inventory(
        *(asset(name, kind) for name, kind in zip(names, kinds, strict=True)),
        services=(service(ServiceKind.DISPATCH, *([name] for name in names)),),
    )
    report = report_of(one, catalog({name: vector(stop) for name, stop in stops.items()}))

    worst = [f"{name}.stop@{name}" for name in names[:4:-1]]
    assert [path.steps[0].id for path in report.paths] == worst


def test_two_doors_to_one_end_count_together_once() -> None:
    """2 campaigns a year, two doors that open half of the time: 1.5, of which each gives 1."""
    door = step(
        "in", AssetKind.CAD, (), GIVES_USER, actors=("crook",), success=success(0.5, spread=0.0)
    )
    report = _dispatch(door, door, end=_stop(1.0, (USER,)))
    first, second = report.paths

    assert {path.steps[0].id for path in report.paths} == {"v00.in@cad", "v01.in@cad"}
    assert first.this_way.rate.likely == second.this_way.rate.likely == pytest.approx(1.0)
    assert first.odds.rate.likely == pytest.approx(1.5, rel=0.05)
    assert second.odds == second.this_way


def test_what_no_world_shows_is_as_likely_as_its_own_coins() -> None:
    [path] = _dispatch(_stop(1e-7, actors=("crook",))).paths

    assert path.odds == path.this_way
    assert path.odds.rate.likely == pytest.approx(2e-7, rel=0.01)


def test_an_event_of_two_classes_is_told_with_the_first() -> None:
    fall = step(
        "fall",
        AssetKind.CAD,
        (),
        stopped(Recovery.REPAIR),
        actors=("wear", "gale"),
        rate=rate(0.5),
    )
    gale = ActorClass(title="Gales", summary="It blows.", blameless=True)
    one = inventory(asset("cad"), services=(service(ServiceKind.DISPATCH, ("cad",)),))
    content = catalog({"fall": vector(fall)}, actors=ACTORS | {"gale": gale})
    [path] = report_of(one, content).paths

    assert (path.actor, path.actor_title) == ("wear", "Wear")
    assert path.odds.rate.likely == pytest.approx(0.5)
