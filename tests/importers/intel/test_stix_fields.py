from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ng911risk.importers.intel.stix_fields import complaints_of, kept_of, moment_of, type_of_id
from tests.importers.intel.bundles import DAY, id_of, indicator, link, stix

GOOD = indicator(1, "[ipv4-addr:value = '192.0.2.1']")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-01T08:00:00Z", datetime(2026, 2, 1, 8, tzinfo=UTC)),
        ("2026-02-01T08:00:00.5Z", datetime(2026, 2, 1, 8, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-02-01T08:00:00.123456789Z", datetime(2026, 2, 1, 8, 0, 0, 123_456, tzinfo=UTC)),
        ("2026-02-01T08:00:00+00:00", None),
        ("2026-02-01 08:00:00Z", None),
        ("2026-02-30T08:00:00Z", None),
        ("0000-01-01T00:00:00Z", None),
        ("2026-02-01T08:00:60Z", None),
        ("2026-02-01", None),
        ("\u0662026-02-01T08:00:00Z", None),
        (20260201, None),
    ],
)
def test_a_moment_is_written_as_the_specification_says(
    text: object, moment: datetime | None
) -> None:
    assert moment_of(text) == moment


def test_an_id_says_its_type() -> None:
    assert type_of_id(id_of("x-own-thing", 1)) == "x-own-thing"
    assert type_of_id("indicator--1") is None
    assert type_of_id(["indicator"]) is None


def test_a_good_object_has_no_complaint() -> None:
    assert list(complaints_of(GOOD)) == []


def _without(name: str) -> dict[str, Any]:
    return {key: one for key, one in GOOD.items() if key != name}


@pytest.mark.parametrize(
    ("value", "loc", "message"),
    [
        (_without("type"), ("type",), "missing"),
        (_without("id"), ("id",), "missing"),
        (_without("created"), ("created",), "missing"),
        (_without("modified"), ("modified",), "missing"),
        (_without("pattern"), ("pattern",), "missing"),
        (_without("valid_from"), ("valid_from",), "missing"),
        (_without("spec_version"), ("spec_version",), "this would be STIX 2.0"),
        ({**GOOD, "spec_version": "3.0"}, ("spec_version",), "this is the text '3.0'"),
        ({**GOOD, "spec_version": 42}, ("spec_version",), "this is the number '42'"),
        ({**GOOD, "type": []}, ("type",), "found a list"),
        ({**GOOD, "type": "In Dicator"}, ("type",), "expected a type"),
        ({**GOOD, "id": "indicator--7"}, ("id",), "expected an id"),
        ({**GOOD, "id": id_of("malware", 1)}, ("id",), "begins with 'malware'"),
        ({**GOOD, "modified": "yesterday"}, ("modified",), "found the text 'yesterday'"),
        ({**GOOD, "pattern": {}}, ("pattern",), "expected text, found a mapping"),
        ({**GOOD, "name": "x" * 10_001}, ("name",), "10,001 characters"),
        ({**GOOD, "revoked": "false"}, ("revoked",), "expected true or false"),
        ({**GOOD, "valid_until": DAY}, ("valid_until",), "not after valid_from"),
        ({**GOOD, "labels": "one"}, ("labels",), "expected a list"),
        ({**GOOD, "labels": ["a", 1]}, ("labels", 1), "found the number '1'"),
        ({**GOOD, "external_references": [{}]}, ("external_references", 0, "source_name"), "miss"),
        ({**GOOD, "external_references": [None]}, ("external_references", 0), "found nothing"),
        (
            {**GOOD, "granular_markings": [{"marking_ref": 1}]},
            ("granular_markings", 0, "marking_ref"),
            "id",
        ),
        (stix("sighting", 1, sighting_of_ref="x"), ("sighting_of_ref",), "expected the id"),
        (stix("sighting", 1, sighting_of_ref=GOOD["id"], count=-1), ("count",), "from 0 on"),
        (
            link(
                1, GOOD["id"], "uses", GOOD["id"], start_time=DAY, stop_time="2026-01-01T00:00:00Z"
            ),
            ("stop_time",),
            "not after start_time",
        ),
    ],
)
def test_what_is_wrong_is_said_of_the_field(
    value: dict[str, Any], loc: tuple[str | int, ...], message: str
) -> None:
    [(where, what, _)] = complaints_of(value)

    assert where == loc
    assert message in what


def test_a_rule_of_another_tool_may_be_long() -> None:
    rule = {**GOOD, "pattern_type": "yara", "pattern": "x" * 100_000}

    assert list(complaints_of(rule)) == []


def test_everything_wrong_with_an_object_is_said() -> None:
    value = {**GOOD, "created": 1, "modified": 2, "name": 3}

    assert {loc for loc, _, _ in complaints_of(value)} == {("created",), ("modified",), ("name",)}


def test_observables_and_unknown_types_need_no_moments() -> None:
    address = {"type": "ipv4-addr", "id": id_of("ipv4-addr", 1), "value": "192.0.2.1"}

    assert list(complaints_of(address)) == []
    assert list(complaints_of({"type": "x-own", "id": id_of("x-own", 1)})) == []


def test_only_what_is_looked_at_is_kept() -> None:
    assert "description" not in kept_of({**GOOD, "description": "long"})
    assert kept_of(GOOD)["pattern"] == GOOD["pattern"]
