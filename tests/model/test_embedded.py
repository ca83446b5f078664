from __future__ import annotations

from ipaddress import IPv4Address, IPv6Network, ip_network
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.model.embedded import faces_of
from tests.model.embeddings import EMBEDDINGS


@given(st.ip_addresses(v=4, network="8.0.0.0/6"))
def test_all_forms_of_an_address_have_a_face_in_common(address: IPv4Address) -> None:
    faces = {name: set(faces_of(ip_network(pack(address)))) for name, pack in EMBEDDINGS.items()}

    for one, other in product(faces, faces):
        assert faces[one] & faces[other], (one, other)


@pytest.mark.parametrize(
    ("network", "face"),
    [
        ("2002:808::/32", "8.8.0.0/16"),
        ("64:ff9b::808:0/112", "8.8.0.0/16"),
        ("64:ff9b:1:808:8::/80", "8.8.8.0/24"),
        ("2600::5efe:808:800/120", "8.8.8.0/24"),
    ],
)
def test_a_network_has_the_face_of_what_is_known_of_it(network: str, face: str) -> None:
    assert ip_network(face) in faces_of(ip_network(network))


@pytest.mark.parametrize(
    "network", ["64:ff9b::/96", "2002::/16", "::/0", "2600::1", "::1", "2600:1f18::/32"]
)
def test_a_whole_translator_or_a_plain_address_has_one_face(network: str) -> None:
    assert faces_of(IPv6Network(network)) == (IPv6Network(network),)
