from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from ng911risk.content import load_catalog
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence, LabProof, Verdict
from ng911risk.model.inventory import ControlAnswer
from ng911risk.model.scales import Status
from ng911risk.store.evidence import EvidenceRecord
from ng911risk_api.work.evidence_lines import Effect, EvidenceLine, lines_of
from tests.store.sample import INVENTORY, NOW

SEEN = Evidence(
    mitigation="zone-segmentation",
    verdict=Verdict.EFFECTIVE,
    observed="No way through.",
    method="Capture of traffic",
    on=date(2026, 11, 1),
)
REFUTED = replace(SEEN, verdict=Verdict.NOT_EFFECTIVE)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def record(number: int, evidence: Evidence, at: datetime = NOW) -> EvidenceRecord:
    return EvidenceRecord(
        id=f"{number:032x}", site="s", evidence=evidence, by_name="Pat Director", at=at
    )


def effects(lines: tuple[EvidenceLine, ...]) -> list[Effect]:
    return [line.effect for line in lines]


def test_what_was_seen_confirms_or_refutes(catalog: Catalog) -> None:
    lines = lines_of(
        [record(1, SEEN), record(2, replace(REFUTED, mitigation="alternate-routing"))],
        INVENTORY,
        catalog,
        at=NOW,
    )

    assert effects(lines) == [Effect.VERIFIED, Effect.REFUTED]
    assert lines[0].title == catalog.mitigations["zone-segmentation"].title
    assert lines[0].where == ()


def test_of_two_that_contradict_the_newer_counts_and_both_are_shown(catalog: Catalog) -> None:
    old, young = record(1, SEEN), record(2, replace(REFUTED, on=date(2026, 11, 2)))

    lines = lines_of([young, old], INVENTORY, catalog, at=NOW)

    assert effects(lines) == [Effect.REFUTED, Effect.OVERRIDDEN]
    assert (lines[0].against, lines[1].against) == ((old,), (young,))


def test_of_two_on_one_day_the_one_recorded_later_counts(catalog: Catalog) -> None:
    first, second = record(9, SEEN), record(1, REFUTED, NOW + timedelta(hours=1))

    assert effects(lines_of([first, second], INVENTORY, catalog, at=NOW)) == [
        Effect.OVERRIDDEN,
        Effect.REFUTED,
    ]


def test_another_place_contradicts_nothing(catalog: Catalog) -> None:
    floor = record(2, replace(REFUTED, scope=("floor",), on=date(2026, 11, 2)))

    lines = lines_of([floor, record(1, SEEN)], INVENTORY, catalog, at=NOW)

    assert effects(lines) == [Effect.REFUTED, Effect.VERIFIED]
    assert (lines[0].where, lines[0].against) == (("floor",), ())


def test_what_is_not_clear_or_withdrawn_changes_nothing(catalog: Catalog) -> None:
    unclear = record(1, replace(SEEN, verdict=Verdict.INCONCLUSIVE, on=date(2026, 11, 3)))
    gone = replace(record(2, replace(REFUTED, on=date(2026, 11, 2))), withdrawn_at=NOW)

    lines = lines_of([unclear, gone, record(3, SEEN)], INVENTORY, catalog, at=NOW)

    assert effects(lines) == [Effect.INCONCLUSIVE, Effect.WITHDRAWN, Effect.VERIFIED]
    assert all(line.against == () for line in lines)


def test_what_the_catalogue_and_the_site_no_longer_have_is_told(catalog: Catalog) -> None:
    odd = record(1, replace(SEEN, mitigation="sealing-wax", scope=("attic",)))

    [line] = lines_of([odd], INVENTORY, catalog, at=NOW)

    assert (line.effect, line.title) == (Effect.UNKNOWN, "sealing-wax")
    assert line.where == ("attic (no longer there)",)


@pytest.mark.parametrize(
    ("scopes", "status"),
    [
        ((), Status.PARTLY),
        (("floor",), Status.NO),
        (("cad",), Status.NO),  # it stands on the floor
    ],
)
def test_it_is_held_against_the_answer_for_the_same_place(
    catalog: Catalog, scopes: tuple[str, ...], status: Status
) -> None:
    site = ControlAnswer(mitigation="zone-segmentation", status=Status.PARTLY)
    floor = ControlAnswer(mitigation="zone-segmentation", status=Status.NO, scope=("floor",))
    inventory = replace(INVENTORY, controls=(site, floor))

    [line] = lines_of([record(1, replace(SEEN, scope=scopes))], inventory, catalog, at=NOW)

    assert line.declared is status
    assert not line.agrees


def test_without_an_inventory_nothing_was_answered(catalog: Catalog) -> None:
    [line] = lines_of([record(1, SEEN)], None, catalog, at=NOW)

    assert line.declared is Status.UNKNOWN


def test_what_should_have_been_looked_at_again_is_overdue_and_counts(catalog: Catalog) -> None:
    lab = LabProof(check="SIP-01", at=NOW, expires=NOW.date())
    seen = record(1, replace(SEEN, lab=lab))

    [today] = lines_of([seen], INVENTORY, catalog, at=NOW)
    [late] = lines_of([seen], INVENTORY, catalog, at=NOW + timedelta(days=1))

    assert (today.overdue, late.overdue) == (False, True)
    assert late.effect is Effect.VERIFIED


def test_of_two_lab_runs_on_one_day_the_later_counts(catalog: Catalog) -> None:
    early = replace(SEEN, lab=LabProof(check="SIP-01", at=NOW - timedelta(hours=2)))
    late = replace(REFUTED, lab=LabProof(check="SIP-01", at=NOW))

    lines = lines_of([record(1, late), record(2, early)], INVENTORY, catalog, at=NOW)

    assert effects(lines) == [Effect.REFUTED, Effect.OVERRIDDEN]
