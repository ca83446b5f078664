from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from ng911risk.engine.background import site_summary, warnings, zone_labels
from ng911risk.model.catalog import Source
from ng911risk.model.inventory import BackupSite, Relation, ServiceKind, Shift, Zone
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Grade, Status
from tests.engine.runs import report_of
from tests.engine.small import (
    SITE,
    STORY_ASSETS,
    asset,
    flow,
    inventory,
    said,
    service,
    story,
    story_catalog,
    success,
    trust,
)


def test_the_centre_is_told_in_numbers() -> None:
    day = Shift(from_hour=0, to_hour=12, on_duty=5, calls_per_hour=1.0)
    night = Shift(from_hour=12, to_hour=24, on_duty=1, calls_per_hour=1.0)
    found = site_summary(story(site=replace(SITE, shifts=(day, night))))

    assert (found.on_duty_most, found.on_duty_least) == (5, 1)
    assert (found.assets, found.machines, found.positions) == (3, 6, 4)


def test_lanes_are_outside_zones_that_hold_something_and_then_the_file() -> None:
    zones = (Zone(id="ops", name="Operations"), Zone(id="empty"))
    one = inventory(asset("cad"), asset("tcc", AssetKind.TCC, "esinet-peer"), zones=zones)

    assert [(zone.id, zone.label) for zone in zone_labels(one)] == [
        ("esinet-peer", "Esinet peer"),
        ("ops", "Operations"),
        ("empty", "empty"),
    ]


def test_what_works_is_told_with_whoever_said_so() -> None:
    controls = (
        said("train", Status.YES, said_by="Chief"),
        said("segment", Status.YES, scope=("ops",), said_by="IT"),
        said("segment", Status.NO, scope=("office",)),
        said("paper", Status.NO),
        said("screen", Status.UNKNOWN),
    )
    found = {one.mitigation: one for one in report_of(story(controls=controls)).working}

    assert set(found) == {"train", "segment"}
    assert (found["train"].status, found["train"].scope) == (Status.YES, ())
    assert (found["segment"].status, found["segment"].scope) == (Status.PARTLY, ("ops",))
    assert found["segment"].said_by == "IT"


def test_what_the_report_rests_on_is_counted() -> None:
    controls = (
        said("train", Status.YES, said_by="Chief"),
        said("segment", Status.NO, said_by="Bob of Them Inc"),
        said("screen", Status.UNKNOWN, said_by="Them Inc"),
    )
    report = report_of(story(controls=controls))

    assert report.basis.declared == 2
    assert report.basis.by_others == 1
    assert (report.basis.verified, report.basis.refuted) == (0, 0)
    assert report.basis.assumed == 0
    assert report.basis.unknown == len(report.unknowns)
    assert report.basis.judgement_share == 1.0


def test_facts_about_the_centre_that_were_answered_count_as_an_answer() -> None:
    bare = story()
    every = (
        *(f"site.{one.name}" for one in fields(bare.site) if one.name != "backup_site"),
        *(f"site.backup_site.{one.name}" for one in fields(bare.site.backup_site)),
        *(f"assets[{one.id}]" for one in bare.assets),
        "flows",
    )
    answered = tuple(one for one in every if one not in ("site.positions", "assets[cad]"))

    for assumed, told in ((every, 0), (answered, 2), ((), 0)):
        report = report_of(story(assumed=assumed))
        assert (report.basis.declared, report.basis.assumed) == (told, len(assumed))


def test_numbers_that_are_sourced_are_not_judgement() -> None:
    content = story_catalog()
    ransom = content.vectors["ransom"]
    known = replace(success(0.6), grade=Grade.SECONDARY)
    steps = tuple(replace(one, success=known) for one in ransom.steps)
    content = replace(content, vectors=content.vectors | {"ransom": replace(ransom, steps=steps)})

    assert 0.0 < report_of(story(), content).basis.judgement_share < 1.0


def test_sources_are_those_of_what_was_found_and_say_for_what() -> None:
    content = story_catalog()
    book = Source(title="A book", locator="p. 1", grade=Grade.VERIFIED)
    vectors = {name: replace(one, sources=(book,)) for name, one in content.vectors.items()}
    mitigations = content.mitigations | {
        "train": replace(content.mitigations["train"], sources=(book,))
    }
    content = replace(content, vectors=vectors, mitigations=mitigations)
    [used] = report_of(story(flows=()), content).sources

    assert (used.title, used.locator, used.grade) == ("A book", "p. 1", Grade.VERIFIED)
    assert used.used_by == ("train", "wear-out")


@pytest.mark.parametrize("kind", list(ServiceKind))
def test_a_service_that_is_not_described_is_named(kind: ServiceKind) -> None:
    told = [text for text in warnings(story(services=())) if kind.words in text]

    assert len(told) == 1
    needs = (service(kind, ("pc",)),)
    assert not [text for text in warnings(story(services=needs)) if kind.words in text]


def test_a_service_that_needs_nothing_and_an_asset_nothing_leads_to_are_named() -> None:
    lonely = asset("lonely", AssetKind.SIREN, name="The siren")
    needs = (service(ServiceKind.ANSWER), service(ServiceKind.RADIO, ("lonely",)))
    told = " ".join(warnings(story(*STORY_ASSETS, lonely, services=needs)))

    assert "Cannot fail here, as nothing is listed that it needs: answering calls." in told
    assert "The siren" in told
    spare = " ".join(warnings(story(*STORY_ASSETS, lonely)))
    assert "The siren" not in spare  # no service needs it


def test_the_backup_is_named_with_its_last_test() -> None:
    backup = BackupSite(name="Next county", tested=date(2025, 5, 5))
    report = report_of(story(site=replace(SITE, backup_site=backup)))

    assert (report.backup, report.last_test) == ("Next county", date(2025, 5, 5))


@pytest.mark.parametrize(
    ("who", "others"),
    [
        ("Chief of us", 0),
        ("You", 0),
        ("them", 1),
        ("Bob of THEM INC", 1),
        ("the vendor", 1),
        ("", 0),
    ],
)
def test_answers_of_others_are_those_that_name_another_organisation(who: str, others: int) -> None:
    report = report_of(story(controls=(said("train", Status.YES, said_by=who),)))

    assert report.basis.by_others == others


def test_a_source_that_is_named_twice_is_listed_once() -> None:
    content = story_catalog()
    book = Source(title="A book", grade=Grade.VERIFIED)
    vectors = {name: replace(one, sources=(book, book)) for name, one in content.vectors.items()}
    [used] = report_of(story(), replace(content, vectors=vectors)).sources

    assert used.used_by == tuple(sorted(vectors))


def test_whatever_a_flow_or_a_trust_leads_to_has_a_known_exposure() -> None:
    siren = asset("siren", AssetKind.SIREN)
    needs = (service(ServiceKind.PUBLIC_ALERT, ("siren",)),)
    parts: list[dict[str, object]] = [
        {"flows": (flow("internet", "siren"),)},
        {"flows": (flow("siren", "cad"),)},
        {"flows": (flow("siren", "cad"),), "trusts": (trust("pc", Relation.MANAGES, "cad"),)},
        {"flows": (), "trusts": (trust("pc", Relation.MANAGES, "siren"),)},
    ]

    for part in parts:
        told = warnings(story(*STORY_ASSETS, siren, services=needs, **part))
        assert not [text for text in told if "siren" in text], part
    [left] = [
        text
        for text in warnings(story(*STORY_ASSETS, siren, services=needs, flows=()))
        if "siren" in text
    ]
    assert left == "No flow or trust is listed for siren; its real exposure is unknown."
