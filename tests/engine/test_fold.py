from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.engine.fold import LEAST, fold
from ng911risk.model.consistency import contradictions
from ng911risk.model.inventory import Asset, KnownWeakness, Relation, ServiceKind, Software
from ng911risk.model.kinds import AssetKind, Protocol
from ng911risk.model.scales import Status
from tests.engine.runs import report_of
from tests.engine.small import (
    STORY_ASSETS,
    asset,
    flow,
    inventory,
    said,
    service,
    story,
    trust,
)


def _machines(many: int) -> tuple[Asset, ...]:
    first = asset("pc", AssetKind.WORKSTATION, "office")
    return tuple(replace(first, id=f"pc{n}", name=f"PC {n}") for n in range(many))


def test_a_group_becomes_its_first_member_with_a_count() -> None:
    cad = asset("cad")
    machines = _machines(LEAST)
    flows = tuple(flow(one.id, "cad") for one in machines)
    folded = fold(inventory(cad, *machines, flows=flows))

    assert [(one.id, one.count) for one in folded.inventory.assets] == [("cad", 1), ("pc0", LEAST)]
    assert [(one.source, one.target) for one in folded.inventory.flows] == [("pc0", "cad")]


def test_counts_are_not_lost() -> None:
    machines = tuple(replace(one, count=2) for one in _machines(5))
    folded = fold(inventory(*machines))

    assert [one.count for one in folded.inventory.assets] == [10]


def test_a_few_stay_as_they_are() -> None:
    one = inventory(*_machines(LEAST - 1))

    assert fold(one).inventory == one


@pytest.mark.parametrize(
    "change",
    [
        {"zone": "yard"},
        {"owner": "them"},
        {"kind": AssetKind.CALL_POSITION},
        {"weaknesses": (KnownWeakness(name="flat", status=Status.NO),)},
        {"software": (Software(name="Windows", version="7"),)},
    ],
)
def test_whoever_differs_stays_alone(change: dict[str, object]) -> None:
    first, *others = _machines(LEAST + 1)
    different = replace(first, **change)  # type: ignore[arg-type]
    folded = fold(inventory(different, *others))

    assert [one.id for one in folded.inventory.assets] == ["pc0", "pc1"]


def test_whoever_is_spoken_of_alone_stays_alone() -> None:
    machines = (*_machines(LEAST + 1), asset("ad", AssetKind.DIRECTORY))
    alone = {
        "flows": (flow("internet", "pc0"),),
        "trusts": (trust("ad", Relation.AUTHENTICATES, "pc0"),),
        "services": (service(ServiceKind.ANSWER, ("pc0",)),),
        "controls": (said("train", Status.YES, scope=("pc0",)),),
    }

    for part, value in alone.items():
        folded = fold(inventory(*machines, **{part: value}))
        assert [one.id for one in folded.inventory.assets] == ["pc0", "pc1", "ad"], part


def test_whoever_evidence_names_stays_alone() -> None:
    folded = fold(inventory(*_machines(LEAST + 1)), apart={"pc3"})

    assert [(one.id, one.count) for one in folded.inventory.assets] == [("pc0", LEAST), ("pc3", 1)]


def test_what_named_a_member_names_who_stands_for_it() -> None:
    machines = _machines(5)
    names = [one.id for one in machines]
    ad = asset("ad", AssetKind.DIRECTORY)
    folded = fold(
        inventory(
            *machines,
            ad,
            trusts=(trust("ad", Relation.MANAGES, *names),),
            services=(service(ServiceKind.ANSWER, names),),
            controls=(said("train", Status.YES, scope=tuple(names)),),
        )
    ).inventory

    assert folded.trusts[0].targets == ("pc0",)
    assert folded.services[0].needs[0].any_of == ("pc0",)
    assert folded.controls[0].scope == ("pc0",)
    assert list(contradictions(folded)) == []


def test_a_place_leads_back_to_the_row_of_the_file() -> None:
    machines = _machines(5)
    cad, siren = asset("cad"), asset("siren", AssetKind.SIREN)
    flows = (*(flow("internet", one.id) for one in machines), flow("pc0", "cad"))
    # pc0 has a flow of its own, so pc1 leads; rows 0, 1, 5, 6 and flows 0, 1, 5 remain
    folded = fold(inventory(*machines, cad, siren, flows=flows))
    place = folded.places(lambda path: f"site.yaml {path}")

    assert [one.id for one in folded.inventory.assets] == ["pc0", "pc1", "cad", "siren"]
    assert place("assets[2].kind") == "site.yaml assets[5].kind"
    assert place("flows[2].protected") == "site.yaml flows[5].protected"
    assert place("controls[2].status") == "site.yaml controls[2].status"


def test_folding_again_changes_nothing() -> None:
    once = fold(inventory(*_machines(6), asset("cad"))).inventory

    assert fold(once).inventory == once
    assert fold(story()).inventory == story()


@pytest.mark.parametrize(("many", "left"), [(1, 1), (3, 3), (4, 1), (40, 1)])
def test_four_make_a_group(many: int, left: int) -> None:
    folded = fold(inventory(*_machines(many))).inventory

    assert len(folded.assets) == left
    assert sum(one.count for one in folded.assets) == many


def test_a_place_is_that_of_the_first_row() -> None:
    machines = _machines(5)
    folded = fold(
        inventory(
            asset("cad"),
            *machines,
            flows=(flow("internet", "cad"), *(flow(one.id, "cad") for one in machines)),
        )
    )

    assert folded.places(str)("assets[1].zone") == "assets[1].zone"
    assert folded.places(str)("flows[1].protected") == "flows[1].protected"


def test_rows_of_their_own_and_one_row_with_a_count_give_the_same_report() -> None:
    _, *others = STORY_ASSETS
    base = story()
    machines = _machines(5)
    line = replace(machines[0], count=5)
    listed, counted = (
        report_of(
            story(
                *others,
                *rows,
                flows=(
                    base.flows[2],
                    *(flow("internet", one.id, Protocol.SMTP) for one in rows),
                    *(flow(one.id, "cad") for one in rows),
                ),
            )
        )
        for rows in (machines, (line,))
    )

    assert "bad-mail@pc0" in {one.id for one in listed.findings}
    assert repr(listed) == repr(counted)
