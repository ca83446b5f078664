from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.content import load_catalog
from ng911risk.model.catalog import Catalog
from ng911risk.model.inventory import Inventory, OwnerClass
from ng911risk.model.report import Unknown
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.questionnaire.asking import Ask, AskedQuestion
from ng911risk.store import Site
from ng911risk.store.answers import SavedAnswer
from ng911risk_api.work.asking import chosen_from, groups_of
from ng911risk_api.work.draft import Draft
from tests.store.sample import INVENTORY, NOW

ASSETS = (
    *INVENTORY.assets,
    replace(INVENTORY.assets[0], id="spare", name="Spare dispatch server", count=2),
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def unknown(subject: str, ask: OwnerClass, swing: float | None) -> Unknown:
    return Unknown(subject=subject, question="?", ask=ask, swing=swing, place="")


UNKNOWNS = (
    unknown("end-of-life@cad", OwnerClass.PSAP, 0.5),
    unknown("zone-segmentation", OwnerClass.COUNTY_IT, 0.3),
    unknown("least-privilege", OwnerClass.COUNTY_IT, 0.1),
)


def draft(inventory: Inventory = INVENTORY, **answers: AnswerValue) -> Draft:
    said = {
        subject.replace("_", "-"): SavedAnswer(
            subject=subject.replace("_", "-"), number=1, value=value, note="", said_by="Pat",
            by_name="Pat", at=NOW,
        )
        for subject, value in answers.items()
    }  # fmt: skip
    return Draft(
        tenant="local",
        site=Site(id="s", name="Cedar County", created_at=NOW),
        described=inventory,
        answers=said,
        inventory=inventory,
        inventory_digest="d",
        places={},
        evidence=(),
    )


def test_questions_are_grouped_by_whom_to_ask_your_own_people_last(catalog: Catalog) -> None:
    groups = groups_of(UNKNOWNS, draft(), catalog, ())

    assert [one.owner_class for one in groups] == [OwnerClass.COUNTY_IT, OwnerClass.PSAP]
    assert [one.question.subject for one in groups[0].choices] == [
        "zone-segmentation",
        "least-privilege",
    ]
    assert groups[1].only_name == "us"
    assert groups[1].choices[0].owners == ("us",)


def test_questions_about_the_systems_of_one_owner_stand_together(catalog: Catalog) -> None:
    two = replace(INVENTORY, assets=ASSETS)
    groups = groups_of(UNKNOWNS, draft(two), catalog, ())

    for group in groups:
        listed = [one for choices in group.by_owner.values() for one in choices]
        assert sorted(map(id, listed)) == sorted(map(id, group.choices))
        for owner, choices in group.by_owner.items():
            assert {", ".join(one.owners) for one in choices} == {owner}
    assert any(owner for group in groups for owner in group.by_owner)


def test_what_you_could_not_answer_is_chosen_and_first(catalog: Catalog) -> None:
    said = draft(least_privilege=AnswerValue.NOT_AVAILABLE)

    first, second = groups_of(UNKNOWNS, said, catalog, ())[0].choices

    assert (first.question.subject, first.first) == ("least-privilege", True)
    assert (second.question.subject, second.first) == ("zone-segmentation", False)


def test_what_you_have_answered_is_not_asked(catalog: Catalog) -> None:
    said = draft(least_privilege=AnswerValue.NO, zone_segmentation=AnswerValue.YES)

    assert [one.owner_class for one in groups_of(UNKNOWNS, said, catalog, ())] == [OwnerClass.PSAP]


def test_what_somebody_was_asked_already_is_not_chosen_again(catalog: Catalog) -> None:
    waiting = Ask(
        id="a", site="s", to_name="Acme", owner_class=OwnerClass.COUNTY_IT,
        questions=(AskedQuestion(subject="least-privilege", question="?"),), note="",
        by_name="Pat", at=NOW, expires_at=NOW, opened_at=None, reminded_at=None, closed_at=None,
        revoked=False, who_name="", who_role="", check="",
    )  # fmt: skip
    said = draft(least_privilege=AnswerValue.UNKNOWN)

    [group] = [
        one
        for one in groups_of(UNKNOWNS, said, catalog, [waiting])
        if one.owner_class is OwnerClass.COUNTY_IT
    ]

    found = {one.question.subject: one for one in group.choices}
    assert found["least-privilege"].asked == "Acme"
    assert not found["least-privilege"].first


def test_a_question_is_sent_with_the_name_or_only_the_kind_of_its_system(
    catalog: Catalog,
) -> None:
    two = replace(INVENTORY, assets=ASSETS)
    unknowns = (unknown("end-of-life@spare", OwnerClass.PSAP, 0.5),)

    [named] = chosen_from(["end-of-life@spare"], unknowns, draft(two), catalog, named=True)
    [bare] = chosen_from(["end-of-life@spare"], unknowns, draft(two), catalog, named=False)

    assert "Spare dispatch server" in named.about
    assert "Spare" not in bare.about + bare.question + bare.why
    assert ASSETS[1].kind.title in bare.about


def test_only_open_questions_are_sent_each_once(catalog: Catalog) -> None:
    wanted = ["least-privilege", "no-such-thing", "least-privilege", "x@y", ""]

    found = list(chosen_from(wanted, UNKNOWNS, draft(), catalog, named=True))

    assert [one.subject for one in found] == ["least-privilege"]
