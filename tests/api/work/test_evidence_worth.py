from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from ng911risk.content import load_catalog
from ng911risk.engine.assess import open_assessment
from ng911risk.engine.session import Session
from ng911risk.importers import read_inventory
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence, Verdict
from ng911risk.model.inventory import Inventory
from ng911risk.model.scales import Status
from ng911risk.store import Site
from ng911risk.store.evidence import EvidenceRecord
from ng911risk_api.work import evidence_worth
from ng911risk_api.work.draft import Draft
from ng911risk_api.work.evidence_lines import lines_of
from ng911risk_api.work.evidence_worth import Moved, moved_by, proofs_of
from ng911risk_api.work.workbench import Result
from tests.store.sample import NOW, report_on

YES, PARTLY = Status.YES, Status.PARTLY
HOLLOW = read_inventory(
    files("ng911risk.samples").joinpath("hollow-legacy.yaml").read_bytes(), file="hollow.yaml"
).inventory
BACKUPS = Evidence(
    mitigation="tested-offline-backups",
    verdict=Verdict.NOT_EFFECTIVE,
    observed="The tape was blank.",
    method="Test or drill",
    on=date(2026, 11, 1),
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def result_of(inventory: Inventory, catalog: Catalog, *evidence: Evidence) -> Result:
    opened = open_assessment(inventory, catalog, evidence, at=NOW, place=lambda _: "", seed=1)
    draft = Draft(
        tenant="local",
        site=Site(id="s", name="Cedar County", created_at=NOW),
        described=inventory,
        answers={},
        inventory=inventory,
        inventory_digest="d",
        places={},
        evidence=evidence,
    )
    return Result(
        draft=draft,
        report=report_on(inventory),
        opened=opened,
        session=Session(opened.run),
        lock=threading.Lock(),
        made_at=NOW,
    )


def test_what_would_hurt_most_if_it_were_not_so_comes_first(catalog: Catalog) -> None:
    proofs = proofs_of(result_of(HOLLOW, catalog))

    shares = [one.share or 0.0 for one in proofs]
    in_place = {one.mitigation for one in HOLLOW.controls if one.status in (YES, PARTLY)}
    assert {one.mitigation for one in proofs} == in_place
    assert proofs[0].mitigation == "alternate-routing"
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.1
    assert all(one.accepted for one in proofs)


def test_what_was_confirmed_needs_no_more_proof(catalog: Catalog) -> None:
    proofs = proofs_of(result_of(HOLLOW, catalog, replace(BACKUPS, verdict=Verdict.EFFECTIVE)))

    assert "tested-offline-backups" not in {one.mitigation for one in proofs}


def test_what_refutes_raises_the_harm_and_what_confirms_lowers_it(catalog: Catalog) -> None:
    seen = (
        replace(BACKUPS, mitigation="alternate-routing"),
        replace(BACKUPS, mitigation="change-management", verdict=Verdict.EFFECTIVE),
        replace(BACKUPS, mitigation="mutual-aid-agreements", verdict=Verdict.EFFECTIVE),
        replace(
            BACKUPS, mitigation="zone-segmentation", verdict=Verdict.EFFECTIVE, scope=("office",)
        ),
    )
    records = [
        EvidenceRecord(id=f"{at:032x}", site="s", evidence=one, by_name="Pat", at=NOW)
        for at, one in enumerate(seen)
    ]

    moved = moved_by(result_of(HOLLOW, catalog, *seen), lines_of(records, HOLLOW, catalog, at=NOW))

    shares = {one.title: one.share for one in moved}
    routing, changes, aid, zones = (
        shares[catalog.mitigations[one.mitigation].title] for one in seen
    )
    assert routing > 0.1  # answered yes, and it is not so
    assert changes < -0.01  # not answered, and it is there
    assert abs(aid) < 1e-9  # answered yes, and so it is
    assert zones <= 0.0
    assert [one.refuted for one in moved] == [True, False, False, False]
    assert {one.where for one in moved} == {"", _OFFICE}
    assert [one.agrees for one in moved if one.title == _title(catalog, seen[2])] == [True]


_OFFICE = next(one.name or one.id for one in HOLLOW.zones if one.id == "office")


def _title(catalog: Catalog, one: Evidence) -> str:
    return catalog.mitigations[one.mitigation].title


def test_records_that_agree_are_told_once_and_change_nothing(catalog: Catalog) -> None:
    def moved(*seen: Evidence) -> tuple[Moved, ...]:
        records = [
            EvidenceRecord(id=f"{at:032x}", site="s", evidence=one, by_name="Pat", at=NOW)
            for at, one in enumerate(seen)
        ]
        lines = lines_of(records, HOLLOW, catalog, at=NOW)
        return moved_by(result_of(HOLLOW, catalog, *seen), lines)

    one = replace(BACKUPS, mitigation="alternate-routing", method="lab check SIP-01")
    [alone] = moved(one)
    [both] = moved(one, replace(one, method="lab check SIP-02"))

    assert both == replace(alone, records=2)
    assert alone.share > 0.1


def test_what_does_not_count_moves_nothing(catalog: Catalog) -> None:
    unclear = replace(BACKUPS, verdict=Verdict.INCONCLUSIVE)
    record = EvidenceRecord(id="1" * 32, site="s", evidence=unclear, by_name="Pat", at=NOW)

    assert (
        moved_by(result_of(HOLLOW, catalog, unclear), lines_of([record], HOLLOW, catalog, at=NOW))
        == ()
    )


def test_no_more_time_is_taken_than_there_is(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence_worth, "_SECONDS", -1.0)

    proofs = proofs_of(result_of(HOLLOW, catalog))

    assert len(proofs) > 2
    assert all(one.share is None for one in proofs)


def test_without_an_engine_there_is_nothing_to_ask(catalog: Catalog) -> None:
    bare = replace(result_of(HOLLOW, catalog), opened=None, session=None)

    assert proofs_of(bare) == ()
    assert moved_by(bare, ()) == ()
