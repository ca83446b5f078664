from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from ng911risk.importers.intel import read_feed
from ng911risk.model.intelligence import Intelligence
from ng911risk.records import to_json
from tests.importers.intel.bundles import (
    AT,
    PARTNER,
    bundle,
    catalog,
    indicator,
    problems_of,
    read_bytes,
)

DATA = PARTNER.read_bytes()
ONE = indicator(1, "[ipv4-addr:value = '192.0.2.1']")


def test_a_feed_says_what_it_was_made_from() -> None:
    feed = read_bytes(DATA, file="/some/folder/partner.json").feed

    assert (feed.name, feed.format) == ("partner", "stix-2.1")
    assert (feed.digest, feed.imported_at) == (sha256(DATA).hexdigest(), AT)
    assert feed.objects == len(json.loads(DATA)["objects"])
    assert feed.published == "2026-02-05"


def test_the_same_file_gives_the_same_bytes() -> None:
    first, second = (Intelligence(feeds=(read_bytes(DATA).feed,)) for _ in range(2))

    assert to_json(first) == to_json(second)


def test_a_name_may_be_given_and_has_to_be_one() -> None:
    assert read_bytes(DATA, name=" our   partner ").feed.name == "our partner"
    assert "1 to 100 characters" in problems_of(DATA, name="x" * 101)[0].message


@pytest.mark.parametrize("data", [b"{}", b'{"type": "other"}', b'{"name": [{}]}'])
def test_what_is_none_of_the_formats_is_refused_and_they_are_named(data: bytes) -> None:
    [problem] = problems_of(data)

    assert "none of the formats" in problem.message
    for known in ("STIX 2.1", "CISA", "CSAF"):
        assert known in problem.hint


def test_progress_is_told_up_to_the_end() -> None:
    told: list[tuple[int, int]] = []

    read_feed(DATA, file="x", at=AT, catalog=catalog(), progress=lambda *one: told.append(one))

    assert told == [(0, 28), (28, 28)]


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        (bundle(ONE, spec_version="2.0"), "spec_version", "only STIX 2.1 is read"),
        (bundle(ONE, spec_version="3.0"), "spec_version", "this says '3.0'"),
        (bundle(ONE, spec_version=42), "spec_version", "this says '42'"),
        (bundle(ONE, spec_version=["2.1"]), "spec_version", "something else"),
        (bundle(ONE, type="report"), "type", "type 'bundle'"),
        (bundle(ONE, type=["bundle"]), "type", "type 'bundle'"),
        (bundle(ONE, id="bundle--1"), "id", "bundle-- and a UUID"),
        (bundle(), "objects", "nothing to import"),
        (b'{"type": "bundle", "id": "%s"}' % json.loads(bundle())["id"].encode(), "objects", "mis"),
        (bundle(ONE).replace(b"[", b'{"a":', 1).replace(b"]", b"}"), "objects", "expected a list"),
    ],
)
def test_a_bundle_has_to_be_one_of_stix_2_1(data: bytes, field: str, message: str) -> None:
    [problem] = problems_of(data)

    assert problem.field == field
    assert message in problem.message


def test_two_point_oh_is_refused_with_what_to_ask_for() -> None:
    old = {key: value for key, value in ONE.items() if key != "spec_version"}

    [first] = problems_of(bundle(ONE, spec_version="2.0"))
    [second] = problems_of(bundle(old))

    assert "2.1" in first.hint
    assert "2.1" in second.hint


@pytest.mark.parametrize("name", ["enterprise.json", "poisonivy.json"])
def test_a_bundle_of_many_bad_objects_has_a_short_list(name: str) -> None:
    problems = problems_of(bundle(*(7 for _ in range(500))), file=name)

    assert len(problems) == 51
    assert problems[-1].message == "450 more problems are not shown"
    assert {one.file for one in problems} == {name}


def test_every_sample_of_oasis_is_read(shared_data: Path) -> None:
    samples = sorted((shared_data / "data" / "oasis" / "examples").glob("*.json"))

    feeds = [read_bytes(each.read_bytes(), file=each.name).feed for each in samples]

    assert len(feeds) == 11
    assert sum(len(one.indicators) for one in feeds) == 33
    assert sum(len(one.techniques) for one in feeds) == 13
    assert sum(len(one.flaws) for one in feeds) == 6
