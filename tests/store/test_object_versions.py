from __future__ import annotations

import pytest

from ng911risk.store.object_versions import (
    Key,
    Stream,
    bytes_of,
    hash_of,
    is_known,
    key_of,
    own_version,
    spec_version,
    version_of,
)

ADDED = "2026-12-01T08:30:00.000001Z"
ADDRESS = {"type": "ipv4-addr", "id": "ipv4-addr--1", "value": "192.0.2.1"}


@pytest.mark.parametrize(
    ("content", "version"),
    [
        ({"modified": "2026-01-01T00:00:00.5Z", "created": "2025-01-01T00:00:00Z"},
         "2026-01-01T00:00:00.500000Z"),
        ({"created": "2022-10-01T00:00:00.000Z"}, "2022-10-01T00:00:00.000000Z"),
        ({}, ADDED),
    ],
)  # fmt: skip
def test_a_version_is_modified_else_created_else_when_it_was_added(
    content: dict[str, str], version: str
) -> None:
    assert key_of({"id": "x", **content}, ADDED).version == version


def test_what_has_no_version_of_its_own_is_known_by_its_content() -> None:
    stream = Stream([key_of(ADDRESS, ADDED)])
    later = "2027-12-01T08:30:00.000001Z"

    assert is_known(ADDRESS, key_of(ADDRESS, later), stream)
    changed = {**ADDRESS, "defanged": True}
    assert not is_known(changed, key_of(changed, later), stream)


def test_what_has_a_version_is_known_by_it() -> None:
    note = {"id": "note--1", "modified": "2026-01-01T00:00:00Z"}
    stream = Stream([key_of(note, ADDED)])

    assert is_known(note, key_of(note, ADDED), stream)
    moved = {**note, "modified": "2026-01-01T00:00:00.001Z"}
    assert not is_known(moved, key_of(moved, ADDED), stream)


def test_the_order_of_properties_is_kept_but_does_not_make_another_content() -> None:
    turned = dict(reversed(ADDRESS.items()))

    assert hash_of(turned) == hash_of(ADDRESS)
    assert bytes_of(turned) != bytes_of(ADDRESS)
    assert bytes_of({"a": "ö"}) == '{"a":"ö"}'.encode()


def test_what_says_no_version_of_stix_is_told_by_its_dates() -> None:
    assert spec_version({"created": "x"}) == "2.0"
    assert spec_version(ADDRESS) == "2.1"
    assert spec_version({"spec_version": "2.2"}) == "2.2"


def test_fractions_beyond_microseconds_do_no_harm() -> None:
    assert version_of("2026-01-01T00:00:00.123456789Z") == "2026-01-01T00:00:00.123456Z"
    assert own_version({"modified": "as it says"}) == "as it says"
    assert Key("a", "b", "c") == Key("a", "b", "c")
