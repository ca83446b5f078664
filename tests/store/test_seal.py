from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from ng911risk.errors import SealBrokenError
from ng911risk.records import json_bytes, to_json, to_tree
from ng911risk.store import LOCAL, Assessment, AssessmentHead, Store, require_seal, verify
from ng911risk.store.seal import content_hash, sealed
from tests.store.sample import EVIDENCE, NOW, report_bytes, report_on

HEAD_FIELDS = [one.name for one in fields(AssessmentHead) if one.name != "content_hash"]
BODY_FIELDS = ["inventory_json", "evidence_json", "places_json", "report_json"]


@pytest.fixture
def assessment(store: Store, head: AssessmentHead) -> Assessment:
    with store.read(LOCAL) as rooms:
        return rooms.assessments.get(head.id)


def _other(value: Any) -> Any:  # noqa: ANN401 - the value of any field
    if isinstance(value, str):
        return value + "0"
    return value + 1 if isinstance(value, int) else NOW + timedelta(microseconds=1)


def test_what_was_stored_keeps_its_seal(assessment: Assessment) -> None:
    assert verify(assessment) == ()
    assert require_seal(assessment) is assessment


@pytest.mark.parametrize("name", HEAD_FIELDS)
def test_a_change_of_any_field_breaks_the_seal(assessment: Assessment, name: str) -> None:
    other = _other(getattr(assessment.head, name))
    damaged = replace(assessment, head=replace(assessment.head, **{name: other}))

    assert "The content no longer matches the hash it was sealed with." in verify(damaged)
    with pytest.raises(SealBrokenError):
        require_seal(damaged)


@pytest.mark.parametrize("name", BODY_FIELDS)
def test_one_changed_byte_breaks_the_seal(assessment: Assessment, name: str) -> None:
    data = getattr(assessment, name)
    damaged = replace(assessment, **{name: data[:-1] + bytes([data[-1] ^ 0x20])})

    assert "The content no longer matches the hash it was sealed with." in verify(damaged)


def test_intelligence_that_was_added_taken_or_changed_breaks_the_seal(
    assessment: Assessment,
) -> None:
    with_some = sealed(replace(assessment, intelligence_json=b'{"feeds":[]}'))

    assert verify(with_some) == ()
    for other in (None, b'{"feeds": []}'):
        assert verify(replace(with_some, intelligence_json=other)) != ()
    assert verify(replace(assessment, intelligence_json=b'{"feeds":[]}')) != ()


def test_swapped_parts_break_the_seal(assessment: Assessment) -> None:
    swapped = replace(
        assessment,
        evidence_json=assessment.places_json,
        places_json=assessment.evidence_json,
    )

    assert content_hash(swapped) != assessment.head.content_hash


def test_a_resealed_forgery_still_contradicts_itself(assessment: Assessment) -> None:
    forged = sealed(replace(assessment, report_json=report_bytes(report_on(seed=7))))

    assert verify(forged) == ("The report and its record disagree about seed.",)


def test_a_resealed_inventory_is_not_the_one_the_report_names(assessment: Assessment) -> None:
    data = assessment.inventory_json.replace(b"Cedar County", b"Birch County")

    assert verify(sealed(replace(assessment, inventory_json=data))) == (
        "The inventory is not the one that the report names.",
    )


def test_the_seal_can_be_recomputed_by_hand(assessment: Assessment) -> None:
    head = assessment.head
    text = json.dumps(
        {
            "catalog_digest": head.catalog_digest,
            "catalog_version": head.catalog_version,
            "evidence_sha256": hashlib.sha256(assessment.evidence_json).hexdigest(),
            "format": "ng911risk-seal/1",
            "id": head.id,
            "inventory_digest": head.inventory_digest,
            "inventory_sha256": hashlib.sha256(assessment.inventory_json).hexdigest(),
            "made_at": "2026-11-24T08:30:00.000000Z",
            "number": 1,
            "places_sha256": hashlib.sha256(assessment.places_json).hexdigest(),
            "report_sha256": hashlib.sha256(assessment.report_json).hexdigest(),
            "sealed_at": "2026-11-24T08:30:00.000000Z",
            "seed": 1,
            "site": head.site,
            "tool_version": head.tool_version,
        },
        separators=(",", ":"),
    )

    assert hashlib.sha256(text.encode()).hexdigest() == head.content_hash


def test_what_was_sealed_before_evidence_had_a_trace_and_an_effect_keeps_its_seal(
    assessment: Assessment,
) -> None:
    report = json.loads(assessment.report_json)
    assert report.pop("evidence") == []
    old = sealed(replace(assessment, report_json=json_bytes(report)))

    assert verify(old) == ()
    assert old.report.evidence == ()
    assert b"lab" not in to_json(EVIDENCE[0])  # the bytes of evidence are what they were
    assert json.loads(old.evidence_json) == [to_tree(one) for one in old.evidence]
