"""Two organisations, two sites, and tokens that end, against a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from ng911risk.store import LOCAL, Store
from ng911risk_api.taxii.documents import TAXII
from tests.api.taxii.conftest import Published, new_organisation, publish, token_of
from tests.store.sample import NOW
from tests.store.test_published import give, stix

LISTS = ["objects/", "manifest/", "objects/{object}/", "objects/{object}/versions/"]
OWN = {"cedar": 501, "elm": 502, "other": 503}
"""An object that one site alone has, in two versions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A program with a token, and what it should see."""

    http: httpx2.Client
    token: str
    of: Published
    name: str

    def get(self, path: str) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": TAXII}
        return self.http.get(path, headers=headers)

    def json(self, path: str) -> Any:  # noqa: ANN401 - a document
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @property
    def own(self) -> str:
        """Id of the object that nobody else has."""
        return str(stix(OWN[self.name])["id"])


@pytest.fixture(scope="module")
def store(served: tuple[str, FastAPI]) -> Store:
    opened: Store = served[1].state.store
    return opened


@pytest.fixture(scope="module")
def readers(served: tuple[str, FastAPI], store: Store) -> Iterator[dict[str, Reading]]:
    """Tokens of two sites of one organisation, and one of a whole other organisation."""
    other = new_organisation(store, "other", "other")
    with httpx2.Client(base_url=served[0].removesuffix("/taxii2/")) as http:
        found = {}
        for name, scope in (("cedar", LOCAL), ("elm", LOCAL), ("other", other)):
            of = publish(store, scope, name=name)
            with store.write(scope) as rooms:
                give(rooms, of.head, stix(OWN[name], name=name))
                give(rooms, of.head, stix(OWN[name], "2026-12-06T00:00:00.000Z", name=name))
            token = token_of(store, scope, site=None if scope is other else of.head.site, name=name)
            found[name] = Reading(http=http, token=token, of=of, name=name)
        yield found


@pytest.mark.parametrize("name", OWN)
def test_every_list_holds_what_is_ones_own_and_nothing_of_others(
    readers: dict[str, Reading], name: str
) -> None:
    reader = readers[name]
    others = [one for one in readers.values() if one.name != name]
    known = reader.json(f"{reader.of.root}collections/")["collections"]
    assert {one["alias"] for one in known} == {"assessments-amber-strict", "indicators-green"}

    for collection in known:
        address = f"{reader.of.root}collections/{collection['id']}/"
        objects = reader.json(f"{address}objects/?match[version]=all")["objects"]
        assert {one["name"] for one in objects} == {name}
        manifest = reader.json(f"{address}manifest/?match[version]=all")["objects"]
        assert [one["id"] for one in manifest] == [one["id"] for one in objects]
        for other in others:
            assert other.own not in {one["id"] for one in manifest}
            asked = reader.json(f"{address}objects/?match[id]={other.own}")
            assert asked == {"more": False}
            for what in ("", "versions/"):
                assert reader.get(f"{address}objects/{other.own}/{what}").status_code == 404
    own = f"{reader.of.objects}{reader.own}/"
    assert {one["name"] for one in reader.json(f"{own}?match[version]=all")["objects"]} == {name}
    assert len(reader.json(f"{own}versions/")["versions"]) == 2


def test_a_root_and_collections_of_another_organisation_are_not_there(
    readers: dict[str, Reading],
) -> None:
    for reader, other in (("cedar", "other"), ("other", "elm")):
        mine, theirs = readers[reader], readers[other]
        addresses = [theirs.of.root, f"{theirs.of.root}collections/"]
        for root in (theirs.of.root, mine.of.root):
            for of in (theirs.of.assessments, theirs.of.indicators):
                base = f"{root}collections/{of.id}/"
                addresses += [base, *(base + one.format(object=theirs.own) for one in LISTS)]
        for address in addresses:
            assert mine.get(address).status_code == 404, address


@pytest.mark.parametrize("what", LISTS)
def test_a_cursor_of_others_leads_nowhere(readers: dict[str, Reading], what: str) -> None:
    def first(reader: Reading) -> tuple[str, str]:
        address = reader.of.of(reader.of.assessments) + what.format(object=reader.own)
        return address, reader.json(f"{address}?limit=1&match[version]=all")["next"]

    address, mine = first(readers["cedar"])
    assert readers["cedar"].get(f"{address}?next={mine}").status_code == 200
    for name in ("elm", "other"):
        there, theirs = first(readers[name])
        for place in (address, there):
            used = readers["cedar"].get(f"{place}?next={theirs}")
            assert used.status_code in {400, 404}


def test_a_cursor_ends_with_its_token(readers: dict[str, Reading], store: Store) -> None:
    cedar = readers["cedar"]
    secret = token_of(store, LOCAL, site=cedar.of.head.site, name="ends")
    ending = Reading(http=cedar.http, token=secret, of=cedar.of, name="cedar")
    address = cedar.of.objects
    cursor = ending.json(f"{address}?limit=1")["next"]
    assert ending.get(f"{address}?next={cursor}").status_code == 200

    with store.write(LOCAL) as rooms:
        (id_,) = [one.id for one in rooms.tokens.all() if one.name == "ends"]
        rooms.tokens.revoke(id_, at=NOW)

    refused = ending.get(f"{address}?next={cursor}")
    assert refused.status_code == 401
    assert refused.headers["content-type"] == TAXII
