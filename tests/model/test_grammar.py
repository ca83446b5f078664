from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

import pytest

from ng911risk.model.grammar import (
    Access,
    ControlGift,
    ControlNeed,
    EffectGift,
    EffectKind,
    Gift,
    Need,
    PositionNeed,
    Rate,
    Recovery,
    Step,
    Success,
    Target,
)
from ng911risk.model.kinds import AssetKind

NUMBERS: Final[dict[str, Any]] = {"low": 0.1, "likely": 0.2, "high": 0.3, "basis": "-"}
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
    ],
)
def test_what_makes_sense_is_taken(record: Callable[..., object], good: dict[str, Any]) -> None:
    assert record(**good)


def test_recoveries_are_an_order_from_short_to_long() -> None:
    assert [one.rank for one in Recovery] == [0, 1, 2, 3, 4, 5]
    for shorter, longer in pairwise(Recovery):
        assert shorter.rank < longer.rank
    assert Recovery.RESTORE.rank < Recovery.REBUILD.rank
