"""The client of OASIS, as it is, against a real server, while others publish."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Self

import pytest
from fastapi import FastAPI

from ng911risk.errors import ConflictError
from ng911risk.store import Store
from tests.api.taxii.conftest import COUNT, Published, publish, token_of
from tests.store.test_published import EARLY, give, stix

client_of_oasis = pytest.importorskip("taxii2client.v21", reason="needs taxii2-client")
common = pytest.importorskip("taxii2client.common", reason="needs taxii2-client")
exceptions = pytest.importorskip("taxii2client.exceptions", reason="needs taxii2-client")

LIMITS = [1, 7, 100]
Open = Callable[[Any], Any]


@pytest.fixture(scope="module")
def store(served: tuple[str, FastAPI]) -> Store:
    opened: Store = served[1].state.store
    return opened


@pytest.fixture(scope="module")
def token(store: Store) -> str:
    return token_of(store)


@pytest.fixture
def opened() -> Iterator[Callable[[Any], Any]]:
    """Keep an endpoint of the client; its connections are closed at the end."""
    with contextlib.ExitStack() as stack:
        yield stack.enter_context


class Publisher:
    """Somebody who publishes again and again until it is enough."""

    def __init__(self, store: Store, mine: Published, part: int) -> None:
        self._store, self._mine, self._part = store, mine, part
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.rounds = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            new = stix(1000 * self._part + self.rounds)
            changed = stix(
                1, f"2027-{self._part:02}-01T00:00:{self.rounds % 60:02}.{self.rounds:03}Z"
            )
            try:
                with self._store.write(self._mine.scope) as rooms:
                    give(rooms, self._mine.head, new, changed)
                self.rounds += 1
            except ConflictError:
                pass
            time.sleep(0.01)


def _walk(read: Callable[..., Any], limit: int, **filters: str) -> list[tuple[str, str]]:
    """Id and version of everything that pages give."""
    pages = client_of_oasis.as_pages(read, per_request=limit, **filters)
    items = [one for page in pages for one in page.get("objects", ())]
    return [(one["id"], one.get("version") or one.get("modified")) for one in items]


@pytest.mark.parametrize("scheme", ["basic", "token"])
def test_it_finds_everything_from_discovery(
    served: tuple[str, FastAPI], opened: Open, mine: Published, token: str, scheme: str
) -> None:
    address, _ = served
    server = opened(
        client_of_oasis.Server(address, user="siem", password=token)
        if scheme == "basic"
        else client_of_oasis.Server(address, auth=common.TokenAuth(token))
    )

    (root,) = server.api_roots
    assert root.versions == ["application/taxii+json;version=2.1"]
    assert server.default.url == root.url == f"{address}local/"
    by_kind = {one.title: one for one in root.collections}
    assert set(by_kind) == {"Assessments, TLP:AMBER+STRICT", "Indicators, TLP:GREEN"}
    for one in root.collections:
        assert one.can_read
        assert not one.can_write
        assert one.get_objects()["objects"]
        assert one.get_manifest()["objects"]


@pytest.mark.parametrize("limit", LIMITS)
def test_each_object_comes_exactly_once_while_others_publish(
    served: tuple[str, FastAPI], opened: Open, store: Store, mine: Published, token: str, limit: int
) -> None:
    address, _ = served
    first = {stix(number)["id"] for number in range(COUNT)}
    root = opened(client_of_oasis.ApiRoot(f"{address}local/", user="siem", password=token))
    with Publisher(store, mine, part=LIMITS.index(limit) + 1) as publisher:
        for collection in root.collections:
            for read in (collection.get_objects, collection.get_manifest):
                walked = _walk(read, limit)
                ids = [id_ for id_, _ in walked]
                assert len(set(ids)) == len(ids), "something came twice"
                if collection.id == mine.assessments.id:
                    assert first <= set(ids), "something was left out"
        while publisher.rounds < 2:
            time.sleep(0.01)
    assert publisher.rounds >= 2


def test_a_poller_misses_nothing_between_its_walks(
    served: tuple[str, FastAPI], opened: Open, store: Store, mine: Published, token: str
) -> None:
    address, _ = served
    url = f"{address}local/collections/{mine.assessments.id}/"
    collection = opened(client_of_oasis.Collection(url, auth=common.TokenAuth(token)))
    met: list[tuple[str, str]] = []
    after = "2000-01-01T00:00:00Z"

    def poll() -> str:
        last = after
        pages = client_of_oasis.as_pages(
            collection.get_manifest, per_request=7, added_after=after, version="all"
        )
        for page in pages:
            for one in page.get("objects", ()):
                met.append((one["id"], one["version"]))
                last = one["date_added"]
        return str(last)

    with Publisher(store, mine, part=9):
        for _ in range(5):
            after = poll()
    after = poll()

    everything = _walk(collection.get_manifest, 100, version="all")
    assert len(set(met)) == len(met), "something came twice"
    assert met == everything


def test_one_object_and_its_versions(
    served: tuple[str, FastAPI], opened: Open, mine: Published, token: str
) -> None:
    address, _ = served
    url = f"{address}local/collections/{mine.assessments.id}/"
    collection = opened(client_of_oasis.Collection(url, user="siem", password=token))
    id_ = stix(3)["id"]

    (one,) = collection.get_object(id_)["objects"]
    assert one["id"] == id_
    assert EARLY in collection.object_versions(id_)["versions"]
    filtered = collection.get_objects(id=id_, type="infrastructure", version="first")
    assert [found["modified"] for found in filtered["objects"]] == [EARLY]
    with pytest.raises(exceptions.AccessError):
        collection.add_objects({"objects": []})


def test_another_organisation_cannot_be_reached(
    served: tuple[str, FastAPI], opened: Open, store: Store, mine: Published
) -> None:
    from requests import HTTPError  # noqa: PLC0415 - comes with the client

    from tests.api.taxii.conftest import new_organisation  # noqa: PLC0415 - for this test only

    address, _ = served
    other = new_organisation(store, "elsewhere", "Elsewhere")
    publish(store, other, name="Elsewhere")
    theirs = token_of(store, other)

    with pytest.raises(HTTPError, match="404"):
        opened(client_of_oasis.ApiRoot(f"{address}local/", user="x", password=theirs)).refresh()
    with pytest.raises(HTTPError, match="401"):
        opened(client_of_oasis.Server(address, user="x", password=theirs[:-1])).refresh()
    server = opened(client_of_oasis.Server(address, user="x", password=theirs))
    assert server.default.url.endswith("/elsewhere/")
