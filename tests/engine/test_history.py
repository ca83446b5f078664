from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.engine.history import Cause, Mixture, shapley, why_it_moved
from ng911risk.engine.history_inputs import Inputs
from ng911risk.engine.intelligence import relevant
from ng911risk.engine.matching import exploited_flaws
from ng911risk.model.catalog import Catalog, VectorFrameworks
from ng911risk.model.evidence import Evidence, Verdict
from ng911risk.model.intelligence import NOTHING_IMPORTED, FeedFlaw, Intelligence
from ng911risk.model.inventory import ControlAnswer, Inventory, KnownWeakness, Software
from ng911risk.model.scales import Status
from tests.engine.intel_feeds import heard, technique
from tests.engine.runs import report_of
from tests.engine.small import AT, STORY_ASSETS, asset, said, story, story_catalog


def mapped_catalog() -> Catalog:
    """The story, in which mail is a technique that feeds can name."""
    made = story_catalog()
    mail = replace(
        made.vectors["bad-mail"], frameworks=VectorFrameworks(attack_enterprise=("T1566",))
    )
    return replace(made, vectors={**made.vectors, "bad-mail": mail})


CATALOG = mapped_catalog()
MAIL = heard(technique("T1566"))
PROOF = Evidence(
    mitigation="segment",
    verdict=Verdict.EFFECTIVE,
    observed="No way through.",
    method="lab check",
    on=date(2026, 2, 1),
)


def sealed(
    inventory: Inventory,
    evidence: tuple[Evidence, ...] = (),
    *,
    heard: Intelligence = NOTHING_IMPORTED,
    at: datetime = AT,
    seed: int = 1,
) -> Inputs:
    """What would have been sealed, with the sum that its report says."""
    report = report_of(inventory, CATALOG, evidence=evidence, intelligence=heard, at=at, seed=seed)
    return Inputs(
        inventory=inventory,
        evidence=evidence,
        at=at,
        seed=seed,
        harm=report.harm.likely,
        intelligence=relevant(inventory, CATALOG, heard, at=at),
    )


def shares(old: Inputs, new: Inputs) -> dict[Cause, float]:
    return {one.cause: one.amount for one in why_it_moved(old, new, CATALOG).moved}


CHANGES = {
    Cause.INVENTORY: sealed(replace(story(), flows=story().flows[1:])),
    Cause.ANSWERS: sealed(story(controls=(said("segment", Status.YES),))),
    Cause.EVIDENCE: sealed(story(), (PROOF,)),
    Cause.REPORTED: sealed(story(), heard=MAIL),
}


def test_equal_inputs_have_nothing_to_explain() -> None:
    one = sealed(story(controls=(said("train", Status.PARTLY),)), (PROOF,))

    assert set(shares(one, one).values()) == {0.0}


@pytest.mark.parametrize("cause", CHANGES)
def test_where_one_cause_changed_it_has_all_the_share(cause: Cause) -> None:
    old, new = sealed(story()), CHANGES[cause]
    found = shares(old, new)

    assert found[cause] == new.harm - old.harm != 0.0
    assert {share for other, share in found.items() if other is not cause} == {0.0}


def test_what_was_changed_back_has_the_opposite_share() -> None:
    old, new = sealed(story()), CHANGES[Cause.ANSWERS]
    there, back = shares(old, new), shares(new, old)

    assert back == {cause: -share for cause, share in there.items()}


def test_shares_add_up_when_everything_changed_and_answers_speak_of_what_is_gone() -> None:
    known = KnownWeakness(name="flat", status=Status.NO)
    scoped = ControlAnswer(mitigation="segment", status=Status.YES, scope=("cad", "pc"))
    old = sealed(story(controls=(scoped,)), (replace(PROOF, scope=("cad",)),))
    assets = (STORY_ASSETS[0], replace(asset("cad-2"), weaknesses=(known,)), STORY_ASSETS[2])
    services = tuple(
        replace(one, needs=tuple(replace(need, any_of=("cad-2",)) for need in one.needs))
        if one.needs[0].any_of == ("cad",)
        else one
        for one in story().services
    )
    flows = tuple(
        replace(one, target="cad-2") if one.target == "cad" else one for one in story().flows
    )
    new = sealed(
        story(*assets, flows=flows, services=services, controls=(said("train", Status.NO),)),
        heard=MAIL,
        at=AT + timedelta(days=365),
        seed=2,
    )
    history = why_it_moved(old, new, CATALOG)

    total = fsum(one.amount for one in history.moved)
    assert total == pytest.approx(history.difference, abs=1e-12)
    assert history.left_out == ()


