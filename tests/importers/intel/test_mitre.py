from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ng911risk.importers.intel.mitre import NOT_POINTED_TO, looks_like_library
from ng911risk.model.intelligence import FeedKind
from tests.importers.intel.bundles import (
    MITRE,
    bundle,
    catalog,
    id_of,
    indicator,
    link,
    read,
    read_bytes,
    stix,
    technique,
    unused,
)

STATEMENT = "marking-definition--fa42a846-8d90-4e51-bc29-71d5b4802168"
VECTORS = [one.frameworks for one in catalog().vectors.values()]
ENTERPRISE = sorted({each for one in VECTORS for each in one.attack_enterprise})
CAPEC = sorted({each for one in VECTORS for each in one.capec})
MITIGATIONS = sorted(
    {
        each
        for one in catalog().mitigations.values()
        for each in one.frameworks.attack_mitigations
        if each.startswith("M1")
    }
)
FIRST = ENTERPRISE[0]


def by_mitre(number: int, *ids: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any property
    made = {"created_by_ref": MITRE, "object_marking_refs": [STATEMENT]}
    return technique(
        number, *ids, **made | {"x_mitre_domains": ["enterprise-attack"], "revoked": False} | fields
    )


WHO = {**stix("identity", 0, name="Publisher", object_marking_refs=[STATEMENT]), "id": MITRE}
MARK = {
    "type": "marking-definition",
    "spec_version": "2.1",
    "id": STATEMENT,
    "created": "2017-06-01T00:00:00.000Z",
    "definition_type": "statement",
    "definition": {"statement": "Copyright"},
}


def test_only_what_the_catalogue_points_to_is_kept_with_its_publisher_and_marking() -> None:
    one = read(WHO, MARK, by_mitre(1, FIRST), by_mitre(2, "T9999"))

    assert one.feed.kind is FeedKind.REFERENCE
    assert [(each.external_id, each.id) for each in one.feed.references] == [
        (FIRST, id_of("attack-pattern", 1)),
        ("", MITRE),
        ("", STATEMENT),
    ]
    assert unused(one) == {("attack-pattern", NOT_POINTED_TO): 1}
    assert one.feed.techniques == ()


def test_the_object_is_kept_letter_by_letter() -> None:
    odd = by_mitre(1, FIRST, name="caf\u00e9 e\u0301\r\n\u202e", x_number=1.10, x_long=2**70)
    written = bundle(WHO, MARK, odd).replace(b'"modified"', b'\n   "modified"')

    kept = read_bytes(written).feed.references[0].text

    assert kept.isascii()
    assert json.loads(kept) == odd
    assert list(json.loads(kept)) == list(odd)
    assert '"revoked":false' in kept
    assert '"created":"2026-02-01T08:00:00.000Z"' in kept


def test_what_took_the_place_of_a_withdrawn_technique_is_kept_for_it() -> None:
    one = read(
        WHO,
        MARK,
        by_mitre(1, FIRST, revoked=True),
        by_mitre(2, "T9998", revoked=True),
        by_mitre(3, "T9999"),
        link(1, id_of("attack-pattern", 1), "revoked-by", id_of("attack-pattern", 2)),
        link(2, id_of("attack-pattern", 2), "revoked-by", id_of("attack-pattern", 3)),
    )

    [kept] = [each for each in one.feed.references if each.external_id]
    assert (kept.external_id, kept.id) == (FIRST, id_of("attack-pattern", 3))
    assert one.warnings[0] == f"{FIRST} was withdrawn; T9999 took its place and is kept for it"


def test_a_circle_of_withdrawn_techniques_ends() -> None:
    one = read(
        by_mitre(1, FIRST, revoked=True),
        by_mitre(2, "T9998", revoked=True),
        link(1, id_of("attack-pattern", 1), "revoked-by", id_of("attack-pattern", 2)),
        link(2, id_of("attack-pattern", 2), "revoked-by", id_of("attack-pattern", 1)),
    )

    assert one.feed.references == ()
    assert "nothing in its place" in one.warnings[0]


def test_a_technique_that_is_no_longer_maintained_is_kept_and_said() -> None:
    one = read(by_mitre(1, FIRST, x_mitre_deprecated=True))

    assert [each.external_id for each in one.feed.references] == [FIRST]
    assert f"{FIRST} is marked as no longer maintained" in one.warnings[0]


def test_ids_that_the_library_should_have_are_missed_and_no_others() -> None:
    one = read(by_mitre(1, FIRST))

    [missing] = [each for each in one.warnings if "does not have them" in each]
    expected = len(ENTERPRISE) - 1 + len(MITIGATIONS)
    assert FIRST not in missing
    assert MITIGATIONS[0] in missing
    assert "CAPEC" not in missing
    assert missing.endswith(f" and {expected - 20} more")


def test_an_id_is_that_of_its_own_library() -> None:
    one = read(by_mitre(1, CAPEC[0], FIRST))

    assert [each.external_id for each in one.feed.references] == [FIRST]


def test_a_feed_with_objects_of_mitre_in_it_is_a_feed() -> None:
    flood = id_of("attack-pattern", 1)
    rule = indicator(1, "[ipv4-addr:value = '192.0.2.1']")

    one = read(WHO, by_mitre(1, FIRST), rule, link(1, rule["id"], "indicates", flood))

    assert one.feed.kind is FeedKind.FEED
    assert [each.external_ids for each in one.feed.techniques] == [(FIRST,)]


def test_its_version_is_that_of_its_collection() -> None:
    collection = stix("x-mitre-collection", 1, name="Library", x_mitre_version="18.1")

    assert read(by_mitre(1, FIRST), collection).feed.published == "Library 18.1"
    assert read(by_mitre(1, FIRST)).feed.published == "2026-02-01"


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("attack/enterprise-attack-18.1-ap-coa.json", ENTERPRISE),
        ("capec/stix-capec-3.9.json", CAPEC),
        (
            "attack/ics-attack-18.1.json",
            sorted({each for one in VECTORS for each in one.attack_ics}),
        ),
    ],
)
def test_the_real_libraries_have_all_that_the_catalogue_points_to(
    shared_data: Path, name: str, ids: list[str]
) -> None:
    data = (shared_data / "data" / name).read_bytes()

    one = read_bytes(data)

    assert one.feed.kind is FeedKind.REFERENCE
    kept = {each.external_id: each for each in one.feed.references}
    assert set(ids) <= set(kept)
    assert one.warnings == ()
    published = {each["id"]: each for each in json.loads(data)["objects"]}
    for each in one.feed.references:
        assert json.loads(each.text) == published[each.id]
        assert list(json.loads(each.text)) == list(published[each.id])
    needed = {json.loads(each.text).get("created_by_ref") for each in one.feed.references}
    assert needed - {None} <= {each.id for each in one.feed.references}


def test_a_library_is_told_by_a_look_at_its_bytes() -> None:
    library = bundle(by_mitre(1, FIRST))
    collection = bundle(technique(1, FIRST), stix("x-mitre-collection", 2, name="ATT&CK"))

    assert looks_like_library(json.dumps(json.loads(library)).encode())
    assert looks_like_library(library)
    assert looks_like_library(collection)


def test_a_feed_that_speaks_of_mitres_techniques_does_not_look_like_a_library() -> None:
    feed = bundle(by_mitre(1, FIRST), indicator(2, "[ipv4-addr:value = '9.9.9.9']"))

    assert not looks_like_library(feed)
    assert not looks_like_library(bundle(technique(1, FIRST)))
    assert not looks_like_library(b"\xff\x00 no JSON at all")
