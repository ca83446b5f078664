from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

import pytest

from ng911risk.exporters import formats, render
from ng911risk.exporters.discovery import exporters
from ng911risk.exporters.public import PublicReport, public_edition
from ng911risk.model.inventory import OwnerClass
from ng911risk.model.report import RiskReport
from ng911risk.model.scales import Level
from tests.exporters.canary import planted
from tests.exporters.sample_report import SAMPLE


def _texts_of(record: object) -> set[str]:
    """Names of the fields of `record`, at any depth, that hold text or a tuple of texts."""
    found: set[str] = set()
    if isinstance(record, tuple):
        for item in record:
            found |= _texts_of(item)
    elif is_dataclass(record):
        for one in fields(record):
            value = getattr(record, one.name)
            is_text = type(value) is str or (
                isinstance(value, tuple) and any(type(item) is str for item in value)
            )
            found |= {f"{type(record).__name__}.{one.name}"} if is_text else _texts_of(value)
    return found


def test_the_canaries_reach_every_text_of_a_full_report() -> None:
    report, canaries = planted()
    full = render(report, "json").decode()

    assert len(canaries) > 200
    assert [one for one in canaries if one not in full] == []


def test_the_sample_fills_every_text_field_of_the_report() -> None:
    record_types = {text.partition(".")[0] for text in _texts_of(SAMPLE)}

    assert {
        "Action", "AttackPath", "AttackStep", "Fact", "Factor", "Finding", "FloodRisk", "PathStop",
        "ProgrammeLine", "ProgrammeView", "RiskReport", "ServiceRisk", "SiteSummary", "SourceUse",
        "Unknown", "Working", "ZoneLabel",
    } <= record_types  # fmt: skip


@pytest.mark.parametrize("name", ["csv", "html", "json", "text"])
def test_no_public_rendering_holds_a_canary(name: str) -> None:
    report, canaries = planted()
    public = render(report, name, public=True).decode().casefold()

    assert [one for one in canaries if one in public] == []
    assert "canary" not in public
    assert report.site.name.casefold() in public


def test_every_format_is_searched() -> None:
    assert set(formats()) == {"csv", "html", "json", "text"}
    assert all("public" in exporter.render.__annotations__ for exporter in exporters().values())


def test_the_public_edition_does_not_depend_on_what_it_may_not_say() -> None:
    report, _ = planted()

    for name in formats():
        assert render(report, name, public=True) == render(SAMPLE, name, public=True)


def test_the_public_edition_counts_findings_and_actions() -> None:
    edition = public_edition(SAMPLE)

    assert [(one.level, one.findings) for one in edition.findings] == [
        (Level.VERY_HIGH, 0),
        (Level.HIGH, 0),
        (Level.MODERATE, 2),
        (Level.LOW, 3),
        (Level.VERY_LOW, 1),
    ]
    assert {one.owner_class: one.actions for one in edition.actions} == {
        OwnerClass.PSAP: 1,
        OwnerClass.COUNTY_IT: 2,
        OwnerClass.CARRIER: 1,
        OwnerClass.NGCS_PROVIDER: 1,
    }
    assert edition.programme_lines == 2


def test_the_public_edition_leaves_capacity_out() -> None:
    other = replace(SAMPLE, shifts=(), floods=(), last_test=SAMPLE.made_at.date())

    assert public_edition(other) == public_edition(SAMPLE)


def test_the_public_record_is_not_a_filtered_report() -> None:
    assert not issubclass(PublicReport, RiskReport)
    assert {one.name for one in fields(PublicReport)} == {
        "format", "made_on", "site", "state", "services", "findings", "actions", "programme_lines",
        "facts_given", "facts_assumed",
    }  # fmt: skip
