from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from ng911risk.model.catalog import (
    ActorClass,
    ActsOn,
    Answer,
    BySize,
    Catalog,
    Category,
    CostBand,
    CostBySize,
    Crosswalk,
    Framework,
    FrameworkCatalogue,
    Incident,
    IncidentHit,
    IncidentLink,
    Mitigation,
    Outcome,
    Source,
    Sustains,
    ThreatVector,
)
from ng911risk.model.grammar import (
    Access,
    ControlGift,
    Gift,
    Step,
    Success,
    Target,
)
from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Grade, Range, Share

NUMBERS: Final[dict[str, Any]] = {"low": 0.1, "likely": 0.2, "high": 0.3, "basis": "-"}
SHARE: Final = Share(**NUMBERS)
ONE: Final = Step(
    id="one",
    title="One",
    target=Target(kinds=(AssetKind.CAD,)),
    actors=("crook",),
    gives=(Gift(control=ControlGift(level=Access.USER)),),
    success=Success(**NUMBERS),
)
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

REFUSED: Final[tuple[tuple[Callable[..., object], dict[str, Any], dict[str, Any], str], ...]] = (
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
    assert content.by_vector["v"] == (("a", 1, ANSWER), ("z", 0, ANSWER))
    for name, place, answer in content.by_vector["v"]:
        assert content.mitigations[name].answers[place] is answer


FRAMEWORK: Final[dict[str, Any]] = {
    "title": "T",
    "authority": "A",
    "version": "1",
    "note": "N",
    "catalog": FrameworkCatalogue(href="urn:x", lower=True),
    "controls": {"SC-5(2)": "Two", "AC-2": "One"},
    "maps": {"z": ("AC-2",), "a": ("SC-5(2)", "AC-2")},
    "sources": (),
}


def test_a_control_has_the_name_that_its_catalogue_gives_it_for_machines() -> None:
    small = Framework(**FRAMEWORK)
    prefixed = Framework(
        **(FRAMEWORK | {"catalog": FrameworkCatalogue(href="urn:x", prefix="goal-")})
    )

    assert [small.machine_id(one) for one in small.controls] == ["sc-5.2", "ac-2"]
    assert prefixed.machine_id("3.A") == "goal-3.A"


def test_mitigations_of_a_control_come_in_the_order_of_their_ids() -> None:
    framework = Framework(**FRAMEWORK)

    assert framework.mitigations_of("AC-2") == ("a", "z")
    assert framework.mitigations_of("SC-5(2)") == ("a",)
    assert framework.mitigations_of("AC-3") == ()


HIT: Final = IncidentHit(service=ServiceKind.DISPATCH, outcome=Outcome.STOPPED, how="H")
INCIDENT: Final[dict[str, Any]] = {
    "code": "INC-01",
    "title": "T",
    "year": 2001,
    "summary": "S",
    "actor": "crook",
    "chain": (IncidentLink(vector="v", what="W"),),
    "hit": (HIT,),
    "came_down": AssetKind.CAD,
    "measures": (),
    "sources": (Source(title="S", grade=Grade.SECONDARY),),
}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"chain": ()}, "an incident has a chain"),
        ({"hit": ()}, "an incident has a chain"),
        ({"sources": ()}, "an incident has a chain"),
        ({"went_on": (ServiceKind.DISPATCH,)}, "did not go on"),
        ({"lasted_hours": 0.0}, "leave lasted_hours out"),
    ],
)
def test_an_incident_tells_what_its_sources_tell(wrong: dict[str, Any], message: str) -> None:
    assert Incident(**INCIDENT).hit == (HIT,)
    with pytest.raises(ValueError, match=message):
        Incident(**(INCIDENT | wrong))
