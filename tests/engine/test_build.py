from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from ng911risk.engine.build import Built
from ng911risk.engine.controls import controls_of
from ng911risk.engine.graph import Node
from ng911risk.model.catalog import ActsOn, WeaknessClass, YesMeans
from ng911risk.model.grammar import (
    Access,
    ControlNeed,
    CredentialGift,
    CredentialNeed,
    EffectKind,
    EffectNeed,
    Gift,
    Need,
    Per,
    PositionGift,
    Recovery,
    Related,
    Target,
    WeaknessNeed,
)
from ng911risk.model.inventory import KnownWeakness, Relation, ServiceKind
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Stage, Status
from tests.engine.crowded import crowded_catalog, crowded_site
from tests.engine.small import (
    ADMIN,
    GIVES_ADMIN,
    GIVES_USER,
    REACH,
    SITE,
    USER,
    answer,
    asset,
    built_of,
    catalog,
    flow,
    inventory,
    mitigation,
    said,
    service,
    share,
    step,
    stopped,
    story,
    story_catalog,
    success,
    trust,
    vector,
    weak,
)

PC, CAD = asset("pc", AssetKind.WORKSTATION, "office"), asset("cad")
AD = asset("ad", AssetKind.DIRECTORY, "core")
TAKE_PC = step("take", AssetKind.WORKSTATION, (), GIVES_USER, actors=("crook",))
BY_AD = Related(related=Relation.AUTHENTICATES)


def _before(built: Built, name: str) -> set[str]:
    graph = built.graph
    return {graph.names[int(one)] for one in graph.before[graph.index[name]]}


def test_every_step_is_tried_against_every_asset_of_its_kinds() -> None:
    two = asset("pc2", AssetKind.WORKSTATION, "office")
    built = built_of(inventory(PC, two, CAD), catalog({"in": vector(TAKE_PC)}))

    assert sorted(built.tries) == ["in.take@pc", "in.take@pc2"]
    assert built.tries["in.take@pc"].finding == "in@pc"
    assert built.graph.kind[built.graph.index["step:in.take@pc"]] == Node.AND
    assert _before(built, "finding:in@pc") == {"step:in.take@pc"}
    assert "step:in.take@pc" in _before(built, "control:pc:user")


def test_a_step_that_needs_what_nobody_can_have_is_not_there() -> None:
    use = step("use", AssetKind.CAD, (ADMIN,), stopped(Recovery.REPAIR))

    assert built_of(inventory(CAD), catalog({"use": vector(use)})).tries == {}


def test_a_step_of_another_stage_is_not_there() -> None:
    late = replace(TAKE_PC, stages=(Stage.I3,))
    content = catalog({"in": vector(late)})
    i3 = inventory(PC, site=replace(SITE, stage=Stage.I3))

    assert built_of(inventory(PC), content).tries == {}
    assert list(built_of(i3, content).tries) == ["in.take@pc"]


def test_a_step_of_attackers_and_nobody_else_starts_with_them() -> None:
    built = built_of(inventory(PC), catalog({"in": vector(TAKE_PC)}))

    assert "actors:crook" in _before(built, "step:in.take@pc")
    assert _before(built, "actors:crook") == {"actor:crook"}


@pytest.mark.parametrize(("relation", "there"), [("authenticates", True), ("manages", False)])
def test_control_of_what_stands_behind_the_target(relation: str, there: bool) -> None:
    """Whoever has the directory has what it authenticates."""
    need = Need(control=ControlNeed(of=BY_AD, level=Access.ADMIN))
    content = catalog(
        {
            "core": vector(step("own", AssetKind.DIRECTORY, (), GIVES_ADMIN, actors=("crook",))),
            "down": vector(step("log-in", AssetKind.CAD, (need,), GIVES_USER)),
        }
    )
    one = inventory(AD, CAD, trusts=(trust("ad", Relation(relation), "cad"),))

    assert ("down.log-in@cad" in built_of(one, content).tries) == there


def test_related_turned_round_speaks_of_what_the_target_holds_power_over() -> None:
    below = Related(related=Relation.AUTHENTICATES, inverse=True)
    fall = step(
        "fall", AssetKind.DIRECTORY, (), stopped(Recovery.RESTART, below), actors=("crook",)
    )
    one = inventory(AD, CAD, PC, trusts=(trust("ad", Relation.AUTHENTICATES, "cad", "pc"),))
    built = built_of(one, catalog({"fall": vector(fall)}))

    for name in ("stopped:cad:restart", "stopped:pc:restart"):
        assert "step:fall.fall@ad" in _before(built, name)
    assert built.graph.get("stopped:ad:restart") is None


