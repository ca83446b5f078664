from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.content import load_catalog
from ng911risk.engine import evidence_effects as module
from ng911risk.engine.assess import assess, open_assessment
from ng911risk.engine.begin import begin
from ng911risk.engine.evidence_effects import evidence_effects, totals_of
from ng911risk.importers import read_inventory
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence, LabProof, Standing, Verdict
from ng911risk.model.inventory import Inventory
from ng911risk.model.report import EvidenceEffect, RiskReport, Totals
from ng911risk.model.scales import Band, Status

AT = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
HOLLOW = read_inventory(
    files("ng911risk.samples").joinpath("hollow-legacy.yaml").read_bytes(), file="hollow.yaml"
).inventory
ROUTING = Evidence(
    mitigation="alternate-routing",
    verdict=Verdict.NOT_EFFECTIVE,
    observed="Nobody answered at the neighbour's.",
    method="Test or drill",
    on=date(2026, 11, 1),
)
CHANGES = replace(ROUTING, mitigation="change-management", verdict=Verdict.EFFECTIVE)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def effects(catalog: Catalog, *evidence: Evidence) -> tuple[EvidenceEffect, ...]:
    opened = open_assessment(HOLLOW, catalog, evidence, at=AT)
    return evidence_effects(opened.run, evidence, at=AT, seed=1)


def report(catalog: Catalog, *evidence: Evidence) -> RiskReport:
    return assess(HOLLOW, catalog, at=AT, tool_version="1", inventory_digest="d", evidence=evidence)


def without(effect: EvidenceEffect) -> Totals:
    assert effect.without is not None
    return effect.without


def width(band: Band) -> float:
    return band.high - band.low


def test_refuting_what_was_declared_raises_the_result(catalog: Catalog) -> None:
    [routing] = effects(catalog, ROUTING)

    assert (routing.standing, routing.before) == (Standing.REFUTED, (Status.YES,))
    for name in ("harm", "hours", "callers"):
        now, then = getattr(routing.now, name), getattr(without(routing), name)
        assert now.likely >= then.likely, name
    assert routing.now.harm.likely > 1.1 * without(routing).harm.likely
    assert routing.now.callers.likely > 1.02 * without(routing).callers.likely


def test_verifying_what_nobody_knew_narrows_the_result(catalog: Catalog) -> None:
    [changes] = effects(catalog, CHANGES)

    assert (changes.standing, changes.before) == (Standing.VERIFIED, (Status.UNKNOWN,))
    assert width(changes.now.harm) < width(without(changes).harm)
    assert changes.now.harm.likely < without(changes).harm.likely


def test_verifying_what_was_declared_moves_nothing(catalog: Catalog) -> None:
    [routing] = effects(catalog, replace(ROUTING, verdict=Verdict.EFFECTIVE))

    assert routing.without == routing.now


def test_both_sides_are_the_reports_that_are_made_with_and_without(catalog: Catalog) -> None:
    whole, bare = report(catalog, ROUTING, CHANGES), report(catalog, CHANGES)

    routing = whole.evidence[0]
    assert routing.mitigation == "alternate-routing"
    assert routing.now.harm == whole.harm
    assert without(routing).harm == bare.harm
    assert routing.now.callers.likely == pytest.approx(callers(whole))
    assert without(routing).callers.likely == pytest.approx(callers(bare))
    assert routing.now.hours.likely == pytest.approx(
        sum(one.hours_degraded.likely for one in whole.services)
    )


def callers(made: RiskReport) -> float:
    outages = sum(one.calls.likely for one in made.services)
    return outages + sum(one.calls.likely for one in made.floods)


def test_it_is_held_against_what_was_declared_and_never_against_older_evidence(
    catalog: Catalog,
) -> None:
    older = replace(ROUTING, on=date(2026, 3, 1))
    newer = replace(ROUTING, verdict=Verdict.EFFECTIVE)

    [one] = effects(catalog, newer, older)

    assert (one.standing, one.before) == (Standing.VERIFIED, (Status.YES,))
    assert [(each.on, each.standing) for each in one.records] == [
        (newer.on, Standing.VERIFIED),
        (older.on, Standing.REFUTED),
    ]
    assert one.without == one.now


def test_what_is_not_clear_did_nothing(catalog: Catalog) -> None:
    assert effects(catalog, replace(ROUTING, verdict=Verdict.INCONCLUSIVE)) == ()
    assert effects(catalog) == ()


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.sampled_from(("SEG-01", "L2-05", "Walk"))),
        min_size=1,
        max_size=6,
    )
)
def test_order_and_number_of_records_that_agree_change_nothing(
    seen: list[tuple[int, str]],
) -> None:
    catalog, alone = both_alone()
    made = [
        replace(ROUTING, on=date(2026, 11, day), method=method, scope=(place,))
        for day, method in seen
        for place in ("", HOLLOW.assets[0].id)
    ]
    records = [replace(one, scope=tuple(filter(None, one.scope))) for one in made]

    found = effects(catalog, *records)

    assert {(one.where, one.before, one.without, one.now) for one in found} == {
        (one.where, one.before, one.without, one.now) for one in alone
    }
    assert [len(one.records) for one in found] == [len(seen)] * 2


