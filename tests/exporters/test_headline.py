from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.exporters import headline
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.scales import Level, Status
from tests.exporters.sample_report import CUT_PATH, RANSOM_PATH, SAMPLE, band, odds


def test_the_likeliest_long_stoppage_leads_even_if_short_ones_are_likelier() -> None:
    report = replace(SAMPLE, paths=(CUT_PATH, RANSOM_PATH))

    assert headline.headline_path(report) == RANSOM_PATH


def test_of_two_long_ones_the_likelier_leads() -> None:
    likelier = replace(RANSOM_PATH, id="other", odds=odds(0.1, 0.2, 0.3, Level.MODERATE))
    report = replace(SAMPLE, paths=(RANSOM_PATH, likelier))

    assert headline.headline_path(report) == likelier


def test_without_a_long_one_the_worst_stoppage_leads() -> None:
    stolen = replace(CUT_PATH, id="theft", hours=band(0.0, 0.0, 0.0))
    report = replace(SAMPLE, paths=(stolen, CUT_PATH))

    assert headline.headline_path(report) == CUT_PATH
    assert headline.headline_path(replace(SAMPLE, paths=(stolen,))) is None
    assert headline.headline_path(replace(SAMPLE, paths=())) is None


def test_what_survives_is_what_the_last_finding_does_not_hurt() -> None:
    alive = headline.survivors(SAMPLE, RANSOM_PATH)

    assert alive is not None
    assert ServiceKind.RADIO in alive
    assert not {ServiceKind.DISPATCH, ServiceKind.RECORDS} & set(alive)
    assert headline.survivors(replace(SAMPLE, findings=()), RANSOM_PATH) is None


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.NO, "not in place"),
        (Status.PARTLY, "in part"),
        (Status.UNKNOWN, "nobody has said"),
    ],
)
def test_the_length_is_explained_by_the_measure_that_decides(status: Status, said: str) -> None:
    actions = tuple(replace(action, status=status) for action in SAMPLE.actions)
    reason = headline.recovery_reason(replace(SAMPLE, actions=actions), RANSOM_PATH)

    assert said in reason
    assert "Keep offline backups" in reason


def test_a_length_no_measure_changes_needs_no_reason() -> None:
    assert headline.recovery_reason(SAMPLE, CUT_PATH) == ""