def test_credentials_of_a_realm_open_what_asks_for_them() -> None:
    gift = Gift(credential=CredentialGift(level=Access.ADMIN))
    need = Need(credential=CredentialNeed(realm=BY_AD, level=Access.USER))
    content = catalog(
        {
            "steal": vector(step("steal", AssetKind.DIRECTORY, (), gift, actors=("crook",))),
            "use": vector(step("use", AssetKind.CAD, (need,), GIVES_USER)),
        }
    )
    one = inventory(AD, CAD, trusts=(trust("ad", Relation.AUTHENTICATES, "cad"),))

    # an administrator's password is a user's too
    assert _before(built_of(one, content), "step:use.use@cad") >= {"credential:ad:user"}
    assert list(built_of(replace(one, trusts=()), content).tries) == ["steal.steal@ad"]


def test_an_effect_can_be_what_a_later_step_needs() -> None:
    gone = Need(effect=EffectNeed(kind=EffectKind.STOPPED))
    content = catalog(
        {
            "one": vector(
                step("stop", AssetKind.CAD, (), stopped(Recovery.REBUILD), actors=("crook",))
            ),
            "two": vector(step("wipe", AssetKind.CAD, (gone,), GIVES_USER)),
        }
    )

    assert "stopped:cad:failover" in _before(built_of(inventory(CAD), content), "step:two.wipe@cad")


def test_a_rogue_device_stands_in_the_zone_of_its_target() -> None:
    plug = step("plug", AssetKind.WORKSTATION, (), Gift(position=PositionGift()), actors=("crook",))
    content = catalog(
        {"plug": vector(plug), "next": vector(step("go", AssetKind.CAD, (REACH,), GIVES_USER))}
    )
    beside = built_of(inventory(PC, replace(CAD, zone="office")), content)

    assert "step:plug.plug@pc" in _before(beside, "position:office")
    assert "next.go@cad" in beside.tries
    assert "next.go@cad" not in built_of(inventory(PC, CAD), content).tries


@pytest.mark.parametrize(
    ("status", "tried", "coin"),
    [
        (Status.YES, True, None),
        (Status.PARTLY, True, 0.5),
        (Status.UNKNOWN, True, 0.4),
        (Status.NO, False, None),
    ],
)
def test_a_weakness_opens_as_far_as_it_is_there(
    status: Status, tried: bool, coin: float | None
) -> None:
    cad = replace(CAD, weaknesses=(KnownWeakness(name="flat", status=status),))
    need = (weak("flat"),)
    content = catalog(
        {"in": vector(step("in", AssetKind.CAD, need, GIVES_USER, actors=("crook",)))},
        weaknesses={
            "flat": WeaknessClass(
                title="F", ask="?", yes_means=YesMeans.WEAK, if_unknown=share(0.4)
            )
        },
    )
    built = built_of(inventory(cad), content)
    node = built.graph.get("weakness:flat@cad")

    assert ("in.in@cad" in built.tries) == tried
    assert (built.graph.coins[node].chance.likely if node is not None else None) == coin


def test_a_weakness_of_what_stands_behind_the_target() -> None:
    need = Need(weakness=WeaknessNeed(name="flat", of=BY_AD))
    content = catalog(
        {"in": vector(step("in", AssetKind.CAD, (need,), GIVES_USER, actors=("crook",)))},
        weaknesses={
            "flat": WeaknessClass(
                title="F", ask="?", yes_means=YesMeans.WEAK, if_unknown=share(0.4)
            )
        },
    )
    one = inventory(CAD, AD, trusts=(trust("ad", Relation.AUTHENTICATES, "cad"),))
    built = built_of(one, content)

    assert built.tries["in.in@cad"].weaknesses == ("weakness:flat@ad",)
    assert built_of(replace(one, trusts=()), content).tries == {}


def test_a_target_that_must_be_trusted_is_no_target_without() -> None:
    target = Target(kinds=(AssetKind.CAD,), related=(Relation.MANAGES,))
    content = catalog(
        {"in": vector(step("in", AssetKind.CAD, (), GIVES_USER, actors=("crook",), target=target))}
    )
    one = inventory(CAD, AD)

    assert built_of(one, content).tries == {}
    managed = replace(one, trusts=(trust("ad", Relation.MANAGES, "cad"),))
    assert list(built_of(managed, content).tries) == ["in.in@cad"]


