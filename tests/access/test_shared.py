from __future__ import annotations

from dataclasses import fields, replace

import pytest

from ng911risk.access.shared import Share, Shared, cut
from ng911risk.model.inventory import Inventory
from ng911risk.model.report import RiskReport
from tests.engine.runs import report_of
from tests.engine.small import story

CANARY = "Zanzibar"


def _marked() -> Inventory:
    """The story, with a mark in every name, note and person that the centre wrote."""
    plain = story()
    return replace(
        plain,
        zones=tuple(replace(one, name=f"{CANARY} zone") for one in plain.zones),
        assets=tuple(
            replace(one, name=f"{CANARY} {one.id}", note=f"{CANARY} note") for one in plain.assets
        ),
        controls=tuple(replace(one, said_by=CANARY, note=CANARY) for one in plain.controls),
    )


@pytest.fixture(scope="module")
def report() -> RiskReport:
    return report_of(_marked())


def _text(shared: Shared) -> str:
    return repr(shared)


def test_nothing_is_nothing(report: RiskReport) -> None:
    assert cut(report, Share.NOTHING) is None


@pytest.mark.parametrize("share", [Share.TOTALS, Share.FINDINGS])
def test_no_name_or_note_of_the_centre_passes_without_a_grant_of_paths(
    report: RiskReport, share: Share
) -> None:
    assert CANARY in repr(report)
    shared = cut(report, share)

    assert shared is not None
    assert CANARY not in _text(shared)


def test_totals_have_numbers_and_no_words_about_what_goes_wrong(report: RiskReport) -> None:
    shared = cut(report, Share.TOTALS)

    assert shared is not None
    row = shared.row
    assert row.harm == report.harm
    assert row.high_findings == sum(
        one.risk.value in {"high", "very-high"} for one in report.findings
    )
    assert (row.top_finding, row.top_risk, row.actions, row.parts) == ("", None, (), ())
    assert (shared.findings, shared.paths, row.inventory_digest) == ((), (), "")
    for finding in report.findings:
        assert finding.vector not in _text(shared)


def test_findings_say_what_and_who_but_not_where(report: RiskReport) -> None:
    shared = cut(report, Share.FINDINGS)

    assert shared is not None
    assert shared.findings
    assert sum(one.places for one in shared.findings) == len(report.findings)
    assert all(one.where == () for one in shared.findings)
    assert shared.row.top_finding == shared.findings[0].title
    assert shared.row.actions[0].title == report.actions[0].title
    assert shared.paths == ()


def test_paths_name_systems_but_neither_answers_nor_people(report: RiskReport) -> None:
    shared = cut(report, Share.PATHS)

    assert shared is not None
    assert len(shared.paths) == len(report.paths) > 0
    text = _text(shared)
    assert f"{CANARY} " in text
    assert f"{CANARY} note" not in text
    assert "site.yaml" not in text
    assert f"said_by='{CANARY}'" not in text


def test_each_level_holds_what_the_one_before_does() -> None:
    order = list(Share)
    for place, share in enumerate(order):
        assert [share.holds(one) for one in order] == [n <= place for n in range(len(order))]


def test_a_field_that_a_report_gains_is_not_shared_by_itself() -> None:
    assert {one.name for one in fields(Shared)} == {"share", "made_at", "row", "findings", "paths"}
