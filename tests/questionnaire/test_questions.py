from __future__ import annotations

from dataclasses import replace
from datetime import date

from ng911risk.content import load_catalog
from ng911risk.model.catalog import YesMeans
from ng911risk.model.inventory import (
    Asset,
    ControlAnswer,
    DataFlow,
    Inventory,
    Owner,
    OwnerClass,
    Software,
)
from ng911risk.model.kinds import AssetKind, Protocol
from ng911risk.model.report import Unknown
from ng911risk.model.scales import Grade, Stage, Status
from ng911risk.questionnaire.answered import Answered, AnswerValue
from ng911risk.questionnaire.questions import Kind, Question, questions_of, starting_questions
from tests.store.sample import INVENTORY

CATALOG = load_catalog()
DAY = date(2026, 11, 25)
BACKUPS = "tested-offline-backups"


def position(number: int, **more: object) -> Asset:
    made = Asset(
        id=f"p{number}",
        name=f"Position {number}",
        kind=AssetKind.WORKSTATION,
        zone="floor",
        owner="us",
    )
    return replace(made, **more)  # type: ignore[arg-type] # fields of every type are passed on


def centre(*assets: Asset) -> Inventory:
    return replace(INVENTORY, assets=(*INVENTORY.assets, *assets))


def unknown(subject: str, swing: float | None, ask: OwnerClass = OwnerClass.PSAP) -> Unknown:
    return Unknown(subject=subject, question="?", ask=ask, swing=swing, place="")


def said(subject: str, value: str = "yes", who: str = "Pat") -> dict[str, Answered]:
    answer = Answered(subject=subject, value=AnswerValue(value), said_by=who, on=DAY)
    return {subject: answer}


def asked(
    *unknowns: Unknown, inventory: Inventory = INVENTORY, answers: dict[str, Answered] | None = None
) -> tuple[Question, ...]:
    return questions_of(unknowns, inventory, answers or {}, CATALOG)


def test_the_most_valuable_comes_first_and_what_was_not_tried_last() -> None:
    found = asked(
        unknown("exercises", None),
        unknown("separate-admin-lines", 0.1),
        unknown("default-credentials@cad", 0.3),
    )

    assert [one.subject for one in found] == [
        "default-credentials@cad",
        "separate-admin-lines",
        "exercises",
    ]


def test_a_question_about_a_mitigation_says_why_it_is_asked() -> None:
    (one,) = asked(unknown(BACKUPS, 0.2, OwnerClass.COUNTY_IT))
    entry = CATALOG.mitigations[BACKUPS]

    assert (one.kind, one.about, one.yes_means) == (Kind.MITIGATION, "", YesMeans.SAFE)
    assert (one.text, one.why, one.proof) == (entry.ask, entry.summary, entry.evidence)
    assert one.protects_against[0] == CATALOG.vectors["ransomware"].title
    assert one.sources == entry.sources
    assert (one.ask, one.swing, one.answer) == (OwnerClass.COUNTY_IT, 0.2, None)


def test_a_question_about_a_weakness_says_what_is_reckoned_with_until_then() -> None:
    (one,) = asked(unknown("known-exploited@cad", 0.2, OwnerClass.VENDOR))

    assert (one.kind, one.about, one.yes_means) == (Kind.WEAKNESS, "cad", YesMeans.WEAK)
    assert one.why.endswith(
        "10 in 100 such systems have this weakness: a flaw that attackers already use."
    )
    assert one.what == AssetKind.CAD.title
    assert one.sources[-1].grade is Grade.JUDGEMENT
    assert CATALOG.vectors["unpatched-exposed-product"].title in one.protects_against
    assert one.ask is OwnerClass.VENDOR


def test_four_alike_are_one_question_though_the_report_names_one() -> None:
    inventory = centre(*(position(number) for number in range(1, 5)))

    (one,) = asked(unknown("autorun-media@p1", 0.2), inventory=inventory)

    assert one.subjects == tuple(f"autorun-media@p{number}" for number in range(1, 5))
    assert one.about == "Position 1, Position 2 and 2 more like them"