def test_a_control_of_recovery_splits_a_rebuild_from_a_restore() -> None:
    lock = step("lock", AssetKind.CAD, (), stopped(Recovery.REBUILD), actors=("crook",))
    content = catalog(
        {"ransom": vector(lock)},
        mitigations={"backups": mitigation(answer("ransom", 0.7, ActsOn.RECOVERY))},
    )
    built = built_of(inventory(CAD, controls=(said("backups", Status.YES),)), content)

    assert built.recoveries == {
        "ransom.lock@cad": ("control:backups|the whole site|answers[0].effect",)
    }
    assert "step:ransom.lock@cad" not in _before(built, "stopped:cad:rebuild")
    assert "step:ransom.lock@cad" in _before(built, "stopped:cad:restore")
    [long] = _before(built, "stopped:cad:rebuild")
    assert _before(built, long) == {
        "step:ransom.lock@cad",
        "control:backups|the whole site|answers[0].effect",
    }
    # it does not make the attack itself any rarer
    assert built.tries["ransom.lock@cad"].controls == ()


def test_a_control_the_stage_does_not_offer_stops_nobody() -> None:
    built = built_of(story(), story_catalog())

    assert {use.mitigation for use in built.control_uses.values()} == {
        "backups",
        "paper",
        "segment",
        "train",
    }


def test_a_control_of_load_makes_a_flood_smaller_and_not_rarer() -> None:
    built = built_of(story(), story_catalog())
    [flood] = built.floods

    assert flood.channel.id == "lines"
    assert flood.attempt.controls == ()
    assert "step:flood.call@lines" in _before(built, "flooded:lines")


def test_the_builder_does_not_hang_on_the_order_of_the_flows() -> None:
    one = story()
    turned = replace(one, flows=tuple(reversed(one.flows)))

    assert set(built_of(one, story_catalog()).graph.names) == set(
        built_of(turned, story_catalog()).graph.names
    )


@pytest.mark.parametrize(("per", "coins"), [(Per.TARGET, 2), (Per.SITE, 1), (Per.OWNER, 1)])
def test_what_shares_luck_falls_together(per: Per, coins: int) -> None:
    take = replace(TAKE_PC, success=success(0.5, per=per))
    two = asset("pc2", AssetKind.WORKSTATION, "office")
    built = built_of(inventory(PC, two), catalog({"in": vector(take)}))

    assert len({one.luck for one in built.tries.values()}) == coins
    assert len(built.graph.coins) == coins


def test_a_service_nobody_describes_has_no_nodes() -> None:
    built = built_of(story(services=()), story_catalog())

    assert not [name for name in built.graph.names if name.startswith(("lost", "degraded"))]
    assert controls_of(story(), story_catalog()).unavailable == {"i3-only"}


def test_user_control_is_enough_where_user_is_asked_and_not_where_admin_is() -> None:
    content = catalog(
        {
            "in": vector(TAKE_PC),
            "read": vector(step("read", AssetKind.WORKSTATION, (USER,), GIVES_USER)),
            "own": vector(step("own", AssetKind.WORKSTATION, (ADMIN,), GIVES_USER)),
        }
    )
    one = inventory(PC, services=(service(ServiceKind.ANSWER, ("pc",)),), flows=(flow("pc", "pc"),))

    assert sorted(built_of(one, content).tries) == ["in.take@pc", "read.read@pc"]


def _told(built: Built) -> str:
    """Everything that is built, by name, in an order of names."""
    graph = built.graph
    names = list(graph.names)
    lines = [
        f"{name} {Node(graph.kind[node]).name} {graph.coins.get(node)} "
        f"{sorted(names[int(one)] for one in graph.before[node])}"
        for node, name in enumerate(names)
    ]
    lines += [
        f"{one.id} {one.luck} {one.cause} {one.controls} {one.weaknesses}"
        for one in built.tries.values()
    ]
    for part in (built.events, built.control_uses, built.weakness_uses, built.recoveries):
        lines += [f"{name} {value}" for name, value in part.items()]
    lines += [f"{one.attempt.id} {one.channel.id}" for one in built.floods]
    return "\n".join(sorted(lines))


def test_a_crowded_site_has_the_graph_it_always_had() -> None:
    """Digest of what a builder with one object for each try built; it stays what it is."""
    built = built_of(crowded_site(), crowded_catalog())

    assert (len(built.graph), len(built.tries), len(built.floods)) == (1794, 263, 67)
    digest = sha256(_told(built).encode()).hexdigest()
    assert digest == "9504a00ebc70da33634bbe0c61a12f797dd73dc48dbfc409d6277cebc35c4aa3"
