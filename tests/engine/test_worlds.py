from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.engine import worlds as module
from ng911risk.engine.layout import ENDS, End
from ng911risk.engine.worlds import Worlds
from ng911risk.model.catalog import Catalog, WeaknessClass, YesMeans
from ng911risk.model.grammar import Per, Recovery
from ng911risk.model.inventory import Inventory, ServiceKind
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Band
from tests.engine.runs import run_of
from tests.engine.small import (
    ADMIN,
    GIVES_ADMIN,
    asset,
    catalog,
    inventory,
    rate,
    service,
    share,
    step,
    stopped,
    story,
    story_catalog,
    success,
    vector,
    weak,
)

CAD = asset("cad")
ATTEMPTS = 2.0


def _chain(first: float, second: float) -> tuple[Inventory, Catalog]:
    """Two steps on one machine, each with luck of its own."""
    content = catalog(
        {
            "chain": vector(
                step(
                    "in",
                    AssetKind.CAD,
                    (),
                    GIVES_ADMIN,
                    actors=("crook",),
                    success=success(first, 0.0),
                ),
                step(
                    "stop",
                    AssetKind.CAD,
                    (ADMIN,),
                    stopped(Recovery.REPAIR),
                    success=success(second, 0.0),
                ),
            )
        }
    )
    return inventory(CAD, services=(service(ServiceKind.DISPATCH, ("cad",)),)), content


@pytest.mark.parametrize(("first", "second"), [(0.5, 0.5), (0.9, 0.1), (1.0, 1.0), (0.3, 0.0)])
def test_a_chain_comes_true_as_often_as_the_product_of_its_chances(
    first: float, second: float
) -> None:
    run = run_of(*_chain(first, second))
    node = run.built.graph.index["lost:dispatch:repair"]
    chance, worlds = first * second, run.worlds.layout.worlds
    found = run.rates["likely"][node] / ATTEMPTS

    assert abs(found - chance) <= 4.0 * math.sqrt(chance * (1 - chance) / worlds) + 1e-12


def test_what_shares_luck_is_not_thrown_twice() -> None:
    """Two machines, both needed to be gone, one coin: half and not a quarter."""
    stop = step(
        "stop",
        AssetKind.CAD,
        (),
        stopped(Recovery.REPAIR),
        actors=("crook",),
        success=success(0.5, 0.0, per=Per.SITE),
    )
    one = inventory(
        CAD, asset("spare"), services=(service(ServiceKind.DISPATCH, ("cad", "spare")),)
    )
    run = run_of(one, catalog({"stop": vector(stop)}))
    found = run.rates["likely"][run.built.graph.index["lost:dispatch:repair"]]

    assert found == pytest.approx(ATTEMPTS * 0.5, rel=0.06)


def test_an_event_counts_at_its_rate_and_not_when_it_meets_itself() -> None:
    die = step("die", AssetKind.CAD, (), stopped(Recovery.REPAIR), actors=("wear",), rate=rate(0.5))
    run = run_of(
        inventory(CAD, services=(service(ServiceKind.DISPATCH, ("cad",)),)),
        catalog({"die": vector(die)}),
    )
    node = run.built.graph.index["lost:dispatch:repair"]

    assert run.rates["likely"][node] == pytest.approx(0.5, rel=0.05)


def test_what_was_broken_anyway_is_nobodys_doing() -> None:
    """Down 46 % of the time: an attack in that time changes nothing, and no second fault either."""
    die = step("die", AssetKind.CAD, (), stopped(Recovery.REPAIR), actors=("wear",), rate=rate(500))
    stop = step("stop", AssetKind.CAD, (), stopped(Recovery.REPAIR), actors=("crook",))
    needs = (service(ServiceKind.DISPATCH, ("cad",)),)
    run = run_of(
        inventory(CAD, services=needs), catalog({"die": vector(die), "stop": vector(stop)})
    )
    index = run.built.graph.index
    down = run.built.events["event:die.die|cad"].down.likely

    assert down == pytest.approx(500 * 8 / 8760)
    found = run.rates["likely"][index["lost:dispatch:repair"]]
    assert found == pytest.approx((500 + ATTEMPTS) * (1 - down), rel=0.3)
    tried = run.rates["likely"][index["step:stop.stop@cad"]]
    assert tried == pytest.approx(ATTEMPTS)


def test_inherent_leaves_out_controls_and_nothing_else() -> None:
    run = run_of(story(), story_catalog())

    for end in ENDS:
        assert (run.inherent[end] >= run.rates[end] - 1e-9).all()
    luck = run.built.graph.index["step:bad-mail.open@pc"]
    # 2 campaigns, luck 0.5, weakness 0.5 and no training
    assert run.inherent["likely"][luck] == pytest.approx(2 * 0.5 * 0.5, rel=0.1)


@given(chances=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=4), data=st.data())
@settings(max_examples=30, deadline=None)
def test_a_what_if_is_what_a_run_with_those_chances_finds(
    chances: list[float], data: st.DataObject
) -> None:
    """Settling again from the same worlds equals drawing them anew with the coins changed."""
    run = run_of(story(), story_catalog())
    graph = run.built.graph
    picked = data.draw(
        st.lists(
            st.sampled_from(sorted(graph.coins)),
            min_size=len(chances),
            max_size=len(chances),
            unique=True,
        )
    )
    variant = dict(zip(picked, chances, strict=True))
    watched = run.meter.watched
    base, found = run.worlds.what_ifs("likely", watched, [variant])

    sure = {
        node: replace(graph.coins[node], chance=Band(low=chance, likely=chance, high=chance))
        for node, chance in variant.items()
    }
    changed = run.built.over(replace(graph, coins=graph.coins.changed(sure)))
    anew = Worlds(changed, run.worlds.layout, 1).rates("likely")

    assert base == pytest.approx(run.rates["likely"][watched])
    assert found[0] == pytest.approx(anew[watched])


