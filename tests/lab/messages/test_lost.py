"""Questions to location services."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from ng911risk.lab.messages import lost
from ng911risk.model.kinds import AssetKind
from tests.lab_network.servers import location

KINDS = sorted(lost.XML_KINDS, key=lambda kind: kind.value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_question_is_served(kind: AssetKind) -> None:
    status, _, body = location.answer(lost.good(kind).body, strict=True)

    assert lost.served(status, body.encode())


def test_a_good_question_asks_for_the_test_service_only() -> None:
    assert b"urn:service:test.sos<" in lost.good(AssetKind.ECRF).body


def test_what_speaks_no_xml_is_asked_with_get() -> None:
    assert lost.good(AssetKind.POLICY_STORE) == lost.Question(method="GET")


@pytest.mark.parametrize("kind", KINDS)
def test_the_entity_stands_for_a_word_of_the_good_question(kind: AssetKind) -> None:
    asked = lost.with_entity(kind).body

    good = ET.fromstring(lost.good(kind).body)  # noqa: S314 - our own
    assert ET.tostring(ET.fromstring(asked)) == ET.tostring(good)  # noqa: S314 - our own
    assert asked.count(b"<!ENTITY") == asked.count(b"&lab;") == 1
    assert b"SYSTEM" not in asked


@pytest.mark.parametrize("kind", KINDS)
def test_six_questions_are_no_well_formed_xml(kind: AssetKind) -> None:
    broken = lost.broken(kind)

    assert len(broken) == 6
    for question in broken.values():
        with pytest.raises(ET.ParseError):
            ET.fromstring(question.body)  # noqa: S314 - our own


@pytest.mark.parametrize("kind", KINDS)
def test_the_large_question_is_good_and_of_that_size(kind: AssetKind) -> None:
    body = lost.large(kind).body

    assert len(body) == lost.LARGE_BYTES
    assert location.answer(body, strict=True)[0] == 200


@pytest.mark.parametrize(
    ("status", "body", "served"),
    [
        (200, b"<findServiceResponse xmlns='x'>", True),
        (200, b"<ns2:locationResponse>", True),
        (200, b"<errors xmlns='urn:ietf:params:xml:ns:lost1'><badRequest/></errors>", False),
        (200, b"", False),
        (400, b"<findServiceResponse>", False),
    ],
)
def test_an_errors_document_is_not_served(status: int, body: bytes, served: bool) -> None:
    assert lost.served(status, body) is served
