from __future__ import annotations

from dataclasses import replace
from datetime import date

from ng911risk.exporters.evidence_words import change, moved, seen, summary, told, traced
from ng911risk.model.scales import Band
from tests.exporters.evidence_samples import NOW, REFUTED, VERIFIED


def test_it_says_who_saw_what_and_what_counted_before() -> None:
    assert (
        seen(REFUTED) == "refuted by lab check SEG-01 on 2026-09-02 at 14:03 UTC; before: in place"
    )
    assert seen(VERIFIED) == "verified by Drill on 2026-08-01; before: not known and not in place"


def test_what_a_machine_saw_can_be_traced() -> None:
    assert traced(REFUTED) == (
        f"check SEG-01; run {'a' * 32}; 12 packets on the wire; capture SHA-256 {'c' * 64}; "
        f"signed with the key {'d' * 12}; to be looked at again after 2027-09-02"
    )
    assert traced(VERIFIED) == ""


def test_what_is_overdue_says_so() -> None:
    assert REFUTED.lab is not None
    late = replace(REFUTED, overdue=True, lab=replace(REFUTED.lab, expires=date(2026, 9, 9)))

    assert traced(late).endswith("should have been looked at again after 2026-09-09")


def test_every_sum_is_told_with_and_without_it() -> None:
    assert moved(REFUTED) == (
        "harm, hours a year: up from 3.7 (1 to 34) to 5 (2 to 40)",
        "hours a year on the fallback or worse: as before, 8 (4 to 43)",
        "callers a year nobody answers: as before, 35 (4 to 500)",
    )
    assert moved(VERIFIED) == (
        "not tried on its own: there is more evidence than is tried without",
    )


def test_a_range_that_only_narrows_is_told_as_that() -> None:
    wide, narrow = NOW.harm, Band(low=3.0, likely=5.0, high=20.0)

    assert change(wide, narrow) == "5 as before, its range from (2 to 40) to (3 to 20)"
    assert change(narrow, replace(wide, likely=4.0)) == "down from 5 (3 to 20) to 4 (2 to 40)"


def test_the_first_page_gets_the_one_that_moved_most() -> None:
    assert summary((VERIFIED, REFUTED)) == (
        "harm up from 3.7 to 5 by what was seen of: separate sign-in and network for CAD; "
        "2 records count, 1 refuting"
    )
    assert summary((replace(VERIFIED, without=NOW),)) == "1 record counts; none moves harm much"
    assert summary((VERIFIED,)) == "1 record counts; none was tried"


def test_one_piece_is_told_in_lines() -> None:
    lines = list(told(REFUTED))

    assert lines[0] == (
        f"Separate sign-in and network for CAD [zone-segmentation], CAD server: {seen(REFUTED)}"
    )
    assert lines[1:] == [f"  {line}" for line in (traced(REFUTED), *moved(REFUTED))]
    assert "the whole site" in next(told(VERIFIED))
