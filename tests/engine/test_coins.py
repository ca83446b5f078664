from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.engine.build import Built
from ng911risk.model.catalog import ActsOn, Answer, WeaknessClass, YesMeans
from ng911risk.model.grammar import Per, Recovery
from ng911risk.model.inventory import Software
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Status
from tests.engine.small import (
    GIVES_USER,
    asset,
    built_of,
    catalog,
    inventory,
    mitigation,
    rate,
    said,
    share,
    step,
    stopped,
    vector,
    weak,
)

CAD = asset("cad")
DAY = 24.0 / 8760.0  # a repair of the catalogue takes 8 hours, a restore a day


def _wears_out(count: int = 1, per: Per = Per.TARGET, often: float = 0.5) -> Built:
    die = step(
        "die",
        AssetKind.CAD,
        (),
        stopped(Recovery.RESTORE),
        actors=("wear",),
        rate=rate(often, per=per),
    )
    return built_of(inventory(replace(CAD, count=count)), catalog({"wear-out": vector(die)}))


def test_an_event_happens_as_often_as_its_rate_and_lasts_as_long_as_its_repair() -> None:
    [event] = _wears_out().events.values()

    assert event.actors == ("wear",)
    assert event.rate.likely == pytest.approx(0.5)
    assert event.down.likely == pytest.approx(0.5 * DAY)
    assert event.rate.low < event.rate.likely < event.rate.high


@pytest.mark.parametrize(("count", "often"), [(2, 2 * 0.5 * 0.5 * DAY), (1, 0.5)])
def test_a_line_of_machines_is_gone_when_the_last_goes_while_the_others_are_down(
    count: int, often: float
) -> None:
    [event] = _wears_out(count).events.values()

    assert event.rate.likely == pytest.approx(often)


def test_what_strikes_the_site_strikes_all_machines_at_once() -> None:
    [one], [many] = (_wears_out(count, Per.SITE).events.values() for count in (1, 40))

    assert one == many


def test_nothing_is_down_more_than_always() -> None:
    [event] = _wears_out(often=10_000.0).events.values()

    assert event.down.high == 1.0


def test_what_stops_nothing_does_not_last() -> None:
    open_ = step("err", AssetKind.CAD, (), GIVES_USER, actors=("wear",), rate=rate(1.0))
    [event] = built_of(inventory(CAD), catalog({"err": vector(open_)})).events.values()

    assert event.down.high == 0.0


def test_controls_under_one_answer_share_a_number_and_others_do_not() -> None:
    take = step("in", AssetKind.CAD, (), GIVES_USER, actors=("crook",))
    lock = mitigation(Answer(vector="in", acts_on=ActsOn.LIKELIHOOD, effect=share(0.5)))
    cads = tuple(asset(name, zone=zone) for name, zone in (("a", "x"), ("b", "x"), ("c", "y")))
    controls = (said("lock", Status.PARTLY, scope=("x",)), said("lock", Status.NO))
    built = built_of(
        inventory(*cads, controls=controls),
        catalog({"in": vector(take)}, mitigations={"lock": lock}),
    )
    coins = {name: built.tries[f"in.in@{name}"].controls for name in "abc"}

    assert coins["a"] == coins["b"] != coins["c"]
    assert {use.scope: use.status for use in built.control_uses.values()} == {
        "x": Status.PARTLY,
        "the whole site": Status.NO,
    }


def test_an_answer_for_some_steps_leaves_the_others_alone() -> None:
    steps = tuple(
        step(name, AssetKind.CAD, (), GIVES_USER, actors=("crook",)) for name in ("one", "two")
    )
    only = mitigation(
        Answer(vector="in", acts_on=ActsOn.LIKELIHOOD, steps=("two",), effect=share(0.5))
    )
    built = built_of(inventory(CAD), catalog({"in": vector(*steps)}, mitigations={"lock": only}))

    assert built.tries["in.one@cad"].controls == ()
    assert len(built.tries["in.two@cad"].controls) == 1


def test_machines_of_one_release_are_weak_together() -> None:
    """Each has a coin of its own, but one uniform number decides for all who run the release."""
    cads = tuple(asset(name, software=(Software(name="CAD", version="9"),)) for name in "ab")
    take = step("in", AssetKind.CAD, (weak("known-exploited"),), GIVES_USER, actors=("crook",))
    content = catalog(
        {"in": vector(take)},
        weaknesses={
            "known-exploited": WeaknessClass(
                title="K", ask="?", yes_means=YesMeans.WEAK, if_unknown=share(0.2)
            )
        },
    )
    coins = built_of(inventory(*cads), content).graph.coins.values()
    uniforms = [coin.uniform for coin in coins if coin.uniform.startswith("weakness")]

    assert uniforms == ["weakness:known-exploited|cad 9"] * 2
