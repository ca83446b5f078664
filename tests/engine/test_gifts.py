from __future__ import annotations

import pytest

from ng911risk.engine.build import Built
from ng911risk.model.catalog import ActsOn
from ng911risk.model.grammar import (
    Access,
    ControlGift,
    EffectGift,
    EffectKind,
    FloodGift,
    Gift,
    Recovery,
    Related,
)
from ng911risk.model.inventory import Relation
from ng911risk.model.kinds import AssetKind
from tests.engine.small import (
    about,
    answer,
    asset,
    built_of,
    catalog,
    inventory,
    mitigation,
    share,
    step,
    stopped,
    trust,
    vector,
)

BELOW = Related(related=Relation.MANAGES, inverse=True)
BOSS, CAD, PC = asset("boss", AssetKind.DIRECTORY), asset("cad"), asset("pc")


def _built(*gives: Gift, recovery: bool = False, twice: bool = False) -> Built:
    """A step against the boss, which manages the other two."""
    content = catalog(
        {"in": vector(step("in", AssetKind.DIRECTORY, (), *gives, actors=("crook",)))},
        mitigations={"backups": mitigation(answer("in", 0.7, ActsOn.RECOVERY))} if recovery else {},
    )
    trusts = (trust("boss", Relation.MANAGES, "cad", "pc"),) * (1 + twice)
    return built_of(inventory(BOSS, CAD, PC, trusts=trusts), content)


def _before(built: Built, name: str) -> list[str]:
    graph = built.graph
    return [graph.names[int(one)] for one in graph.before[graph.index[name]]]


def test_a_gift_reaches_everything_it_speaks_of() -> None:
    built = _built(Gift(control=ControlGift(of=BELOW, level=Access.USER)))

    assert _before(built, "control:cad:user") == ["step:in.in@boss"]
    assert _before(built, "control:pc:user") == ["step:in.in@boss"]
    assert "control:boss:user" not in built.graph.index


@pytest.mark.parametrize("twice", [False, True])
def test_an_outage_that_controls_shorten_strikes_each_asset_once(twice: bool) -> None:
    built = _built(stopped(Recovery.REBUILD, BELOW), recovery=True, twice=twice)
    coin = "control:backups|the whole site|answers[0].effect"

    for name in ("cad", "pc"):
        long = f"long:in.in@boss:{name}"
        assert _before(built, f"stopped:{name}:rebuild") == [long]
        assert set(_before(built, long)) == {"step:in.in@boss", coin}
    assert built.recoveries == {"in.in@boss": (coin,)}
    assert len(set(built.graph.names)) == len(built.graph)


@pytest.mark.parametrize("twice", [False, True])
def test_what_is_altered_touches_a_share_of_the_calls(twice: bool) -> None:
    wrong = EffectGift(
        on=BELOW, kind=EffectKind.ALTERED, recovery=Recovery.RESTART, calls=share(0.3)
    )
    built = _built(Gift(effect=wrong), twice=twice)

    assert _before(built, "touched:cad:restart") == ["one call:in.in@boss:cad"]
    coin = built.graph.coins[built.graph.index["touches:in.in|cad"]]
    assert (coin.uniform, coin.chance.likely) == ("touches:in.in|cad", 0.3)
    assert _before(built, "altered:cad:restart") == ["step:in.in@boss"]
    assert len(set(built.graph.names)) == len(built.graph)


def test_a_flood_is_told_for_every_channel() -> None:
    jam = FloodGift(on=BELOW, calls_per_hour=about(9.0), hold_s=about(60.0), hours=about(2.0))
    built = _built(Gift(flooded=jam))

    assert [flood.channel.id for flood in built.floods] == ["cad", "pc"]
    assert {flood.attempt.id for flood in built.floods} == {"in.in@boss"}
    assert _before(built, "flooded:pc") == ["step:in.in@boss"]
