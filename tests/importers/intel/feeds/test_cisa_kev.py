from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ng911risk.model.intelligence import FeedFlaw
from tests.importers.intel.bundles import problems_of, read_bytes

ENTRY = {
    "cveID": "CVE-2024-41713",
    "vendorProject": "Mitel",
    "product": "MiCollab",
    "dateAdded": "2025-01-07",
    "dueDate": "2025-01-28",
}


def listed(*entries: object, **head: Any) -> bytes:  # noqa: ANN401 - any field of the list
    made = {"title": "x", "catalogVersion": "2025.08.25", "count": len(entries)} | head
    return json.dumps({**made, "vulnerabilities": entries}).encode()


def test_every_entry_is_an_exploited_flaw() -> None:
    again = {**ENTRY, "product": "Other", "dueDate": "2025-01-20"}

    feed = read_bytes(listed(ENTRY, again, {**ENTRY, "cveID": "CVE-2002-0367"})).feed

    assert feed.format == "cisa-kev"
    assert (feed.published, feed.objects) == ("2025.08.25", 3)
    first, second = feed.flaws
    assert first.cve == "CVE-2002-0367"
    assert second == FeedFlaw(
        cve="CVE-2024-41713",
        products=("Mitel MiCollab", "Mitel Other"),
        exploited=True,
        due=date(2025, 1, 20),
    )


def test_a_list_that_was_cut_says_so() -> None:
    [warning] = read_bytes(listed(ENTRY, count=1404)).warnings

    assert warning == "the file says that it has 1404 entries; it has 1"


@pytest.mark.parametrize(
    ("entry", "field", "message"),
    [
        (7, "vulnerabilities[0]", "expected an entry"),
        ({**ENTRY, "cveID": "CVE-24-1"}, "vulnerabilities[0].cveID", "found 'CVE-24-1'"),
        ({**ENTRY, "cveID": None}, "vulnerabilities[0].cveID", "expected a CVE id"),
        ({**ENTRY, "product": []}, "vulnerabilities[0].product", "expected text"),
        ({**ENTRY, "dueDate": "2025-02-30"}, "vulnerabilities[0].dueDate", "expected a date"),
        (
            {key: one for key, one in ENTRY.items() if key != "cveID"},
            "vulnerabilities[0].cveID",
            "missing",
        ),
    ],
)
def test_a_wrong_entry_is_refused_or_left_out(entry: object, field: str, message: str) -> None:
    [problem] = problems_of(listed(entry, {**ENTRY, "cveID": "CVE-2020-5722"}))
    one = read_bytes(listed(entry, {**ENTRY, "cveID": "CVE-2020-5722"}), good_objects_only=True)

    assert problem.field == field
    assert message in problem.message
    assert one.left_out == (problem,)
    assert [flaw.cve for flaw in one.feed.flaws] == ["CVE-2020-5722"]
    assert [row.count for row in one.feed.not_used] == [1]


@pytest.mark.parametrize(
    "data",
    [
        listed(),
        listed(ENTRY, catalogVersion=7),
        b'{"catalogVersion": "1", "vulnerabilities": {}}',
    ],
)
def test_a_list_without_a_list_is_refused(data: bytes) -> None:
    assert problems_of(data, good_objects_only=True)


def test_the_real_list_is_read_whole(shared_data: Path) -> None:
    [path] = (shared_data / "data" / "kev").glob("known_*.json")

    one = read_bytes(path.read_bytes(), file=path.name)

    assert len(one.feed.flaws) == one.feed.objects == 1404
    assert one.warnings == ()
    assert "CVE-2024-41713" in {flaw.cve for flaw in one.feed.flaws}
