"""What cannot be true together is found, and found quickly."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.importers.start import template_inventory
from ng911risk.model.consistency import DEPENDENCE, contradictions
from ng911risk.model.inventory import (
    Asset,
    Carries,
    ControlAnswer,
    DataFlow,
    Owner,
    OwnerClass,
    Relation,
    Requirement,
    Service,
    ServiceKind,
    Trust,
    Zone,
)
from ng911risk.model.kinds import AssetKind, Protocol
from ng911risk.model.scales import Status

BASE = replace(template_inventory("legacy"), trusts=())
IDS = [asset.id for asset in BASE.assets][:6]

_trusts = st.builds(
    lambda source, relation, targets: Trust(source=source, relation=relation, targets=targets),
    st.sampled_from(IDS),
    st.sampled_from([*DEPENDENCE, Relation.MANAGES]),
    st.lists(st.sampled_from(IDS), min_size=1, max_size=2).map(tuple),
)


def _on_a_circle(trusts: tuple[Trust, ...]) -> list[str]:
    """The same question answered the slow way: who reaches themselves."""
    edges = {(t.source, target) for t in trusts if t.relation in DEPENDENCE for target in t.targets}
    for _ in IDS:
        edges |= {(a, d) for a, b in edges for c, d in edges if b == c}
    return [
        f"trusts[{number}].targets"
        for number, trust in enumerate(trusts)
        if trust.relation in DEPENDENCE
        and any(
            target == trust.source or (target, trust.source) in edges for target in trust.targets
        )
    ]


@given(st.lists(_trusts, max_size=7).map(tuple))
def test_circles_are_found_wherever_they_are(trusts: tuple[Trust, ...]) -> None:
    found = [path for path, _ in contradictions(replace(BASE, trusts=trusts))]

    assert found == _on_a_circle(trusts)


def test_a_long_chain_is_no_circle_and_takes_no_time() -> None:
    assets = tuple(replace(BASE.assets[-1], id=f"a{number}") for number in range(20_000))
    trusts = tuple(
        Trust(source=f"a{number}", relation=Relation.HOSTS, targets=(f"a{number + 1}",))
        for number in range(19_999)
    )
    begun = time.process_time()

    found = list(contradictions(replace(BASE, assets=assets, trusts=trusts, services=(), flows=())))

    assert found == []
    assert time.process_time() - begun < 5.0


def test_an_unknown_id_comes_with_a_guess() -> None:
    broken = replace(BASE, assets=(replace(BASE.assets[0], zone="centr"), *BASE.assets[1:]))

    assert [message for path, message in contradictions(broken) if path == "assets[0].zone"] == [
        "no zone has the id 'centr'; did you mean 'centre'?"
    ]


# --- every other contradiction once ---------------------------------------------------

US = Owner(id="us", owner_class=OwnerClass.PSAP)
SMALL = replace(
    BASE,
    owners=(US,),
    zones=(Zone(id="ops"),),
    assets=(
        Asset(id="cad", kind=AssetKind.CAD, zone="ops", owner="us"),
        Asset(id="radio", kind=AssetKind.LMR_CORE, zone="ops", owner="us"),
    ),
    flows=(DataFlow(source="cad", target="radio", protocol=Protocol.HTTPS),),
    trusts=(Trust(source="cad", relation=Relation.MANAGES, targets=("radio",)),),
    services=(Service(kind=ServiceKind.DISPATCH, needs=(Requirement(any_of=("cad", "radio")),)),),
    controls=(ControlAnswer(mitigation="train", status=Status.YES, scope=("ops", "us", "cad")),),
)
CAD, RADIO = SMALL.assets
FLOW, TRUST, CONTROL = SMALL.flows[0], SMALL.trusts[0], SMALL.controls[0]
LINES = replace(CAD, id="lines", kind=AssetKind.TRUNK_GROUP)


def test_the_small_one_is_consistent() -> None:
    assert list(contradictions(SMALL)) == []


@pytest.mark.parametrize(
    ("change", "path", "message"),
    [
        ({"owners": (US, US)}, "owners[1].id", "'us' is used already"),
        ({"zones": (*SMALL.zones, Zone(id="ops"))}, "zones[1].id", "'ops' is used already"),
        ({"assets": (CAD, RADIO, CAD)}, "assets[2].id", "'cad' is used already"),
        ({"services": SMALL.services * 2}, "services[1].id", "'dispatch' is used already"),
        ({"zones": (*SMALL.zones, Zone(id=" "))}, "zones[1].id", "the id is empty"),
        (
            {"zones": (*SMALL.zones, Zone(id="internet"))},
            "zones[1].id",
            "'internet' is an outside zone and exists already",
        ),
        (
            {"assets": (CAD, RADIO, replace(CAD, id="ops"))},
            "assets[2].id",
            "'ops' is the id of a zone",
        ),
        (
            {"assets": (CAD, RADIO, replace(CAD, id="telephone"))},
            "assets[2].id",
            "'telephone' is the id of a zone",
        ),
        (
            {"assets": (CAD, RADIO, replace(CAD, id="x", owner="uss"))},
            "assets[2].owner",
            "no owner has the id 'uss'; did you mean 'us'?",
        ),
        (
            {"flows": (replace(FLOW, source="internt"),)},
            "flows[0].source",
            "no asset or zone has the id 'internt'; did you mean 'internet'?",
        ),
        (
            {"flows": (replace(FLOW, target="ops"),)},
            "flows[0].target",
            "no asset has the id 'ops'",
        ),
        (
            {"trusts": (replace(TRUST, source="cadd"),)},
            "trusts[0].source",
            "no asset has the id 'cadd'; did you mean 'cad'?",
        ),
        (
            {"trusts": (replace(TRUST, targets=("radio", "radios")),)},
            "trusts[0].targets[1]",
            "no asset has the id 'radios'; did you mean 'radio'?",
        ),
        (
            {
                "services": (
                    Service(kind=ServiceKind.ANSWER, needs=(Requirement(any_of=("cad", "cda")),)),
                )
            },
            "services[0].needs[0].any_of[1]",
            "no asset has the id 'cda'; did you mean 'cad'?",
        ),
        (
            {"controls": (replace(CONTROL, scope=("us", "opps")),)},
            "controls[0].scope[1]",
            "no zone, asset or owner has the id 'opps'; did you mean 'ops'?",
        ),
        (
            {"assets": (CAD, RADIO, LINES)},
            "assets[2].carries",
            "a trunk group says what it carries: nine-one-one, ten-digit or text",
        ),
        (
            {"assets": (CAD, replace(RADIO, carries=Carries.TEXT))},
            "assets[1].carries",
            "only a trunk group carries calls",
        ),
        (
            {"trusts": (Trust(source="cad", relation=Relation.POWERS, targets=("cad",)),)},
            "trusts[0].targets",
            "'cad' would depend on itself through hosts, powers or carries",
        ),
    ],
)
def test_each_contradiction_is_named_with_its_place(
    change: dict[str, Any], path: str, message: str
) -> None:
    assert list(contradictions(replace(SMALL, **change))) == [(path, message)]


def test_a_hostile_id_is_not_echoed_at_length() -> None:
    broken = replace(SMALL, flows=(replace(FLOW, source="x" * 10_000),))
    [(_, message)] = contradictions(broken)

    assert len(message) < 100


def test_every_contradiction_is_reported_and_not_only_the_first() -> None:
    broken = replace(
        SMALL,
        assets=(replace(CAD, owner="nobody"), replace(RADIO, zone="nowhere")),
        flows=(replace(FLOW, source="neither"),),
    )

    assert [path for path, _ in contradictions(broken)] == [
        "assets[0].owner",
        "assets[1].zone",
        "flows[0].source",
    ]
