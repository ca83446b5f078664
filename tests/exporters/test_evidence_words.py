from __future__ import annotations

from dataclasses import replace
from datetime import date

from ng911risk.exporters.evidence_words import change, moved, seen, stands, summary, told, traced
from ng911risk.model.scales import Band
from tests.exporters.evidence_samples import DRILL, LAB, NOW, REFUTED, VERIFIED


def test_it_says_who_saw_what_and_what_was_declared() -> None:
    assert seen(LAB) == "refuted by lab check SEG-01 on 2026-09-02 at 14:03 UTC"
    assert seen(DRILL) == "verified by Drill on 2026-08-01"
    assert stands(REFUTED) == "refuted by 1 record; declared: in place"
    assert stands(VERIFIED) == "verified by 1 record; declared: not known and not in place"


def test_records_that_were_overtaken_are_named_and_do_not_count() -> None:
    older = replace(DRILL, on=date(2026, 3, 1))
    both = replace(REFUTED, records=(LAB, LAB, older))

    assert stands(both).startswith("refuted by 2 records")
    assert list(told(both))[-1] == (
        "  verified by Drill on 2026-03-01; a newer record counts instead"
    )


def test_what_a_machine_saw_can_be_traced() -> None:
    assert traced(LAB) == (
        f"check SEG-01; run {'a' * 32}; 12 packets on the wire in the whole run; "
        f"capture SHA-256 {'c' * 64}; "
        f"signed with the key {'d' * 12}; to be looked at again after 2027-09-02"
    )
    assert traced(DRILL) == ""
    assert LAB.lab is not None
    assert "; no packet sent; " in traced(replace(LAB, lab=replace(LAB.lab, packets=0)))


def test_what_is_overdue_says_so() -> None:
    assert LAB.lab is not None
    late = replace(LAB, overdue=True, lab=replace(LAB.lab, expires=date(2026, 9, 9)))

    assert traced(late).endswith("should have been looked at again after 2026-09-09")


def test_every_sum_is_told_with_and_without_it() -> None:
    assert moved(REFUTED) == (
        "harm, hours a year: up from 3.7 (1 to 34) to 5 (2 to 40)",
        "hours a year on the fallback or worse: as before, 8 (4 to 43)",
        "callers a year nobody answers: as before, 35 (4 to 500)",
    )
    assert moved(VERIFIED) == ("not tried on its own: there is more evidence than is tried",)


def test_a_range_that_only_narrows_is_told_as_that() -> None:
    wide, narrow = NOW.harm, Band(low=3.0, likely=5.0, high=20.0)

    assert change(wide, narrow) == "5 as before, its range from (2 to 40) to (3 to 20)"
    assert change(narrow, replace(wide, likely=4.0)) == "down from 5 (3 to 20) to 4 (2 to 40)"


def test_the_first_page_gets_the_one_that_moved_most() -> None:
    assert summary((VERIFIED, REFUTED)) == (
        "2 tested by 2 records, 1 refuted; harm up from 3.7 to 5 "
        "by what was seen of: separate sign-in and network for CAD"
    )
    assert summary((replace(VERIFIED, without=NOW),)) == (
        "1 tested by 1 record; none moves harm much"
    )
    assert summary((VERIFIED,)) == "1 tested by 1 record; none was tried"


def test_one_piece_is_told_in_lines() -> None:
    lines = list(told(REFUTED))

    assert lines[0] == (
        f"Separate sign-in and network for CAD [zone-segmentation], CAD server: {stands(REFUTED)}"
    )
    assert lines[1:] == [
        *(f"  {line}" for line in moved(REFUTED)),
        f"  {seen(LAB)}",
        f"    {traced(LAB)}",
    ]
    assert "the whole site" in next(told(VERIFIED))
