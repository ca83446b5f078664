from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.engine.assess import assess
from ng911risk.engine.intelligence import (
    HIGH_ODDS,
    LIKELY_ODDS,
    RECENT_DAYS,
    informed,
    relevant,
)
from ng911risk.model.catalog import Catalog, VectorFrameworks
from ng911risk.model.intelligence import FeedFlaw, FeedKind, FeedTechnique, Intelligence
from ng911risk.model.inventory import KnownWeakness, Software
from ng911risk.model.report import RiskReport
from ng911risk.model.scales import Grade, Status
from tests.engine.intel_feeds import feed, heard, indicator, technique
from tests.engine.small import AT, STORY_ASSETS, TODAY, story, story_catalog

FIRST, NEXT = "bad-mail", "ransom"
CVE = "CVE-2024-41713"


def _catalog(*ids: str, vector: str = FIRST) -> Catalog:
    made = story_catalog()
    mapped = replace(made.vectors[vector], frameworks=VectorFrameworks(attack_enterprise=ids))
    return replace(made, vectors={**made.vectors, vector: mapped})


def _report(intelligence: Intelligence, catalog: Catalog | None = None) -> RiskReport:
    return assess(
        story(), catalog or _catalog("T1566"), at=AT, tool_version="t", inventory_digest="i",
        intelligence=intelligence,
    )  # fmt: skip


def _raised(said: FeedTechnique, *ids: str) -> bool:
    catalog = _catalog(*ids)
    told = informed(story(), catalog, heard(said), at=AT)
    return told.catalog != catalog


def test_nothing_imported_is_nothing_changed() -> None:
    site, catalog = story(), _catalog("T1566")

    told = informed(site, catalog, Intelligence(), at=AT)

    assert told.inventory is site
    assert told.catalog is catalog
    assert _report(Intelligence()).intelligence == ()


def test_a_technique_in_use_raises_the_upper_part_of_the_range() -> None:
    catalog = _catalog("T1566")
    before = next(s.success for s in catalog.vectors[FIRST].steps if s.actors)

    told = informed(story(), catalog, heard(technique("T1566")), at=AT)

    after = next(s.success for s in told.catalog.vectors[FIRST].steps if s.actors)
    assert before is not None
    assert after is not None
    odds = [one / (1 - one) for one in (before.likely, before.high, after.likely, after.high)]
    assert after.low == before.low
    assert odds[2] == pytest.approx(LIKELY_ODDS * odds[0])
    assert odds[3] == pytest.approx(HIGH_ODDS * odds[1])
    assert "isac says that A way (T1566) is used (campaign X uses it)" in after.basis
    assert after.grade is Grade.JUDGEMENT
    assert [v for v in catalog.vectors if told.catalog.vectors[v] != catalog.vectors[v]] == [FIRST]


def test_two_feeds_raise_it_once_and_both_are_named() -> None:
    one = informed(story(), _catalog("T1566"), heard(technique("T1566")), at=AT)
    both = Intelligence(
        feeds=(feed(technique("T1566"), name="a"), feed(technique("T1566"), name="b"))
    )

    two = informed(story(), _catalog("T1566"), both, at=AT)

    first, second = (next(s.success for s in i.catalog.vectors[FIRST].steps) for i in (one, two))
    assert first is not None
    assert second is not None
    assert (first.likely, first.high) == (second.likely, second.high)
    assert [use.feed for use in two.uses] == ["a", "b"]


@pytest.mark.parametrize(
    ("said", "mapped", "raises"),
    [
        (technique("T1566"), "T1566", True),
        (technique("T1566.004"), "T1566", True),
        (technique("T1566"), "T1566.004", False),
        (technique("T1566.001"), "T1566.004", False),
        (technique("CAPEC-125", "T1566.004"), "T1566.004", True),
        (technique("T1566", seen=TODAY - timedelta(days=RECENT_DAYS)), "T1566", True),
        (technique("T1566", seen=TODAY - timedelta(days=RECENT_DAYS + 1)), "T1566", False),
    ],
)
def test_it_raises_what_it_is_mapped_to_and_nothing_else(
    said: FeedTechnique, mapped: str, raises: bool
) -> None:
    assert _raised(said, mapped) is raises


