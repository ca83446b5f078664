from __future__ import annotations

from dataclasses import replace

from ng911risk.engine.history_inputs import (
    Inputs,
    fitting,
    known_to,
    mixed,
    names_in,
    strange,
    with_all_of_their_feeds,
)
from ng911risk.model.intelligence import FeedFlaw, Intelligence
from ng911risk.model.inventory import ControlAnswer, KnownWeakness, Zone
from ng911risk.model.scales import Status
from tests.engine.intel_feeds import feed, technique
from tests.engine.small import AT, asset, said, story, story_catalog
from tests.store.sample import EVIDENCE


def test_a_mixture_keeps_answers_about_what_is_there_and_no_others() -> None:
    base = story(asset("pc"), asset("new"))
    answers = replace(
        story(replace(asset("pc"), weaknesses=(KnownWeakness(name="flat", status=Status.NO),))),
        zones=(Zone(id="elsewhere"),),
        controls=(
            said("train", Status.YES),
            said("segment", Status.YES, scope=("pc", "old")),
            said("paper", Status.YES, scope=("elsewhere",)),
        ),
    )
    one = mixed(base, answers)

    assert [(each.mitigation, each.scope) for each in one.controls] == [
        ("train", ()),
        ("segment", ("pc",)),
    ]
    assert [len(each.weaknesses) for each in one.assets] == [1, 0]


def inputs(**changes: object) -> Inputs:
    made = Inputs(inventory=story(), evidence=(), at=AT, seed=1, harm=1.0)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_evidence_about_what_is_not_there_falls_away() -> None:
    everywhere, here = EVIDENCE[0], replace(EVIDENCE[0], scope=("cad", "gone"))
    there = names_in(story())

    found = fitting((everywhere, here, replace(here, scope=("gone",))), there)

    assert [one.scope for one in found] == [(), ("cad",)]


def test_what_the_catalogue_does_not_know_is_named_and_left_out() -> None:
    catalog = story_catalog()
    controls = (
        ControlAnswer(mitigation="gone-since", status=Status.YES),
        said("train", Status.YES),
    )
    one = inputs(inventory=story(controls=controls), evidence=EVIDENCE)

    assert strange(one, catalog) == {"gone-since", EVIDENCE[0].mitigation}
    kept = known_to(one, catalog)
    assert [each.mitigation for each in kept.inventory.controls] == ["train"]
    assert kept.evidence == ()


def test_one_file_says_the_same_to_both_and_another_file_stays_its_own() -> None:
    first, second = FeedFlaw(cve="CVE-2026-1"), FeedFlaw(cve="CVE-2026-2")
    other = replace(feed(technique("T1566"), name="other"), digest="e" * 64)
    old = inputs(intelligence=Intelligence(feeds=(feed(first), other)))
    new = inputs(intelligence=Intelligence(feeds=(feed(second, name="renamed"),)))

    before, after = with_all_of_their_feeds(old, new)

    assert before.intelligence.feeds[0].flaws == after.intelligence.feeds[0].flaws
    assert after.intelligence.feeds[0].flaws == (first, second)
    assert before.intelligence.feeds[1] == other
    assert len(after.intelligence.feeds) == 1
