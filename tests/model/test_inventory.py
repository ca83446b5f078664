from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from ng911risk.model.inventory import (
    AnswerStandard,
    Asset,
    DataFlow,
    Inventory,
    Owner,
    OwnerClass,
    Relation,
    Requirement,
    Service,
    ServiceKind,
    Shift,
    SiteProfile,
    Software,
    Trust,
    Zone,
)
from ng911risk.model.kinds import AssetKind, Protocol
from ng911risk.model.scales import Stage

SHIFT: Final[dict[str, Any]] = {
    "from_hour": 0,
    "to_hour": 24,
    "on_duty": 2,
    "calls_per_hour": 5.0,
}
ALL_DAY: Final = Shift(**SHIFT)
SITE: Final[dict[str, Any]] = {
    "name": "Somewhere",
    "stage": Stage.LEGACY,
    "positions": 2,
    "shifts": (ALL_DAY,),
    "trunks_911": 4,
    "trunks_ten_digit": 2,
}
CAD: Final[dict[str, Any]] = {"id": "cad", "kind": AssetKind.CAD, "zone": "ops", "owner": "us"}
FLOW: Final[dict[str, Any]] = {"source": "pc", "target": "cad", "protocol": Protocol.HTTPS}

REFUSED: Final[tuple[tuple[Callable[..., object], dict[str, Any], dict[str, Any], str], ...]] = (
    (Shift, SHIFT, {"from_hour": 24}, "from_hour must be 0 to 23"),
    (Shift, SHIFT, {"from_hour": -1}, "from_hour must be 0 to 23"),
    (Shift, SHIFT, {"to_hour": 25}, "which ends at 24"),
    (Shift, SHIFT, {"from_hour": 8, "to_hour": 8}, "before to_hour"),
    (Shift, SHIFT, {"on_duty": -1}, "on_duty is between 0 and 10000"),
    (Shift, SHIFT, {"calls_per_hour": -0.1}, "calls_per_hour is between 0 and"),
    (Shift, SHIFT, {"admin_calls_per_hour": 1e9}, "admin_calls_per_hour is between 0 and"),
    (AnswerStandard, {}, {"share": 0.0}, "share is above 0"),
    (AnswerStandard, {}, {"share": 1.1}, "at most 1"),
    (AnswerStandard, {}, {"seconds": 0.0}, "seconds above 0"),
    (AnswerStandard, {}, {"also_share": 0.95}, "belong together"),
    (AnswerStandard, {}, {"also_share": 1.5, "also_seconds": 20.0}, "also_share is above 0"),
    (AnswerStandard, {}, {"also_share": 0.0, "also_seconds": 20.0}, "also_share is above 0"),
    (AnswerStandard, {}, {"also_share": 0.9, "also_seconds": 0.0}, "also_seconds above 0"),
    (SiteProfile, SITE, {"shifts": ()}, "every hour from 0 to 24 once"),
    (SiteProfile, SITE, {"shifts": (ALL_DAY, ALL_DAY)}, "every hour from 0 to 24 once"),
    (SiteProfile, SITE, {"shifts": (Shift(**(SHIFT | {"to_hour": 23})),)}, "every hour"),
    (SiteProfile, SITE, {"positions": -1}, "positions is between 0 and"),
    (SiteProfile, SITE, {"trunks_911": 20_000}, "trunks_911 is between 0 and 10000"),
    (SiteProfile, SITE, {"trunks_ten_digit": -1}, "trunks_ten_digit is between 0 and"),
    (SiteProfile, SITE, {"hold_s": 0.0}, "hold_s is above 0"),
    (SiteProfile, SITE, {"admin_hold_s": 1e9}, "admin_hold_s is above 0 and at most"),
    (Asset, CAD, {"count": 0}, "count is between 1 and 100000"),
    (Asset, CAD, {"count": 100_001}, "count is between 1 and 100000"),
    (DataFlow, FLOW, {"port": 0}, "a port is between 1 and 65535"),
    (DataFlow, FLOW, {"port": 65_536}, "a port is between 1 and 65535"),
    (Trust, {"source": "a", "relation": Relation.HOSTS}, {"targets": ()}, "at least one asset"),
    (Requirement, {}, {"any_of": ()}, "name at least one asset"),
)


@pytest.mark.parametrize(("record", "good", "bad", "message"), REFUSED)
def test_what_cannot_be_is_refused_in_plain_words(
    record: Callable[..., object], good: dict[str, Any], bad: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        record(**(good | bad))


@pytest.mark.parametrize(
    ("record", "good"),
    [(Shift, SHIFT), (SiteProfile, SITE), (Asset, CAD), (DataFlow, FLOW), (AnswerStandard, {})],
)
def test_what_is_refused_is_refused_for_that_reason(
    record: Callable[..., object], good: dict[str, Any]
) -> None:
    assert record(**good)


def test_the_ends_of_every_bound_are_allowed() -> None:
    assert Asset(**(CAD | {"count": 100_000})).count == 100_000
    assert DataFlow(**(FLOW | {"port": 65_535})).port == 65_535
    assert SiteProfile(**(SITE | {"positions": 0, "trunks_911": 0})).positions == 0
    assert Shift(**(SHIFT | {"on_duty": 0, "from_hour": 23})).hours == 1


def test_a_label_is_what_people_say_with_how_many() -> None:
    assert Asset(**CAD).label == "cad"
    assert Asset(**(CAD | {"name": "CAD server", "count": 3})).label == "CAD server (x3)"


def test_one_release_is_one_product_however_it_is_spelled() -> None:
    assert Software(name="CAD", version="9").product == Software(name="cad", version="9").product
    assert Software(name="CAD").product == "cad"
    assert Software(name="CAD", version="9").product != Software(name="CAD").product


def test_words_for_people_differ() -> None:
    for words in ({one.words for one in ServiceKind}, {one.words for one in OwnerClass}):
        assert all(words)
    assert len({one.words for one in ServiceKind}) == len(ServiceKind)
    assert len({one.words for one in OwnerClass}) == len(OwnerClass)


def test_an_inventory_finds_its_parts() -> None:
    answer = Service(kind=ServiceKind.ANSWER, needs=())
    one = Inventory(
        site=SiteProfile(**SITE),
        owners=(Owner(id="us", owner_class=OwnerClass.PSAP),),
        zones=(Zone(id="ops"),),
        assets=(Asset(**CAD),),
        services=(answer,),
    )

    assert one.asset("cad").kind is AssetKind.CAD
    assert one.service(ServiceKind.ANSWER) is answer
    assert one.service(ServiceKind.RADIO) is None
    with pytest.raises(KeyError):
        one.asset("nowhere")


def test_nenas_first_step_brings_its_second_and_an_own_standard_stays_as_it_is() -> None:
    assert AnswerStandard().steps == ((0.90, 15.0), (0.95, 20.0))
    assert AnswerStandard(share=0.95, seconds=10.0).steps == ((0.95, 10.0),)
    assert AnswerStandard(also_share=0.99, also_seconds=40.0).steps == ((0.90, 15.0), (0.99, 40.0))