def test_a_reference_bundle_raises_nothing() -> None:
    library = Intelligence(feeds=(feed(technique("T1566"), kind=FeedKind.REFERENCE),))

    assert _report(library).services == _report(Intelligence()).services


@given(st.sampled_from(["T1566", "T9999"]), st.dates(date(2024, 1, 1), date(2026, 3, 1)))
def test_a_raised_range_is_still_a_range_of_shares(name: str, seen: date) -> None:
    told = informed(story(), _catalog("T1566"), heard(technique(name, seen=seen)), at=AT)

    for vector in told.catalog.vectors.values():
        for step in vector.steps:
            if step.success is not None:
                assert 0 <= step.success.low <= step.success.likely <= step.success.high <= 1


def test_the_report_says_what_was_raised_and_the_trace_says_by_whom() -> None:
    before, after = _report(Intelligence()), _report(heard(technique("T1566")))

    (use,) = after.intelligence
    assert (use.about, use.raised, use.feed_digest) == (FIRST, True, "d" * 64)
    facts = [
        fact.what
        for finding in after.findings
        if finding.vector == FIRST
        for step in finding.steps
        for factor in step.factors
        for fact in factor.facts
    ]
    assert any("Raised by intelligence" in fact for fact in facts)
    assert after.harm.likely > before.harm.likely
    assert after.catalog_digest == before.catalog_digest


@given(
    st.lists(
        st.sampled_from(
            [
                technique("T1566"),
                technique("T9999"),
                FeedFlaw(cve=CVE, exploited=True),
                FeedFlaw(cve="CVE-1999-0001"),
                indicator(addresses=("203.0.113.9",)),
                replace(indicator(domains=("nowhere.example",)), id="indicator--2"),
            ]
        )
    )
)
def test_what_is_sealed_of_intelligence_says_what_the_whole_says(
    parts: list[FeedTechnique | FeedFlaw],
) -> None:
    cad = replace(
        STORY_ASSETS[1], software=(Software(name="A", flaws=(CVE,)),), addresses=("203.0.113.9",)
    )
    site, catalog = story(STORY_ASSETS[0], cad, STORY_ASSETS[2]), _catalog("T1566")
    whole = heard(*parts)

    kept = relevant(site, catalog, whole, at=AT)

    assert informed(site, catalog, kept, at=AT) == informed(site, catalog, whole, at=AT)
    assert relevant(site, catalog, kept, at=AT) == kept
    assert "T9999" not in repr(kept)
    assert "nowhere.example" not in repr(kept)


def test_a_feed_about_nothing_here_is_sealed_by_its_name() -> None:
    kept = relevant(story(), _catalog("T1566"), heard(FeedFlaw(cve="CVE-1999-1")), at=AT)

    assert [(one.name, one.flaws) for one in kept.feeds] == [("isac", ())]


def test_an_exploited_flaw_answers_what_nobody_knew() -> None:
    weak = (KnownWeakness(name="flat", status=Status.NO),)
    cad = replace(
        STORY_ASSETS[1],
        software=(Software(name="A", flaws=(CVE,)), Software(name="B", flaws=())),
        weaknesses=weak,
    )
    site = story(STORY_ASSETS[0], cad, STORY_ASSETS[2])

    told = informed(site, _catalog(), heard(FeedFlaw(cve=CVE, exploited=True)), at=AT)

    softwares = told.inventory.asset("cad").software
    assert [one.known_exploited for one in softwares] == [Status.YES, Status.UNKNOWN]
    (fact,) = told.heard.values()
    assert CVE in fact.what
    assert list(told.heard) == ["assets[1].software[0].known_exploited"]
    assert told.uses[0].about == "cad"


def test_an_answer_somebody_gave_stays() -> None:
    software = Software(name="A", flaws=(CVE,), known_exploited=Status.NO)
    cad = replace(STORY_ASSETS[1], software=(software,))
    site = story(STORY_ASSETS[0], cad, STORY_ASSETS[2])

    told = informed(site, _catalog(), heard(FeedFlaw(cve=CVE, exploited=True)), at=AT)

    assert told.inventory == site
    assert told.heard == {}
