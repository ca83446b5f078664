"""The rules of TAXII 2.1, one row each; who sees what; and no query that breaks anything."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route

from ng911risk.access import Permission
from ng911risk.store import Store
from ng911risk_api.settings import Settings
from ng911risk_api.taxii.documents import TAXII
from ng911risk_api.taxii.routes import routes
from tests.api.taxii.conftest import (
    CANARY,
    COUNT,
    Published,
    Reader,
    new_organisation,
    publish,
    token_of,
)
from tests.store.sample import NOW
from tests.store.test_published import EARLY, stix

LATE = "2026-12-05T00:00:00.000Z"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
PLACES = [
    "/taxii2/", "{root}", "{root}collections/", "{collection}", "{collection}manifest/",
    "{collection}objects/", "{collection}objects/{object}/",
    "{collection}objects/{object}/versions/",
]  # fmt: skip
LISTS = PLACES[4:]


def _at(place: str, of: Published) -> str:
    return place.format(root=of.root, collection=of.of(of.assessments), object=stix(3)["id"])


# --- documents ---------------------------------------------------------------


def test_discovery_names_the_root_of_ones_own_organisation(reader: Reader, mine: Published) -> None:
    found = reader.json("/taxii2/")

    assert found["api_roots"] == [f"http://127.0.0.1{mine.root}"]
    assert found["default"] == found["api_roots"][0]
    assert found["title"]


def test_roots_are_named_as_people_reach_the_server(
    app: FastAPI, reader: Reader, mine: Published
) -> None:
    was = app.state.settings
    app.state.settings = Settings(address="https://risk.example.org", store="unused")
    try:
        assert reader.json("/taxii2/")["default"] == f"https://risk.example.org{mine.root}"
    finally:
        app.state.settings = was


def test_a_root_says_what_it_speaks_and_how_much_it_takes(reader: Reader, mine: Published) -> None:
    found = reader.json(mine.root)

    assert found["versions"] == [TAXII]
    assert found["max_content_length"] == 300_000
    assert found["title"] == "This installation"


def test_collections_can_be_read_and_not_written(reader: Reader, mine: Published) -> None:
    found = reader.json(f"{mine.root}collections/")["collections"]

    assert [one["alias"] for one in found] == ["assessments-amber-strict", "indicators-green"]
    for one in found:
        assert (one["can_read"], one["can_write"]) == (True, False)
        assert one["media_types"] == ["application/stix+json;version=2.1"]
        for name in (one["id"], one["alias"]):
            assert reader.json(f"{mine.root}collections/{name}/") == one


def test_before_somebody_publishes_there_is_nothing(reader: Reader, store: Store) -> None:
    new = new_organisation(store, "new", "New County")
    of_new = Reader(reader.client, token_of(store, new))

    assert of_new.json("/taxii2/new/collections/") == {}


@pytest.mark.parametrize("place", PLACES)
def test_every_answer_and_the_slash_at_its_end(reader: Reader, mine: Published, place: str) -> None:
    answer = reader.get(_at(place, mine))

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == TAXII
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert reader.get(_at(place, mine).rstrip("/")).content == answer.content


# --- what is listed ----------------------------------------------------------


def test_objects_come_letter_by_letter_newest_version_in_order_of_adding(
    reader: Reader, mine: Published
) -> None:
    found = reader.json(mine.objects)

    assert found["more"] is False
    assert "next" not in found
    numbers = [number for number in range(COUNT) if number != 3]
    assert found["objects"] == [
        *(stix(number, name="Cedar County") for number in numbers),
        stix(3, LATE, name="Cedar County"),
    ]


@pytest.mark.parametrize("query", ["", "?limit=5", "?match[version]=all", "?match[type]=note"])
def test_the_manifest_is_of_the_same_objects(reader: Reader, mine: Published, query: str) -> None:
    objects = reader.get(mine.objects + query)
    manifest = reader.get(f"{mine.of(mine.assessments)}manifest/{query}")

    entries = manifest.json().get("objects", [])
    assert [(one["id"], one["version"]) for one in entries] == [
        (one["id"], one["modified"]) for one in objects.json().get("objects", [])
    ]
    assert all(one["media_type"] == "application/stix+json;version=2.1" for one in entries)
    assert all(MOMENT.fullmatch(one["date_added"]) for one in entries)
    for name in ("x-taxii-date-added-first", "x-taxii-date-added-last"):
        assert manifest.headers.get(name) == objects.headers.get(name)


@pytest.mark.parametrize("place", LISTS)
def test_lists_say_when_their_first_and_last_was_added(
    reader: Reader, mine: Published, place: str
) -> None:
    answer = reader.get(_at(place, mine) + "?match[version]=all")

    first, last = (answer.headers[f"x-taxii-date-added-{end}"] for end in ("first", "last"))
    assert MOMENT.fullmatch(first)
    assert MOMENT.fullmatch(last)
    assert first < last
    rest = reader.get(f"{_at(place, mine)}?match[version]=all&added_after={first}")
    assert rest.headers["x-taxii-date-added-first"] > first
    none = reader.get(f"{_at(place, mine)}?match[version]=all&added_after={last}")
    assert none.json() == {"more": False}
    assert "x-taxii-date-added-last" not in none.headers


def test_an_object_and_its_versions(reader: Reader, mine: Published) -> None:
    address = f"{mine.objects}{stix(3)['id']}/"

    assert [one["modified"] for one in reader.json(address)["objects"]] == [LATE]
    assert reader.json(f"{address}versions/")["versions"] == [EARLY, LATE]
    first = reader.json(f"{address}versions/?limit=1")
    assert (first["versions"], first["more"]) == ([EARLY], True)
    rest = reader.json(f"{address}versions/?limit=1&next={first['next']}")
    assert rest == {"more": False, "versions": [LATE]}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("match[version]=first", COUNT), ("match[version]=last", COUNT),
        ("match[version]=all", COUNT + 1), ("match[version]=first,last", COUNT + 1),
        (f"match[version]={EARLY}", COUNT), (f"match[version]={LATE}", 1),
        (f"match[version]={LATE},first", COUNT + 1),
        ("match[version]=2026-12-05T00:00:00Z", 1),
        ("match[type]=infrastructure", COUNT), ("match[type]=note,infrastructure", COUNT),
        ("match[type]=note", 0), (f"match[id]={stix(1)['id']},{stix(2)['id']}", 2),
        (f"match[id]={stix(1)['id']}&match[type]=note", 0),
        ("match[spec_version]=2.1", COUNT), ("match[spec_version]=2.0", 0),
        ("match[spec_version]=2.0,2.1", COUNT), ("match[name]=unknown", COUNT),
        ("unknown=1", COUNT), ("limit=1", 1), ("limit=0000005", 5),
        ("limit=99999999999999999999999", COUNT),
    ],
)  # fmt: skip
def test_filters(reader: Reader, mine: Published, query: str, count: int) -> None:
    assert len(reader.json(f"{mine.objects}?{query}").get("objects", ())) == count


def test_a_page_goes_on_with_its_filters_whatever_a_client_sends_along(
    reader: Reader, mine: Published
) -> None:
    begun = f"{mine.objects}?match[version]=all&match[type]=infrastructure"
    first = reader.json(f"{begun}&limit=4")
    bare = reader.json(f"{mine.objects}?next={first['next']}")

    assert first["more"] is True
    assert len(bare["objects"]) == 4, "the limit is carried too"
    for along in ("&limit=4", f"&added_after={LATE}", "&match[type]=note&match[version]=first"):
        assert reader.json(f"{mine.objects}?next={first['next']}{along}") == bare


# --- refusals ----------------------------------------------------------------


@pytest.mark.parametrize("place", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "added_after=yesterday", "added_after=2026-13-01T00:00:00Z", "added_after=",
        "added_after=2026-12-01", "added_after=2026-12-01T00:00:00%2B00:00",
        "added_after=0000-01-01T00:00:00Z", "limit=0", "limit=-1", "limit=many", "limit=",
        "limit=1.5", "limit=%D9%A1", "next=", "next=abc", "next=%00", "limit=1&limit=1",
        f"added_after={EARLY}&added_after={EARLY}",
    ],
)  # fmt: skip
def test_a_wrong_query_is_told(reader: Reader, mine: Published, place: str, query: str) -> None:
    _is_error(reader.get(f"{_at(place, mine)}?{query}"), 400)


@pytest.mark.parametrize(
    "query",
    [
        "match[type]=note&match[type]=report", "match[version]=newest", "match[id]=",
        "match[type]=%00", "match[version]=last,,first", "match[id]=" + ",".join(["a"] * 501),
    ],
)  # fmt: skip
def test_a_wrong_filter_is_told(reader: Reader, mine: Published, query: str) -> None:
    _is_error(reader.get(f"{mine.objects}?{query}"), 400)


def test_a_cursor_is_of_its_collection_and_nobody_can_make_one(
    reader: Reader, mine: Published
) -> None:
    cursor = reader.json(f"{mine.objects}?limit=1")["next"]

    turned = [*range(3), 40, 50, len(cursor) - 1]
    for place in turned:
        changed = cursor[:place] + ("b" if cursor[place] != "b" else "c") + cursor[place + 1 :]
        _is_error(reader.get(f"{mine.objects}?next={changed}"), 400)
    for other in (
        f"{mine.of(mine.assessments)}manifest/",
        f"{mine.of(mine.indicators)}objects/",
        f"{mine.objects}{stix(3)['id']}/",
    ):
        _is_error(reader.get(f"{other}?next={cursor}"), 400)
    assert reader.get(f"{mine.objects}?next={cursor}").status_code == 200


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        (TAXII, 200), ("application/taxii+json", 200), ("application/taxii+json; version=2.1", 200),
        ('application/taxii+json;version="2.1"', 200), ("*/*", 200), ("application/*", 200),
        ("text/html, application/taxii+json;version=2.1;q=0.5", 200),
        ("application/taxii+json;version=2.0", 406), ("application/json", 406), ("text/html", 406),
        (f"{TAXII};q=0", 406), ("application/vnd.oasis.taxii+json", 406), (";;,,", 406),
    ],
)  # fmt: skip
def test_what_can_be_asked_for(reader: Reader, mine: Published, accept: str, status: int) -> None:
    for place in PLACES:
        answer = reader.get(_at(place, mine), Accept=accept)
        assert answer.status_code == status, (place, accept)
        assert answer.headers["content-type"] == TAXII


@pytest.mark.parametrize(
    ("method", "place", "status"),
    [
        ("POST", "{collection}objects/", 403),
        ("DELETE", "{collection}objects/{object}/", 403),
        ("POST", "{root}collections/nothing/objects/", 404),
        ("POST", "/taxii2/", 405),
        ("PUT", "{collection}objects/", 405),
        ("PATCH", "{collection}objects/{object}/", 405),
        ("GET", "{root}status/2d086da7-4bdc-4f91-900e-d77486753710/", 404),
        ("GET", "{root}collections/2d086da7-4bdc-4f91-900e-d77486753710/", 404),
        ("GET", "{collection}objects/indicator--2d086da7-4bdc-4f91-900e-d77486753710/", 404),
        ("GET", "{collection}objects/%00/", 404),
        ("GET", "{collection}objects/%00/versions/", 404),
        ("GET", "{collection}nothing/", 404),
        ("GET", "{root}nothing/", 404),
        ("GET", "/taxii2/a/b/c/d/e/f/g", 404),
    ],
)
def test_what_is_not_there_or_cannot_be_done(
    reader: Reader, mine: Published, method: str, place: str, status: int
) -> None:
    _is_error(reader.ask(method, _at(place, mine)), status)


def _is_error(answer: Any, status: int) -> None:  # noqa: ANN401 - a response
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == TAXII
    document = answer.json()
    assert document["title"]
    assert document["http_status"] == str(status)


# --- who sees what -----------------------------------------------------------


def _addresses(of: Published) -> list[tuple[str, str]]:
    """Every route of the application, with the ids of one organisation."""
    words = {
        "root": of.scope.tenant, "collection": of.assessments.id, "object": stix(3)["id"],
        "status": "2d086da7-4bdc-4f91-900e-d77486753710",
    }  # fmt: skip
    return [
        (method, "/taxii2" + route.path.format(**words))
        for route in routes()
        for method in sorted(route.methods or ())
    ]


def test_every_route_is_in_the_matrix(app: FastAPI, mine: Published) -> None:
    mounted = [one for one in app.router.routes if getattr(one, "path", "") == "/taxii2"]
    known = {route.path for route in routes()}

    assert len(mounted) == 2, "with its slash and without"
    for one in mounted:
        inner = getattr(one, "routes", None) or []
        assert {route.path for route in inner if isinstance(route, Route)} in ({*known}, set())
    assert len(_addresses(mine)) > 25


def test_strangers_get_nothing(reader: Reader, mine: Published) -> None:
    for method, address in _addresses(mine):
        answer = reader.client.request(method, address)

        assert answer.status_code == 401, (method, address)
        assert answer.headers["www-authenticate"].startswith("Basic realm=")
        assert answer.headers["content-type"] == TAXII


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "PUT", "DELETE", "PATCH", "BREW"])
def test_what_an_address_does_not_take_is_told_to_whoever_may_know_the_address(
    reader: Reader, mine: Published, theirs: Published, method: str
) -> None:
    for root in ("/taxii2/nobody/", theirs.root, mine.root):
        for address in (root, root.rstrip("/"), f"{root}collections/"):
            stranger = reader.client.request(method, address)
            assert stranger.status_code == 401, address
            assert stranger.headers["content-type"] == TAXII
            answer = reader.ask(method, address)
            _is_error(answer, 405 if root == mine.root else 404)
    assert reader.ask(method, mine.root).headers["allow"] == "GET, HEAD"
    taken = reader.ask("PUT", mine.objects).headers["allow"]
    assert taken == "GET, HEAD, POST"


def test_another_organisation_is_as_if_it_were_not_there(
    reader: Reader, mine: Published, theirs: Published
) -> None:
    nowhere = {
        (method, address.count("/")): reader.ask(method, address.replace("/other", "/nobody"))
        for method, address in _addresses(theirs)
    }
    for method, address in _addresses(theirs):
        if address == "/taxii2/":
            continue

        answer = reader.ask(method, address)

        assert answer.status_code == 404, (method, address)
        assert answer.content == nowhere[method, address.count("/")].content
    for method, address in _addresses(mine):
        assert CANARY not in reader.ask(method, address).text
    # their collection under ones own root
    for what in ("", "objects/", "manifest/"):
        borrowed = f"{mine.root}collections/{theirs.assessments.id}/{what}"
        _is_error(reader.get(borrowed), 404)


def test_a_token_of_one_site_reads_what_was_published_of_it(reader: Reader, store: Store) -> None:
    region = new_organisation(store, "region", "Region")
    with store.write(region) as rooms:
        quiet = rooms.sites.add("Quiet County", at=NOW)
    first, loud = (publish(store, region, name=name) for name in ("First County", "Loud County"))
    of_loud = Reader(reader.client, token_of(store, region, site=loud.head.site))
    of_quiet = Reader(reader.client, token_of(store, region, site=quiet.id))

    names = {one["name"] for one in of_loud.json(loud.objects)["objects"]}
    assert names == {"Loud County"}
    assert of_quiet.json(f"{loud.root}collections/") == {}
    _is_error(of_quiet.get(loud.objects), 404)
    both = Reader(reader.client, token_of(store, region)).json(first.objects)["objects"]
    assert len({one["id"] for one in both}) == len(both) == COUNT


def test_a_token_of_one_report_may_take_nothing_out(
    reader: Reader, store: Store, mine: Published
) -> None:
    one = Reader(reader.client, token_of(store, assessment=mine.head.id))

    for place in PLACES:
        _is_error(one.get(_at(place, mine)), 403)
    with store.read(mine.scope) as rooms:
        entry = list(rooms.audit.links())[-1].entry
    assert (entry.action, entry.outcome) == ("request.refused", "refused")
    assert Permission.EXPORT.value in entry.detail


def test_every_reading_of_objects_is_in_the_log_once(
    reader: Reader, store: Store, mine: Published
) -> None:
    logged = Reader(reader.client, token_of(store, name="logged"))
    for place in LISTS:
        logged.json(_at(place, mine))

    with store.read(mine.scope) as rooms:
        entries = [link.entry for link in rooms.audit.links()]
    found = [one for one in entries if one.actor_name == "logged"]
    assert [one.object for one in found] == [mine.assessments.id] * len(LISTS)
    assert {one.action for one in found} == {"published.read"}
    assert '"collection": "assessments-amber-strict"' in found[0].detail


# --- no query breaks anything ------------------------------------------------

_TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
_NAMES = st.sampled_from(
    ["added_after", "limit", "next", "match[id]", "match[type]", "match[version]",
     "match[spec_version]", "match[", "%00", "match"]
) | _TEXT  # fmt: skip
_VALUES = st.sampled_from(["", "all", "last,first", "0", "1", EARLY, "\0", ",", "a" * 300]) | _TEXT
_LATIN = st.text(st.characters(min_codepoint=32, max_codepoint=255))
_PARTS = st.sampled_from(["local", "collections", "objects", "manifest", "versions", "status",
                          "..", ".", "%00", "%2f", "assessments-amber-strict"]) | _TEXT  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    query=st.lists(st.tuples(_NAMES, _VALUES), max_size=5),
    place=st.sampled_from(LISTS),
    accept=st.sampled_from([TAXII, "*/*"]) | _LATIN,
    parts=st.lists(_PARTS, max_size=6),
    method=st.sampled_from(["GET", "GET", "GET", "HEAD", "POST", "DELETE", "OPTIONS"]),
)  # fmt: skip
def test_no_request_is_a_defect(
    reader: Reader,
    mine: Published,
    query: list[tuple[str, str]],
    place: str,
    accept: str,
    parts: list[str],
    method: str,
) -> None:
    from urllib.parse import quote, urlencode  # noqa: PLC0415 - for the address only

    headers = [
        (b"Authorization", f"Bearer {reader.token}".encode()),
        (b"Accept", accept.encode("latin-1")),
    ]
    for path in (_at(place, mine), "/taxii2/" + "/".join(quote(part, safe="%") for part in parts)):
        answer = reader.client.request(method, f"{path}?{urlencode(query)}", headers=headers)

        assert answer.status_code < 500, (path, query)
        # dots in a path may lead out of TAXII
        if answer.request.url.path.startswith("/taxii2"):
            assert answer.headers["content-type"] == TAXII, path
