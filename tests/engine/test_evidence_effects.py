from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from ng911risk.content import load_catalog
from ng911risk.engine import evidence_effects as module
from ng911risk.engine.assess import assess, open_assessment
from ng911risk.engine.evidence_effects import evidence_effects
from ng911risk.importers import read_inventory
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence, LabProof, Standing, Verdict
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


def test_without_the_newest_the_older_counts_again(catalog: Catalog) -> None:
    older = replace(ROUTING, on=date(2026, 3, 1))
    newer = replace(ROUTING, verdict=Verdict.EFFECTIVE)

    [one] = effects(catalog, newer, older)

    assert (one.on, one.standing, one.before) == (newer.on, Standing.VERIFIED, (Status.NO,))
    assert one.now.harm.likely < without(one).harm.likely


def test_what_is_not_clear_did_nothing(catalog: Catalog) -> None:
    assert effects(catalog, replace(ROUTING, verdict=Verdict.INCONCLUSIVE)) == ()
    assert effects(catalog) == ()


def test_two_records_that_say_the_same_count_once(catalog: Catalog) -> None:
    [one] = effects(catalog, ROUTING, ROUTING)

    assert one.before == (Status.NO,)
    assert one.without == one.now


def test_a_check_of_one_asset_tells_its_name_and_what_counted_there(catalog: Catalog) -> None:
    asset = HOLLOW.assets[0]
    lab = LabProof(
        check="SIP-01",
        at=AT,
        packets=12,
        cited=("OPTIONS, answered 200",),
        expires=date(2026, 1, 1),
    )

    [one] = effects(catalog, replace(ROUTING, scope=(asset.id,), lab=lab))

    assert one.where == (asset.label,)
    assert one.before == (Status.YES,)
    assert one.lab == replace(lab, cited=())
    assert one.overdue


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
