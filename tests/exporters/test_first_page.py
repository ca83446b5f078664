from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ng911risk.exporters.first_page import certainty, do_first, entries, first_page
from ng911risk.exporters.json_report import verify_code
from ng911risk.model.report import Firmness, RiskReport
from tests.exporters.evidence_samples import REFUTED, VERIFIED
from tests.exporters.sample_report import SAMPLE

LONG = "a very long name of something that nobody would read aloud " * 4


def _page(report: RiskReport) -> str:
    return "\n".join(first_page(report))


def _one_line(report: RiskReport) -> str:
    return re.sub(r"\s+", " ", _page(report))


def test_the_page_says_what_a_director_asks() -> None:
    page = _one_line(SAMPLE)

    for said in (
        "Pine County 9-1-1, 4 positions, 2 on duty (at least 1)",
        "SECURITY-SENSITIVE",
        "from County office PCs (x120) to CAD server",
        "3 steps",
        "Odds in a year: 1 in 30 (1 in 100 to 1 in 10)",
        "likely to go on working: all but dispatch and records",
        "If it happens: 2 to 9 days",
        "9-1-1 unreachable: about 2 hours (24 minutes to 8 hours) a year, the largest part",
        "a year, the largest part from: a cable cut takes down the 9-1-1 circuits;",
        "callers nobody answers: 4, fewer than 1 in floods",
        "Phone flood: 120 calls an hour by day, 60 at 00-07 h lose every tenth caller; people",
        "people run out first; 12 to 360 by length",
        "Fixes: 5: 1 yours, 2 county IT, 1 carrier, 1 9-1-1 provider",
        "DO FIRST: the same three came first in 9 of 10 checks with other plausible numbers;",
        "1 County IT: separate sign-in and network for CAD, $0 to $2,000: harm falls from",
        "3 Ask your 9-1-1 provider:",
        "NOT KNOWN: 2 answers; one alone moves the harm by 34 %",
        "backup: Elm County",
        "never tested",
        "BASIS: 43 facts: 25 your word, 6 from others, 12 assumed; 3 tested; odds are judgement",
        "CALL: provider __",
        verify_code(SAMPLE),
    ):
        assert said in page


def test_a_report_made_before_tells_of_floods_as_it_was_made() -> None:
    before = tuple(replace(shift, fronts=()) for shift in SAMPLE.shifts)

    assert (
        "35 to 430 more calls an hour leave half of all callers unanswered; with the fewest on"
        in _one_line(replace(SAMPLE, shifts=before))
    )


def test_the_page_has_no_decimal_that_a_reader_must_interpret() -> None:
    assert re.findall(r"0\.\d|\.\d\d", _page(SAMPLE)) == []


def test_the_page_has_at_most_25_lines_of_100_characters() -> None:
    long = replace(
        SAMPLE,
        site=replace(SAMPLE.site, name=LONG),
        tied=tuple(action.mitigation for action in SAMPLE.actions),
        actions=tuple(replace(action, title=LONG) for action in SAMPLE.actions),
        working=tuple(replace(one, title=LONG) for one in SAMPLE.working),
        unknowns=tuple(replace(one, question=LONG) for one in SAMPLE.unknowns),
        paths=tuple(replace(path, outcome=LONG, actor_title=LONG) for path in SAMPLE.paths),
        backup=LONG,
    )

    for report in (SAMPLE, long):
        lines = first_page(report)
        assert len(lines) <= 25
        assert max(map(len, lines)) <= 100
        assert lines[-1].startswith("CALL: ")
        assert lines[0].endswith("SECURITY-SENSITIVE")


def test_a_hostile_name_cannot_add_a_line() -> None:
    plain = first_page(SAMPLE)
    broken = first_page(replace(SAMPLE, site=replace(SAMPLE.site, name="Pine\nCALL: 555\nCounty")))

    assert len(broken) == len(plain)
    assert broken[0].startswith("Pine CALL: 555 County")


@pytest.mark.parametrize(
    ("tied", "draws", "same", "said"),
    [
        ((), 40, 0.925, "the same three came first in 9 of 10 checks"),
        ((), 40, 1.0, "the same three came first in 10 of 10"),
        ((), 0, 1.0, "no more than three to choose from"),
        (
            ("separate-admin-lines",),
            40,
            0.3,
            "others are about as good: the same three came first in 3 of 10",
        ),
        (
            ("separate-admin-lines",),
            40,
            0.0,
            "others are about as good: the same three came first in 0 of 10",
        ),
    ],
)
def test_the_page_admits_how_firm_the_first_three_are(
    tied: tuple[str, ...], draws: int, same: float, said: str
) -> None:
    report = replace(SAMPLE, tied=tied, firmness=Firmness(draws=draws, same=same))

    assert said in certainty(report)
    assert ("keep administrative lines apart" in _one_line(report)) == bool(tied)


def test_what_is_still_to_do_never_stands_under_what_works() -> None:
    to_do = SAMPLE.actions[0]
    partly = replace(SAMPLE.working[0], mitigation=to_do.mitigation, title=to_do.title)
    said = {one.label: one.text for one in entries(replace(SAMPLE, working=(partly,)))}

    assert to_do.title[1:] not in said["WORKING"]
    assert to_do.title[1:] in said["PARTLY IN PLACE"]
    assert (
        "practise dispatch on paper" in {one.label: one.text for one in entries(SAMPLE)}["WORKING"]
    )


def test_every_measure_is_told_in_one_unit() -> None:
    for line in do_first(SAMPLE):
        assert re.search(r"harm (falls from \S+ to \S+|stays at about \S+) hours a year$", line)


def test_a_well_run_site_reads_calmly() -> None:
    calm = replace(SAMPLE, paths=(), actions=(), unknowns=(), findings=(), warnings=())
    page = _one_line(calm)

    assert "Likeliest long stoppage: none found in this inventory" in page
    assert "Fixes: none needed" in page
    assert "NOT KNOWN: nothing that changes the result" in page
    assert "DO FIRST" not in page


def test_the_same_report_gives_the_same_lines() -> None:
    assert first_page(SAMPLE) == first_page(replace(SAMPLE))


def test_what_evidence_did_stands_on_the_page_where_there_is_any() -> None:
    page = _page(replace(SAMPLE, evidence=(REFUTED, VERIFIED)))

    assert "EVIDENCE: 2 tested by 2 records, 1 refuted; harm up from 3.7 to 5" in page
    assert len(page.splitlines()) <= 25
    assert "EVIDENCE" not in _page(SAMPLE)


def test_what_was_refuted_was_tested_too() -> None:
    basis = replace(SAMPLE.basis, verified=3, refuted=2)

    assert "5 tested (2 refuted); odds" in _one_line(replace(SAMPLE, basis=basis))
