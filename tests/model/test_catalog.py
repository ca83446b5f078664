from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

import pytest

from ng911risk.model.catalog import (
    Access,
    ActorClass,
    ActsOn,
    Answer,
    BySize,
    Catalog,
    Category,
    ControlGift,
    ControlNeed,
    CostBand,
    CostBySize,
    Crosswalk,
    EffectGift,
    EffectKind,
    Gift,
    Mitigation,
    Need,
    PositionNeed,
    Rate,
    Recovery,
    Step,
    Success,
    Sustains,
    Target,
    ThreatVector,
)
from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Range, Share

NUMBERS: Final[dict[str, Any]] = {"low": 0.1, "likely": 0.2, "high": 0.3, "basis": "-"}
SHARE: Final = Share(**NUMBERS)
SUCCESS, RATE = Success(**NUMBERS), Rate(**NUMBERS)
USER: Final = ControlNeed(level=Access.USER)
REACH: Final = PositionNeed()
NEED: Final = Need(position=REACH)
GIFT: Final = Gift(control=ControlGift(level=Access.USER))
STEP: Final[dict[str, Any]] = {
    "id": "one",
    "title": "One",
    "target": Target(kinds=(AssetKind.CAD,)),
    "actors": ("crook",),
    "needs": (NEED,),
    "gives": (GIFT,),
    "success": SUCCESS,
}
ONE: Final = Step(**STEP)
VECTOR: Final[dict[str, Any]] = {
    "code": "V1",
    "title": "T",
    "category": Category.INTRUSION,
    "summary": "S",
    "notice": "N",
    "entry": "E",
    "knowledge": "K",
    "steps": (ONE,),
    "harms": (),
    "sources": (),
}
COST: Final[dict[str, Any]] = {
    "dollars_low": 0,
    "dollars_high": 1,
    "days_low": 0.0,
    "days_high": 1.0,
}
BAND: Final = CostBand(**COST)
ANSWER: Final = Answer(vector="v", acts_on=ActsOn.LIKELIHOOD, effect=SHARE)
MITIGATION: Final[dict[str, Any]] = {
    "code": "M1",
    "title": "T",
    "summary": "S",
    "ask": "?",
    "how": BySize(small="s", medium="m", large="l"),
    "cost": CostBySize(small=BAND, medium=BAND, large=BAND),
    "cost_basis": "-",
    "who": (OwnerClass.PSAP,),
    "evidence": (),
    "answers": (ANSWER,),
    "sources": (),
}
ACTOR: Final[dict[str, Any]] = {
    "title": "T",
    "summary": "S",
    "attempts_per_year": Range(**NUMBERS),
}
STOP: Final[dict[str, Any]] = {"kind": EffectKind.STOPPED, "recovery": Recovery.REPAIR}

REFUSED: Final[tuple[tuple[Callable[..., object], dict[str, Any], dict[str, Any], str], ...]] = (
    (Need, {}, {}, "exactly one of the fields"),
    (Need, {"position": REACH}, {"control": USER}, "exactly one of the fields"),
    (Gift, {}, {}, "exactly one of the fields"),
    (
        Gift,
        {"control": ControlGift(level=Access.USER)},
        {"effect": EffectGift(**STOP)},
        "exactly one of the fields",
    ),
    (EffectGift, STOP, {"recovery": None}, "needs a recovery class"),
    (EffectGift, STOP, {"kind": EffectKind.ALTERED, "recovery": None}, "needs a recovery class"),
    (Target, {}, {"kinds": ()}, "at least one kind of asset"),
    (Success, NUMBERS, {"high": 1.1}, "a share is at most 1"),
    (Success, NUMBERS, {"low": 0.9}, "low <= likely"),
    (Rate, NUMBERS, {"low": 0.9}, "low <= likely"),
    (Step, STEP, {"success": None}, "either success"),
    (Step, STEP, {"rate": RATE}, "either success"),
    (Step, STEP, {"success": None, "rate": RATE, "actors": ()}, "names fault, error or nature"),
    (Step, STEP, {"needs": (), "actors": ()}, "which actors start there"),
    (ThreatVector, VECTOR, {"steps": ()}, "at least one step"),
    (ThreatVector, VECTOR, {"steps": (ONE, ONE)}, "two steps have the same id"),
    (CostBand, COST, {"dollars_low": 2}, "dollars_low <= dollars_high"),
    (CostBand, COST, {"dollars_low": -1}, "0 <= dollars_low"),
    (CostBand, COST, {"days_low": 2.0}, "days_low <= days_high"),
    (Mitigation, MITIGATION, {"answers": ()}, "every other one answers a vector"),
    (Mitigation, MITIGATION, {"programme_wide": True}, "claims no effect"),
    (ActorClass, ACTOR, {"blameless": True}, "blameless classes do not"),
    (ActorClass, ACTOR, {"attempts_per_year": None}, "attackers have attempts_per_year"),
)


@pytest.mark.parametrize(("record", "good", "bad", "message"), REFUSED)
def test_what_makes_no_sense_is_refused_in_plain_words(
    record: Callable[..., object], good: dict[str, Any], bad: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        record(**(good | bad))


@pytest.mark.parametrize(
    ("record", "good"),
    [
        (EffectGift, STOP),
        (EffectGift, {"kind": EffectKind.READ}),
        (Success, NUMBERS),
        (Rate, NUMBERS | {"high": 50.0}),
        (Step, STEP),
        (Step, STEP | {"actors": ()}),
        (Step, STEP | {"needs": ()}),
        (ThreatVector, VECTOR),
        (CostBand, COST),
        (Mitigation, MITIGATION),
        (Mitigation, MITIGATION | {"answers": (), "programme_wide": True}),
        (
            Mitigation,
            MITIGATION
            | {"answers": (), "sustains": (Sustains(service=ServiceKind.ANSWER, effect=SHARE),)},
        ),
        (ActorClass, ACTOR),
        (ActorClass, ACTOR | {"attempts_per_year": None, "blameless": True}),
    ],
)
def test_what_makes_sense_is_taken(record: Callable[..., object], good: dict[str, Any]) -> None:
    assert record(**good)


def test_recoveries_are_an_order_from_short_to_long() -> None:
    assert [one.rank for one in Recovery] == [0, 1, 2, 3, 4, 5]
    for shorter, longer in pairwise(Recovery):
        assert shorter.rank < longer.rank
    assert Recovery.RESTORE.rank < Recovery.REBUILD.rank


def test_answers_to_a_vector_come_in_the_order_of_the_ids() -> None:
    other = Answer(vector="w", acts_on=ActsOn.LOAD, effect=SHARE)
    content = Catalog(
        version="1",
        digest="-",
        vectors={},
        mitigations={
            "z": Mitigation(**MITIGATION),
            "a": Mitigation(**(MITIGATION | {"answers": (other, ANSWER)})),
        },
        actors={},
        recoveries={},
        weaknesses={},
        programmes={},
        crosswalk=Crosswalk(note="-"),
    )

    assert content.answers_to("v") == (("a", ANSWER), ("z", ANSWER))
    assert content.answers_to("w") == (("a", other),)
    assert content.answers_to("x") == ()
