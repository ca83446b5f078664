from __future__ import annotations

import json
from dataclasses import asdict, replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ng911risk.errors import InputError, SignatureError
from ng911risk.model.catalog import Catalog
from ng911risk.model.intelligence import Intelligence
from ng911risk.records import json_bytes, to_json, to_tree
from ng911risk.signing import envelope, signed_report
from ng911risk.signing.keys import new_key
from ng911risk.signing.signed_report import SignedReport
from tests.store.sample import EVIDENCE, INVENTORY, PLACES, report_bytes, report_on

KEY = new_key()
REPORT = report_on()
WHOLE = signed_report.of_report(
    REPORT,
    report_json=report_bytes(REPORT),
    inventory_json=to_json(INVENTORY),
    evidence_json=json_bytes([to_tree(one) for one in EVIDENCE]),
    places_json=json_bytes(PLACES),
    site="cedar",
    installation="00000000-0000-0000-0000-000000000001",
    seal="a" * 64,
)
SIGNED = signed_report.sign(WHOLE, KEY)
SAME = cast("Catalog", SimpleNamespace(digest="c" * 64, version="0.1.0"))
OTHER = cast("Catalog", SimpleNamespace(digest="d" * 64, version="0.2.0"))


def _again(whole: SignedReport, _: Catalog) -> bytes:
    return whole.report.encode()


def test_what_went_in_comes_out() -> None:
    found = signed_report.verify(SIGNED, KEY.public, file="r.json")

    assert found == WHOLE
    assert found.report.encode() == report_bytes(REPORT)
    assert found.inputs.report == REPORT
    assert found.inputs.inventory == INVENTORY
    assert found.inputs.evidence == EVIDENCE
    assert found.inputs.places == PLACES
    assert found.inputs.intelligence == Intelligence()


def test_the_same_report_gives_the_same_file() -> None:
    assert signed_report.sign(WHOLE, KEY) == SIGNED


def test_another_key_is_refused() -> None:
    with pytest.raises(SignatureError):
        signed_report.verify(SIGNED, new_key().public, file="r.json")


def test_every_byte_counts() -> None:
    for place in range(0, len(SIGNED), 7):
        data = bytearray(SIGNED)
        data[place] ^= 2
        with pytest.raises((InputError, SignatureError)):
            signed_report.verify(bytes(data), KEY.public, file="r.json")


def test_something_else_that_the_same_key_signed_is_no_report() -> None:
    scope = envelope.sign("application/vnd.ng911risk.lab-scope", b"{}", KEY)

    with pytest.raises(InputError, match="something else"):
        signed_report.verify(scope, KEY.public, file="r.json")
    with pytest.raises(InputError, match="something else"):
        signed_report.unverified(scope, file="r.json")


def _payload(**changes: object) -> bytes:
    return json.dumps(asdict(WHOLE) | changes).encode()


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"no json", id="no JSON"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"{}", id="empty"),
        pytest.param(_payload(format="ng911risk-signed-report/2"), id="a newer format"),
        pytest.param(_payload(seed="1"), id="seed is a text"),
        pytest.param(_payload(seed=True), id="seed is a yes"),
        pytest.param(_payload(more=1), id="something more"),
        pytest.param(_payload(made_at="yesterday"), id="no moment"),
        pytest.param(_payload(site="\ud800"), id="half a character"),
        pytest.param(_payload(report=None), id="no report"),
        pytest.param(b'{"format": 1, "format": 2}', id="a name twice"),
    ],
)
def test_a_good_signature_over_bad_content_is_told_in_words(payload: bytes) -> None:
    data = envelope.sign(signed_report.PAYLOAD_TYPE, payload, KEY)

    with pytest.raises(InputError):
        signed_report.verify(data, KEY.public, file="r.json")


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 2},
        {"tool_version": "9"},
        {"catalog_digest": "e" * 64},
        {"made_at": "2026-01-01T00:00:00+00:00"},
        {"inventory": WHOLE.inventory + " "},
    ],
    ids=lambda one: next(iter(one)),
)
def test_parts_that_contradict_each_other_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="contradict"):
        _ = replace(WHOLE, **changes).inputs


def test_parts_of_another_version_are_told_as_such() -> None:
    with pytest.raises(InputError, match=r"version 0\.1\.0"):
        _ = replace(WHOLE, report="{}").inputs


def test_the_same_bytes_are_a_reproduction() -> None:
    assert signed_report.reproduce(WHOLE, SAME, tool="0.1.0", remake=_again) == ()


def test_other_bytes_are_told_with_their_place() -> None:
    found = signed_report.reproduce(
        WHOLE, SAME, tool="0.1.0", remake=lambda *_: WHOLE.report.replace("Cedar", "Elm").encode()
    )

    assert len(found) == 1
    assert "from line" in found[0]


def test_another_catalogue_cannot_reproduce_and_both_are_named() -> None:
    found = signed_report.reproduce(WHOLE, OTHER, tool="0.3.0", remake=_again)

    assert "catalogue 0.1.0" in found[0]
    assert "0.2.0" in found[0]
    assert "0.3.0" in found[1]


def test_another_version_of_the_tool_that_makes_the_same_bytes_is_fine() -> None:
    assert signed_report.reproduce(WHOLE, SAME, tool="0.3.0", remake=_again) == ()


@pytest.mark.parametrize(
    ("head", "is_one"),
    [(SIGNED[:64], True), (b"SQLite format 3\x00", False), (b"", False), (b" \n{", True)],
)
def test_a_database_does_not_look_signed(head: bytes, is_one: bool) -> None:
    assert signed_report.looks_like_one(head) is is_one
