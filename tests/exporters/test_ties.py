from __future__ import annotations

from dataclasses import replace

from ng911risk.exporters.ties import told_tie
from ng911risk.model.inventory import OwnerClass
from ng911risk.model.report import RiskReport
from tests.exporters.sample_report import SAMPLE as REPORT


def _tied(report: RiskReport) -> RiskReport:
    return replace(report, tied=tuple(one.mitigation for one in report.actions[3:5]))


def test_what_stands_firm_is_no_tie() -> None:
    assert told_tie(replace(REPORT, tied=())) is None


def test_a_tie_says_what_is_common_and_where_to_begin_anyway() -> None:
    report = _tied(REPORT)
    found = told_tie(report)

    assert found is not None
    assert found.members[:3] == report.actions[:3]
    assert {one.mitigation for one in found.members[3:]} == set(report.tied)
    assert found.common.startswith("What they have in common: ")
    assert found.anyway.startswith("Begin with: ")
    best = max(found.members, key=lambda one: one.among_first or 0.0)
    assert best.title.casefold()[1:] in found.anyway.casefold()


def test_owners_are_common_when_most_are_the_same() -> None:
    report = _tied(REPORT)
    same = tuple(replace(one, owner_class=OwnerClass.PSAP) for one in report.actions)
    found = told_tie(replace(report, actions=same))

    assert found is not None
    assert "all are yours" in found.common
