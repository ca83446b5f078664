from __future__ import annotations

from enum import StrEnum

import pytest

from ng911risk.model.capacity import Front, ShiftCapacity, SiteCapacity, Treatment
from ng911risk.records import to_json
from tests.exporters.sample_report import SAMPLE


@pytest.mark.parametrize("member", [*Front, *Treatment])
def test_every_word_of_the_format_has_words_for_people(member: StrEnum) -> None:
    words: str = vars(type(member))["words"].fget(member)

    assert len(words) > len("calls")
    assert words != member.value


def test_a_shift_of_a_report_made_before_needs_no_ways_in() -> None:
    old = ShiftCapacity(
        from_hour=0,
        to_hour=24,
        on_duty=2,
        baseline_lost=0.0,
        baseline_in_standard=1.0,
        flood_half_lost_short=10.0,
        flood_half_lost_long=1.0,
    )

    assert old.fronts == ()
    assert old.standards == ()


def test_no_number_of_calls_is_written_as_nothing() -> None:
    text = to_json(SiteCapacity(site="Elm", shifts=SAMPLE.shifts), omit_defaults=False).decode()

    assert '"high": null' in text
    assert "Infinity" not in text