@cache
def both_alone() -> tuple[Catalog, tuple[EvidenceEffect, ...]]:
    """One record of the site and one of an asset, both refuting."""
    catalog = load_catalog()
    return catalog, effects(catalog, ROUTING, replace(ROUTING, scope=(HOLLOW.assets[0].id,)))


def test_a_second_check_that_agrees_hides_nothing(catalog: Catalog) -> None:
    one = replace(ROUTING, method="lab check SEG-01")
    [alone] = effects(catalog, one)
    [both] = effects(catalog, one, replace(one, method="lab check L2-05"))

    assert (both.before, both.without, both.now) == (alone.before, alone.without, alone.now)
    assert both.without != both.now
    assert len(both.records) == 2


@pytest.mark.parametrize("sample", ["hollow-legacy", "pine-county"])
def test_verifying_what_was_declared_never_raises_harm(catalog: Catalog, sample: str) -> None:
    inventory = read_inventory(
        files("ng911risk.samples").joinpath(f"{sample}.yaml").read_bytes(), file="x.yaml"
    ).inventory
    before = totals(inventory, catalog)
    answers = [one for one in inventory.controls if not one.scope]
    for answer in answers[::9]:
        asset = next(one for one in inventory.assets if one.kind.value in _TALKS)
        seen = replace(
            CHANGES, mitigation=answer.mitigation, scope=(asset.id, inventory.zones[0].id)
        )
        after = totals(inventory, catalog, seen)
        if answer.status is Status.YES:
            assert after == before, answer.mitigation
        assert after.harm.likely <= before.harm.likely, answer.mitigation


_TALKS = ("bcf", "esrp", "selective-router", "lng", "chfe")


def totals(inventory: Inventory, catalog: Catalog, *evidence: Evidence) -> Totals:
    return totals_of(begin(inventory, catalog, evidence, at=AT, seed=1, inherent=False))


def test_a_check_of_one_asset_tells_its_name_and_what_was_declared_there(
    catalog: Catalog,
) -> None:
    asset = HOLLOW.assets[0]
    lab = LabProof(
        check="SIP-01",
        at=AT,
        packets=12,
        cited=("OPTIONS, answered 200",),
        expires=date(2026, 1, 1),
    )

    [one] = effects(catalog, replace(ROUTING, scope=(asset.id,), lab=lab))

    assert one.where == asset.label
    assert one.before == (Status.YES,)
    [record] = one.records
    assert record.lab == replace(lab, cited=())
    assert record.overdue


def test_what_is_too_much_to_try_is_named(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TRIED", 1)

    first, second = effects(catalog, CHANGES, ROUTING)

    assert first.standing is Standing.REFUTED  # what refutes comes first
    assert first.without is not None
    assert (second.mitigation, second.without) == ("change-management", None)


def test_a_report_without_evidence_says_nothing_of_it(catalog: Catalog) -> None:
    assert report(catalog).evidence == ()


def test_what_the_report_rests_on_counts_the_same_as_what_evidence_did(catalog: Catalog) -> None:
    told = report(catalog, ROUTING, replace(ROUTING, on=date(2026, 11, 2)), CHANGES)

    assert (told.basis.verified, told.basis.refuted) == (1, 1)
    assert len(told.evidence) == told.basis.verified + told.basis.refuted
    working = {one.mitigation for one in told.working}
    assert "alternate-routing" not in working
    assert "change-management" in working


def test_what_is_refuted_on_every_asset_it_works_on_is_not_told_as_working(
    catalog: Catalog,
) -> None:
    known = report(catalog)
    name = next(one.mitigation for one in known.working if one.mitigation in _NAMED)
    run = open_assessment(HOLLOW, catalog, (replace(ROUTING, mitigation=name),), at=AT).run
    everywhere = tuple(one.id for one in run.controls.bearing[name])

    told = report(catalog, replace(ROUTING, mitigation=name, scope=everywhere))
    some = report(catalog, replace(ROUTING, mitigation=name, scope=everywhere[:1]))

    assert name not in {one.mitigation for one in told.working}
    assert {one.mitigation: one.status for one in some.working}[name] is Status.PARTLY


_NAMED = {one.mitigation for one in HOLLOW.controls if one.status is Status.YES and not one.scope}