def test_two_alike_are_one_question_with_the_larger_swing() -> None:
    inventory = centre(position(1), position(2))

    (one,) = asked(
        unknown("autorun-media@p2", 0.1), unknown("autorun-media@p1", None), inventory=inventory
    )

    assert one.subjects == ("autorun-media@p1", "autorun-media@p2")
    assert (one.about, one.swing) == ("Position 1 and Position 2", 0.1)


def test_what_is_not_alike_is_asked_apart() -> None:
    flow = DataFlow(source="internet", target="p2", protocol=Protocol.HTTPS)
    inventory = replace(centre(position(1), position(2)), flows=(flow,))

    found = asked(
        unknown("autorun-media@p1", 0.1), unknown("autorun-media@p2", 0.1), inventory=inventory
    )

    assert [one.subjects for one in found] == [("autorun-media@p1",), ("autorun-media@p2",)]


def test_the_same_release_on_two_machines_is_one_question_about_the_product() -> None:
    release = (Software(name="Dispatch", version="7"),)
    server = position(9, kind=AssetKind.CAD, name="Spare CAD", software=release)
    inventory = centre(position(1, software=release), server)
    subjects = ("end-of-life@p1", "end-of-life@p9", "autorun-media@p1", "autorun-media@p9")

    found = asked(*(unknown(one, 0.1) for one in subjects), inventory=inventory)

    assert sorted(one.subjects for one in found) == [
        ("autorun-media@p1",),
        ("autorun-media@p9",),
        ("end-of-life@p1", "end-of-life@p9"),
    ]


def test_what_was_answered_stays_to_be_looked_at_though_the_report_no_longer_asks() -> None:
    answers = said(BACKUPS) | said("default-credentials@cad", "no", "Vendor")

    found = asked(unknown("exercises", 0.1), answers=answers)

    assert [(one.subject, one.answer and one.answer.value.value) for one in found] == [
        ("exercises", None),
        ("default-credentials@cad", "no"),
        (BACKUPS, "yes"),
    ]


def test_a_subject_is_asked_once_though_the_last_result_does_not_know_the_answer_yet() -> None:
    (one,) = asked(unknown(BACKUPS, 0.2), answers=said(BACKUPS))

    assert one.answer is not None
    assert one.swing == 0.2


def test_answers_that_differ_split_what_is_alike() -> None:
    inventory = centre(*(position(number) for number in range(1, 5)))
    answers = {
        **said("autorun-media@p1"), **said("autorun-media@p2"), **said("autorun-media@p3", "no")
    }  # fmt: skip

    found = asked(unknown("autorun-media@p1", 0.2), inventory=inventory, answers=answers)

    assert sorted(one.subjects for one in found) == [
        ("autorun-media@p1", "autorun-media@p2"),
        ("autorun-media@p3",),
        ("autorun-media@p4",),
    ]


def test_what_is_gone_is_not_asked() -> None:
    answers = said("default-credentials@gone") | said("gone") | said("gone@cad")

    assert asked(unknown("autorun-media@gone", 0.2), unknown("gone", 0.1), answers=answers) == ()


def test_before_there_is_a_result_the_starter_set_is_asked() -> None:
    inventory = replace(
        INVENTORY,
        controls=(ControlAnswer(mitigation="call-flood-playbook", status=Status.NO),),
        owners=(*INVENTORY.owners, Owner(id="it", owner_class=OwnerClass.COUNTY_IT)),
    )

    found = starting_questions(inventory, said(BACKUPS), CATALOG)

    names = [one.subject for one in found]
    assert names[-1] == BACKUPS
    assert "separate-admin-lines" in names
    assert "call-flood-playbook" not in names
    assert all(one.starter and one.swing is None for one in found)
    assert not any(CATALOG.mitigations[name].programme_wide for name in names)
    assert all(Stage.LEGACY in CATALOG.mitigations[name].stages for name in names[:-1])
    assert len(names) == len(set(names))
