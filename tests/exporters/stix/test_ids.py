from __future__ import annotations

from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stix2.v21 import IPv4Address

from ng911risk.exporters.stix.ids import GLOBAL, canonical, namespace_of, observable_id, own_id

ONE = "6f1e7a52-8f39-4d1e-9a53-0d9b0a9c6f01"
TWO = "6f1e7a52-8f39-4d1e-9a53-0d9b0a9c6f02"


def test_the_namespaces_are_frozen_for_ever() -> None:
    assert str(GLOBAL) == "7833da12-10bf-55fd-bcbb-7a0864b9d942"
    assert own_id("attack-pattern", GLOBAL, "phishing") == (
        "attack-pattern--b567bea9-5796-50c5-9f52-cd206f3c087c"
    )


def test_two_installations_never_share_an_asset() -> None:
    ids = {own_id("infrastructure", namespace_of(one), "site", "sbc-1") for one in (ONE, TWO)}

    assert len(ids) == 2


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_other_keys_are_other_ids(one: list[str], two: list[str]) -> None:
    same = own_id("note", GLOBAL, *one) == own_id("note", GLOBAL, *two)

    assert same == (one == two)


def test_every_id_is_a_uuid_of_version_five_and_its_common_variant() -> None:
    made = UUID(own_id("note", GLOBAL, "a").partition("--")[2])

    assert made.version == 5
    assert made.variant == "specified in RFC 4122"


@pytest.mark.parametrize("address", ["203.0.113.9", "198.51.100.0/24"])
def test_an_observable_has_the_id_that_the_library_of_oasis_gives_it(address: str) -> None:
    assert observable_id("ipv4-addr", {"value": address}) == IPv4Address(value=address).id


def test_canonical_text_has_sorted_keys_and_no_blanks() -> None:
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'


@given(st.lists(st.text(), max_size=3), st.sampled_from(["note", "report"]))
def test_the_fast_text_of_a_key_is_the_canonical_one(key: list[str], kind: str) -> None:
    slow = uuid5(GLOBAL, canonical({"type": kind, "key": key}))

    assert own_id(kind, GLOBAL, *key) == f"{kind}--{slow}"
