from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.content import load_catalog
from ng911risk.errors import ConflictError
from ng911risk.exporters.exchange.catalogue_at_hand import differs
from ng911risk.model.report import RiskReport
from tests.exporters.sample_report import SAMPLE

CATALOG = load_catalog()


@pytest.fixture(scope="module")
def report() -> RiskReport:
    """A report that says something, as this catalogue would say it."""
    return replace(
        SAMPLE,
        catalog_digest="0" * 64,
        catalog_version="0.0.9",
        findings=tuple(replace(one, vector="ransomware") for one in SAMPLE.findings),
        actions=tuple(replace(one, mitigation="zone-segmentation") for one in SAMPLE.actions),
        working=(),
    )


def test_the_same_catalogue_needs_no_words(report: RiskReport) -> None:
    assert differs(replace(report, catalog_digest=CATALOG.digest), CATALOG) == ""


def test_another_edition_that_knows_everything_will_do_and_is_told(report: RiskReport) -> None:
    words = differs(report, CATALOG)

    assert "0.0.9" in words
    assert CATALOG.version in words


def test_another_edition_that_does_not_is_refused_by_name(report: RiskReport) -> None:
    assert report.findings, "the sample says something"
    assert report.actions
    strange = replace(report, findings=(replace(report.findings[0], vector="gone-vector"),))
    odd = replace(report, actions=(replace(report.actions[0], mitigation="gone-measure"),))

    with pytest.raises(ConflictError, match="gone-vector"):
        differs(strange, CATALOG)
    with pytest.raises(ConflictError, match="gone-measure"):
        differs(odd, CATALOG)
