from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ng911risk.model.tlp import Tlp
from tests.importers.intel.bundles import problems_of, read_bytes

TREE = {
    "branches": [
        {
            "category": "vendor",
            "name": "Intrado",
            "branches": [
                {
                    "category": "product_name",
                    "name": "Gateway",
                    "branches": [
                        {
                            "category": "product_version",
                            "name": "1.0",
                            "product": {
                                "name": "Intrado Gateway 1.0",
                                "product_id": "P1",
                                "product_identification_helper": {
                                    "cpe": "cpe:2.3:a:intrado:gateway:1.0:*:*:*:*:*:*:*"
                                },
                            },
                        }
                    ],
                }
            ],
        },
        "no branch",
    ],
    "full_product_names": [{"name": "Other thing", "product_id": "P2"}, 7],
}
FLAW = {"cve": "CVE-2024-1839", "product_status": {"known_affected": ["P1"], "fixed": ["P2"]}}


def advisory(*flaws: object, **head: Any) -> bytes:  # noqa: ANN401 - any field of the file
    document = {
        "category": "csaf_security_advisory",
        "csaf_version": "2.0",
        "distribution": {"tlp": {"label": "WHITE"}},
        "tracking": {"current_release_date": "2024-06-11T06:00:00.000Z"},
    }
    made = {"document": document, "product_tree": TREE, "vulnerabilities": flaws} | head
    return json.dumps(made).encode()


def test_an_advisory_tells_flaws_and_the_products_they_are_in() -> None:
    feed = read_bytes(advisory(FLAW)).feed

    assert (feed.format, feed.published, feed.marking) == ("csaf-2.0", "2024-06-11", Tlp.CLEAR)
    [flaw] = feed.flaws
    assert flaw.products == ("Intrado Gateway", "cpe:2.3:a:intrado:gateway:1.0:*:*:*:*:*:*:*")
    assert not flaw.exploited


def test_products_that_only_have_a_full_name_are_called_by_it() -> None:
    flaw = {**FLAW, "product_status": {"first_affected": ["P2"], "last_affected": ["P9"]}}

    assert read_bytes(advisory(flaw)).feed.flaws[0].products == ("Other thing",)


def test_a_flaw_without_a_number_is_counted() -> None:
    feed = read_bytes(advisory(FLAW, {"title": "no number yet"})).feed

    assert [(row.count, row.why) for row in feed.not_used] == [(1, "it has no CVE id")]


@pytest.mark.parametrize(
    ("flaw", "field"),
    [
        ("text", "vulnerabilities[0]"),
        ({"cve": 7}, "vulnerabilities[0].cve"),
        ({**FLAW, "product_status": []}, "vulnerabilities[0].product_status"),
        (
            {**FLAW, "product_status": {"known_affected": "P1"}},
            "vulnerabilities[0].product_status.known_affected",
        ),
    ],
)
def test_a_wrong_flaw_is_refused_or_left_out(flaw: object, field: str) -> None:
    [problem] = problems_of(advisory(flaw, FLAW))

    assert problem.field == field
    assert read_bytes(advisory(flaw, FLAW), good_objects_only=True).left_out == (problem,)


@pytest.mark.parametrize(
    "head",
    [
        {"document": {"csaf_version": "2.1"}},
        {"document": {"csaf_version": []}},
        {"vulnerabilities": {}},
        {"product_tree": []},
    ],
)
def test_a_file_of_another_shape_is_refused(head: dict[str, Any]) -> None:
    assert problems_of(advisory(FLAW, **head), good_objects_only=True)


@pytest.mark.parametrize(
    "document", [{"distribution": []}, {"distribution": {"tlp": {"label": 7}}}, {"tracking": []}]
)
def test_what_an_advisory_does_not_say_stays_unknown(document: dict[str, Any]) -> None:
    feed = read_bytes(advisory(FLAW, document={"csaf_version": "2.0", **document})).feed

    assert (feed.marking, feed.published) == (None, "")


def test_real_advisories_are_read_whole(shared_data: Path) -> None:
    paths = sorted((shared_data / "data" / "csaf").glob("*.json"))

    feeds = [read_bytes(path.read_bytes(), file=path.name).feed for path in paths]

    assert [len(one.flaws) for one in feeds] == [one.objects for one in feeds]
    assert "Intrado 911 Emergency Gateway (EGW)" in {
        product for one in feeds for flaw in one.flaws for product in flaw.products
    }