@given(end=st.sampled_from(ENDS), less=st.floats(0.0, 1.0))
@settings(max_examples=30, deadline=None)
def test_a_smaller_chance_of_any_coin_never_makes_anything_likelier(end: End, less: float) -> None:
    run = run_of(story(), story_catalog())
    graph = run.built.graph
    watched = np.arange(len(graph), dtype=np.int64)
    variants = [
        {node: less * getattr(coin.chance, end)} for node, coin in sorted(graph.coins.items())
    ]
    base, found = run.worlds.what_ifs(end, watched, variants)

    assert (found <= base + 1e-9).all()


def test_a_weakness_nobody_knows_is_drawn_at_its_share() -> None:
    take = step("in", AssetKind.CAD, (weak("flat"),), GIVES_ADMIN, actors=("crook",))
    content = catalog(
        {"in": vector(take)},
        weaknesses={
            "flat": WeaknessClass(
                title="F", ask="?", yes_means=YesMeans.WEAK, if_unknown=share(0.25, 0.0)
            )
        },
    )
    run = run_of(inventory(CAD), content)

    found = run.rates["likely"][run.built.graph.index["step:in.in@cad"]]
    assert found == pytest.approx(ATTEMPTS * 0.25, rel=0.1)


def test_blocks_together_are_all_words_once() -> None:
    run = run_of(story(), story_catalog())
    words = np.concatenate([block.words for block in run.worlds.blocks("likely")])

    assert words.tolist() == list(range(run.worlds.layout.words))


@pytest.mark.parametrize("every", [2, 3, 7])
def test_fewer_words_stand_for_all(every: int) -> None:
    run = run_of(story(), story_catalog())
    nodes = np.array([run.built.graph.index["actor:crook"]], dtype=np.int64)
    found = sum(block.rates(nodes)[0] for block in run.worlds.blocks("likely", every=every))

    assert found == pytest.approx(ATTEMPTS)


@pytest.mark.parametrize("block", [1, 7, 1000])
def test_rates_do_not_hang_on_how_many_words_are_drawn_at_a_time(
    monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    run = run_of(story(), story_catalog())
    variants = [{node: 0.0} for node in sorted(run.built.graph.coins)]
    tried = run.worlds.what_ifs("likely", run.meter.watched, variants)
    monkeypatch.setattr(module, "BLOCK", block)

    assert run.worlds.rates("likely") == pytest.approx(run.rates["likely"])
    again = run.worlds.what_ifs("likely", run.meter.watched, variants)
    assert again[0] == pytest.approx(tried[0])
    assert again[1] == pytest.approx(tried[1])


def test_a_seed_gives_its_rates_again_and_another_gives_close_ones() -> None:
    chance, case = 0.5 * 0.3, _chain(0.5, 0.3)
    first, again, other = (run_of(*case, seed=seed) for seed in (1, 1, 2))
    node = first.built.graph.index["lost:dispatch:repair"]
    error = ATTEMPTS * math.sqrt(chance * (1 - chance) / first.worlds.layout.worlds)

    for end in ENDS:
        assert (first.rates[end] == again.rates[end]).all()
    apart = abs(first.rates["likely"][node] - other.rates["likely"][node])
    assert 0.0 < apart <= 6.0 * error


def test_what_ifs_of_a_large_graph_use_fewer_words_for_both_of_their_results(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = run_of(story(), story_catalog())
    worlds, watched = run.worlds, run.meter.watched
    costs = len(run.built.graph) * worlds.layout.words
    monkeypatch.setattr(module, "_WHAT_IF_BUDGET", costs // 24)
    base, found = worlds.what_ifs("likely", watched, [{}])
    thinned = sum(block.rates(watched) for block in worlds.blocks("likely", every=3))

    assert base == pytest.approx(thinned)
    assert found[0] == pytest.approx(base)
    assert base != pytest.approx(run.rates["likely"][watched])


def _two_events() -> tuple[Inventory, Catalog]:
    """A machine dies every other year, another burns once in a hundred."""
    die = step("die", AssetKind.CAD, (), stopped(Recovery.REPAIR), actors=("wear",), rate=rate(0.5))
    burn = step(
        "burn",
        AssetKind.WORKSTATION,
        (),
        stopped(Recovery.REBUILD),
        actors=("wear",),
        rate=rate(0.01),
    )
    return (
        inventory(CAD, asset("pc", AssetKind.WORKSTATION)),
        catalog({"die": vector(die), "burn": vector(burn)}),
    )


def _events_in_fewer_words(every: int) -> dict[str, float]:
    run = run_of(*_two_events())
    names = sorted(run.built.events)
    nodes = np.array([run.built.graph.index[name] for name in names], dtype=np.int64)
    found = sum(block.rates(nodes) for block in run.worlds.blocks("likely", every=every))
    return dict(zip(names, np.asarray(found).tolist(), strict=True))


@pytest.mark.parametrize("every", [1, 2, 3])
def test_fewer_words_keep_the_events_of_a_year_together(every: int) -> None:
    assert sum(_events_in_fewer_words(every).values()) == pytest.approx(0.51)


@pytest.mark.parametrize("every", [1, 2, 3])
def test_fewer_words_keep_each_event_at_its_rate(every: int) -> None:
    assert _events_in_fewer_words(every) == pytest.approx(
        {"event:burn.burn|pc": 0.01, "event:die.die|cad": 0.5}
    )