def test_another_catalogue_has_the_share_of_what_old_inputs_give_today() -> None:
    old = replace(sealed(story()), harm=100.0)
    new = sealed(story())
    history = why_it_moved(old, new, CATALOG)

    assert history.before_today == new.harm
    by_cause = {one.cause: one.amount for one in history.moved}
    assert by_cause.pop(Cause.CATALOGUE) == new.harm - 100.0
    assert set(by_cause.values()) == {0.0}


def test_where_both_reports_can_be_made_again_no_draw_gives_the_catalogue_a_share() -> None:
    history = why_it_moved(sealed(story()), CHANGES[Cause.ANSWERS], CATALOG)

    assert [(one.amount, one.again) for one in history.moved if one.cause is Cause.CATALOGUE] == [
        (0.0, 0.0)
    ]


def test_answers_that_the_catalogue_no_longer_asks_for_are_named_and_left_out() -> None:
    strange = ControlAnswer(mitigation="gone-since", status=Status.YES)
    old = replace(sealed(story()), inventory=story(controls=(strange,)))
    history = why_it_moved(old, sealed(story()), CATALOG)

    assert history.left_out == ("gone-since",)
    assert {one.amount for one in history.moved} == {0.0}


def test_a_second_draw_says_what_luck_does_to_a_share() -> None:
    (moved,) = (
        one
        for one in why_it_moved(sealed(story()), CHANGES[Cause.ANSWERS], CATALOG).moved
        if one.cause is Cause.ANSWERS
    )

    assert moved.again != moved.amount
    assert moved.again == pytest.approx(moved.amount, rel=0.1)


def test_a_feed_that_was_there_before_is_no_cause_of_what_came_with_new_software() -> None:
    listed = heard(FeedFlaw(cve="CVE-2026-1001", exploited=True))
    flawed = tuple(
        replace(one, software=(Software(name="A", flaws=("CVE-2026-1001",)),))
        if one.id == "cad"
        else one
        for one in STORY_ASSETS
    )
    old, new = sealed(story(), heard=listed), sealed(story(*flawed), heard=listed)
    assert old.intelligence != new.intelligence  # each keeps what was about it

    def exploited(one: Mixture) -> float:
        return float(len(exploited_flaws(one.inventory, one.intelligence)))

    history = why_it_moved(
        replace(old, harm=0.0), replace(new, harm=1.0), CATALOG, measure=exploited
    )

    found = {one.cause: one.amount for one in history.moved}
    assert found[Cause.INVENTORY] == 1.0
    assert found[Cause.REPORTED] == 0.0


def test_what_a_feed_says_no_more_after_a_year_is_a_share_of_time() -> None:
    old_news = heard(technique("T1566", seen=AT.date() - timedelta(days=100)))
    old = sealed(story(), heard=old_news)
    new = sealed(story(), heard=old_news, at=AT + timedelta(days=300))

    found = shares(old, new)

    assert found[Cause.TIME] == new.harm - old.harm < 0.0
    assert found[Cause.REPORTED] == 0.0


def test_mixtures_that_are_alike_are_assessed_once() -> None:
    asked: list[int] = []

    def measure(*_: object) -> float:
        asked.append(1)
        return 1.0

    why_it_moved(sealed(story()), CHANGES[Cause.ANSWERS], CATALOG, measure=measure)

    assert len(asked) == 2 * 2  # before and after, in two draws


ALL = (Cause.INVENTORY, Cause.ANSWERS, Cause.EVIDENCE)


@given(st.lists(st.fractions(), min_size=8, max_size=8))
def test_the_value_of_shapley_is_efficient_and_gives_nothing_to_what_adds_nothing(
    worth: list[Fraction],
) -> None:
    def value(done: frozenset[Cause]) -> Fraction:
        return worth[sum(1 << place for place, one in enumerate(ALL) if one in done)]

    found = shapley(value, ALL)
    assert sum(found.values()) == value(frozenset(ALL)) - value(frozenset())

    def without_evidence(done: frozenset[Cause]) -> Fraction:
        return value(done - {Cause.EVIDENCE})

    assert shapley(without_evidence, ALL)[Cause.EVIDENCE] == 0


def test_the_textbook_game_of_gloves_has_its_textbook_shares() -> None:
    """Two left gloves and one right one: a pair is worth 1; shares 1/6, 1/6 and 4/6."""

    def pair(done: frozenset[Cause]) -> Fraction:
        left = {Cause.INVENTORY, Cause.ANSWERS} & done
        return Fraction(bool(left) and Cause.EVIDENCE in done)

    found = shapley(pair, ALL)
    assert [share * 6 for share in found.values()] == [1, 1, 4]
