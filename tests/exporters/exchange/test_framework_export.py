from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from openpyxl import load_workbook

from ng911risk.exporters.exchange import make
from ng911risk.exporters.exchange.framework_export import NO_SCORE, evidence_words
from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.exchange.measures import Measures
from ng911risk.model.evidence import LabProof
from ng911risk.model.speakers import NOT_NAMED
from ng911risk.model.tlp import Tlp
from tests.exporters.oscal.given import EVIDENCE, plain, rich


@cache
def _lines(*, people: bool = False) -> tuple[dict[str, str], ...]:
    given = replace(rich(), wishes=Wishes(people=people, tlp=Tlp.AMBER))
    text = make("frameworks-csv", given).decode("utf-8-sig")
    return tuple(csv.DictReader(io.StringIO(text)))


def test_every_control_of_every_framework_has_its_line() -> None:
    shown = {(one["Framework"], one["Control"]) for one in _lines()}

    assert shown == {
        (name, control)
        for name, framework in rich().catalog.frameworks.items()
        for control in framework.controls
    }


def test_a_line_says_what_is_known_how_firmly_and_what_was_seen() -> None:
    [line] = [
        one
        for one in _lines()
        if one["Control"] == "CP-9" and one["Measure id"] == "tested-offline-backups"
    ]

    assert line["State"] == "not in place"
    assert line["By place, and how firmly"] == "the whole site: not in place, refuted"
    assert line["Evidence"].startswith("2026-02-01, lab check: does not work. Restore of CAD")
    assert "[number left out]" in line["Evidence"]
    assert line["Id for machines"] == "cp-9"
    assert line["Marking"] == "TLP:AMBER"


def test_a_control_without_a_measure_says_so_and_no_line_is_a_score() -> None:
    bare = [one for one in _lines() if not one["Measure id"]]

    assert {one["Framework"] for one in bare} == {"csf-2"}
    assert all("no measure of ours" in one["State"] for one in bare)
    assert {one["Note"] for one in _lines()} == {NO_SCORE}
    assert not any("%" in one["State"] for one in _lines())


def test_names_of_people_go_out_only_when_asked_for() -> None:
    shy = {one["Who said so"] for one in _lines()}
    told = {one["Who said so"] for one in _lines(people=True)}

    said = {one.said_by for one in rich().inventory.controls if one.said_by}
    parts = {part for one in shy for part in one.split("\n")}
    assert {"a vendor", "the county IT department", "a carrier", NOT_NAMED} <= parts
    assert not parts & said
    assert any(name in one for one in told for name in said)
    assert "Robin Reviewer" not in str(_lines())
    assert "Robin Reviewer" in str(_lines(people=True))


def test_a_framework_that_was_added_has_its_sheet() -> None:
    catalog = rich().catalog
    own = replace(
        catalog.frameworks["cpg-2"],
        title="State rules",
        controls={"S-1": "=Locks"},
        maps={"exercises": ("S-1",)},
    )
    frameworks = {**catalog.frameworks, "state-rules": own}
    given = replace(rich(), catalog=replace(catalog, frameworks=frameworks))

    book = load_workbook(io.BytesIO(make("frameworks", given)))

    assert book.sheetnames == ["Read me", "cpg-2", "csf-2", "i3", "sp800-53r5", "state-rules"]
    row = [one.value for one in book["state-rules"][2]]
    assert row[:2] == ["S-1", "'=Locks"]
    assert NO_SCORE in {one.value for one in book["Read me"]["B"]}
    assert book["csf-2"].freeze_panes == "B2"


def test_the_same_input_gives_the_same_bytes() -> None:
    assert make("frameworks", rich()) == make("frameworks", rich())
    assert make("frameworks-csv", rich()) == make("frameworks-csv", rich())


def test_a_lab_check_names_packets_and_capture_and_no_packet_itself() -> None:
    lab = LabProof(
        check="SIP-01",
        at=datetime(2026, 2, 1, 14, 3, tzinfo=UTC),
        run="a" * 32,
        capture="5" * 64,
        packets=12,
        cited=("OPTIONS to the border",),
    )
    seen = replace(EVIDENCE[0], lab=lab)
    measures = Measures.of(replace(plain(), evidence=(seen,)))

    told = evidence_words(measures, seen.mitigation)

    assert told.endswith(
        f"(12 packets on the wire in the whole run; capture SHA-256 {'5' * 64}; run {'a' * 32})"
    )
    assert "OPTIONS" not in told
