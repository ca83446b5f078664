from __future__ import annotations

from typing import Any

import numpy as np

from ng911risk.engine.columns import columns_of
from ng911risk.engine.control_coins import ControlCoins
from ng911risk.engine.controls import controls_of, left_by
from ng911risk.engine.graph import CERTAIN
from ng911risk.engine.growth import GraphBuilder
from ng911risk.model.catalog import ActsOn
from ng911risk.model.inventory import ControlAnswer
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Stage, Status
from tests.engine.small import (
    GIVES_USER,
    answer,
    asset,
    catalog,
    inventory,
    mitigation,
    said,
    step,
    vector,
)

ACTS = (ActsOn.LIKELIHOOD,)
FOUR = np.arange(4, dtype=np.int32)


def _coins(*answers: ControlAnswer, **more: Any) -> tuple[ControlCoins, GraphBuilder]:  # noqa: ANN401 -- mitigations
    """Four assets: three of ours in two zones, and one of theirs."""
    content = catalog(
        {"in": vector(step("in", AssetKind.CAD, (), GIVES_USER, actors=("crook",)))},
        mitigations={"lock": mitigation(answer("in")), **more},
    )
    site = inventory(
        asset("a"),
        asset("b"),
        asset("c", zone="office"),
        asset("d", owner="them", zone="office"),
        controls=answers,
    )
    grow = GraphBuilder()
    return ControlCoins(grow, columns_of(site), content, controls_of(site, content)), grow


def _names(coins: ControlCoins, grow: GraphBuilder) -> list[str]:
    [column] = coins.fail(coins.against("in", "in", ACTS), FOUR)
    return [grow.register.name(node).split("|")[1] for node in column.tolist()]


def test_the_most_specific_answer_holds_for_each_asset() -> None:
    coins, grow = _coins(
        said("lock", Status.NO),
        said("lock", Status.YES, scope=("office", "b")),
        said("lock", Status.PARTLY, scope=("them",)),
    )

    assert _names(coins, grow) == ["the whole site", "b", "office", "them"]


def test_without_an_answer_all_share_the_coin_of_the_site() -> None:
    coins, grow = _coins()

    assert _names(coins, grow) == ["the whole site"] * 4
    [(name, use)] = coins.uses().items()
    assert name == "control:lock|the whole site|answers[0].effect"
    assert use.status is Status.UNKNOWN


def test_only_coins_that_a_step_uses_are_in_the_graph() -> None:
    coins, grow = _coins(said("lock", Status.YES, scope=("b", "office")))
    kept = coins.against("in", "in", ACTS)
    coins.fail(kept, np.array([1], dtype=np.int32))
    graph = grow.freeze()

    assert list(graph.names) == ["control:lock|b|answers[0].effect"] == list(coins.uses())
    coin = graph.coins[0]
    assert coin.uniform == "control:lock|b"
    assert coin.chance == left_by(kept[0].effect, Status.YES)
    assert coin.inherent == CERTAIN


def test_one_gate_stands_for_all_targets_under_the_same_answers() -> None:
    other = mitigation(answer("in"))
    coins, grow = _coins(
        said("lock", Status.YES, scope=("office",)), said("bar", Status.NO, scope=("c",)), bar=other
    )
    kept = coins.against("in", "in", ACTS)
    columns = coins.fail(kept, FOUR)
    gates = coins.all_fail("in.in", kept, columns, FOUR)

    assert gates is not None
    assert gates[0] == gates[1]
    assert len(set(gates.tolist())) == 3
    assert grow.register.name(int(gates[2])) == "controls:in.in|c|office"
    assert coins.all_fail("in.in", [], [], FOUR) is None


def test_what_the_stage_does_not_offer_stops_nobody() -> None:
    late = mitigation(answer("in"), stages=(Stage.I3,))
    coins, _ = _coins(late=late)

    assert len(coins.against("in", "in", ACTS)) == 1
    assert not coins.available("late")
    assert coins.available("lock")
    assert coins.against("in", "in", (ActsOn.RECOVERY,)) == []
