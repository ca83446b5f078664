"""
The addresses of TAXII 2.1 and what each answers.

Everything below the root of an organisation is there for whoever has a token of that
organisation, and for nobody else: to others it is as if there were nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Final

from fastapi import Request
from starlette.responses import Response
from starlette.routing import Route

from ng911risk.access import Scope
from ng911risk.store import Rooms, Store
from ng911risk.store.collected import Match, Page
from ng911risk_api.settings import Settings
from ng911risk_api.taxii import documents, filters
from ng911risk_api.taxii.callers import caller
from ng911risk_api.taxii.documents import TAXII, Collection, Refused, answer, is_accepted
from ng911risk_api.web.render import address_of_server

PREFIX: Final = "/taxii2"
"""Where it is mounted."""

_OBJECT: Final = re.compile(
    r"[a-z0-9][a-z0-9-]{2,249}--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
_ALL: Final = ("id", "type", "spec_version", "version")
_OF_OBJECT: Final = ("spec_version", "version")

Endpoint = Callable[[Request, Scope], Response]


def _known(endpoint: Endpoint) -> Callable[[Request], Response]:
    """Let in who may, and give what they take."""

    @wraps(endpoint)
    def run(request: Request) -> Response:
        scope = caller(request).scope
        if request.path_params.get("root", scope.tenant) != scope.tenant:
            raise _nothing()
        if not is_accepted(",".join(request.headers.getlist("accept")) or "*/*"):
            raise Refused(HTTPStatus.NOT_ACCEPTABLE, f"Answers are {TAXII} and nothing else.")
        return endpoint(request, scope)

    return run


def _discovery(request: Request, scope: Scope) -> Response:
    root = f"{address_of_server(request)}{PREFIX}/{scope.tenant}/"
    return answer(
        {
            "title": "ng911risk",
            "description": "Cyber risk assessments of 9-1-1 centres, as they were published.",
            "default": root,
            "api_roots": [root],
        }
    )


def _api_root(request: Request, scope: Scope) -> Response:
    settings: Settings = request.app.state.settings
    with _store(request).read(scope) as rooms:
        name = rooms.tenants.name()
    return answer(
        {
            "title": name,
            "description": "What was published of the assessments of this organisation.",
            "versions": [TAXII],
            "max_content_length": settings.max_body_bytes,
        }
    )


def _collections(request: Request, scope: Scope) -> Response:
    with _store(request).read(scope) as rooms:
        found = [one.document for one in _held(rooms)]
    return answer({"collections": found} if found else {})


def _collection(request: Request, scope: Scope) -> Response:
    with _store(request).read(scope) as rooms:
        return answer(_named(rooms, request).document)


def _objects(request: Request, scope: Scope) -> Response:
    page, cursor = _page(request, scope, "objects", _ALL)
    return documents.envelope(page, cursor)


def _manifest(request: Request, scope: Scope) -> Response:
    page, cursor = _page(request, scope, "manifest", _ALL)
    return documents.manifest(page, cursor)


def _object(request: Request, scope: Scope) -> Response:
    page, cursor = _page(request, scope, "object", _OF_OBJECT)
    return documents.envelope(page, cursor)


def _versions(request: Request, scope: Scope) -> Response:
    page, cursor = _page(request, scope, "versions", ("spec_version",))
    return documents.versions(page, cursor)


def _read_only(request: Request, scope: Scope) -> Response:
    with _store(request).read(scope) as rooms:
        _named(rooms, request)
    raise Refused(HTTPStatus.FORBIDDEN, "This collection can only be read.")


def _status(request: Request, scope: Scope) -> Response:  # noqa: ARG001 - as every endpoint is called
    raise _nothing()  # only what was sent here has a status, and nothing can be


def _page(request: Request, scope: Scope, what: str, fields: tuple[str, ...]) -> tuple[Page, str]:
    """
    One page of a collection or of an object, and the cursor after it; entered in the log.

    Raises:
        Refused: 400 or 404.
    """
    store, wanted_object = _store(request), request.path_params.get("object", "")
    with store.read(scope) as rooms:
        of = _named(rooms, request)
        place = f"{scope.tenant} {scope.site or ''} {of.id} {what} {wanted_object}"

        def sign(text: str) -> str:
            return store.mark("taxii cursor", text)

        asked = filters.wanted(request.query_params, fields, place, sign)
        if wanted_object:
            _require(rooms, of, wanted_object)
        page = rooms.collected.page(
            of.kind,
            of.tlp.value,
            _of_object(asked.match, wanted_object, every=what == "versions"),
            asked.walk or rooms.collected.begin(),
            limit=asked.limit,
            heads=what in {"manifest", "versions"},
        )
    _enter(request, scope, of, what=what, count=len(page.versions), stix=wanted_object)
    return page, filters.cursor(asked, page.walk, place, sign) if page.more else ""


def _of_object(match: Match, id: str, *, every: bool) -> Match:
    if not id:
        return match
    return Match(
        added_after=match.added_after,
        ids=(id,),
        spec_versions=match.spec_versions,
        versions=("all",) if every else match.versions,
    )


def _require(rooms: Rooms, of: Collection, object: str) -> None:  # noqa: A002 - the word of STIX
    if not _OBJECT.fullmatch(object) or not rooms.collected.has(of.kind, of.tlp.value, object):
        raise _nothing()


def _enter(
    request: Request, scope: Scope, of: Collection, *, what: str, count: int, stix: str
) -> None:
    """Enter a reading in the audit log, before anything is shown."""
    more = {"stix": stix} if stix else {}
    with _store(request).write(scope) as rooms:
        rooms.audit.add(
            "published.read", of.id, at=request.app.state.parts.now(), collection=of.alias,
            what=what, count=count, **more,
        )  # fmt: skip


def _held(rooms: Rooms) -> list[Collection]:
    held = frozenset(rooms.collected.collections())
    possible = documents.collections_of(rooms.published.installation())
    return [one for one in possible if (one.kind, one.tlp.value) in held]


def _named(rooms: Rooms, request: Request) -> Collection:
    name = request.path_params["collection"]
    for one in _held(rooms):
        if name in {one.id, one.alias}:
            return one
    raise _nothing()


def _nothing() -> Refused:
    return Refused(HTTPStatus.NOT_FOUND, "There is nothing here, or not for you.")


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


_COLLECTION: Final = "/{root}/collections/{collection}/"
_ADDRESSES: Final[tuple[tuple[str, str, Endpoint], ...]] = (
    ("GET", "/", _discovery),
    ("GET", "/{root}/", _api_root),
    ("GET", "/{root}/status/{status}/", _status),
    ("GET", "/{root}/collections/", _collections),
    ("GET", _COLLECTION, _collection),
    ("GET", f"{_COLLECTION}manifest/", _manifest),
    ("GET", f"{_COLLECTION}objects/", _objects),
    ("POST", f"{_COLLECTION}objects/", _read_only),
    ("GET", f"{_COLLECTION}objects/{{object}}/", _object),
    ("DELETE", f"{_COLLECTION}objects/{{object}}/", _read_only),
    ("GET", f"{_COLLECTION}objects/{{object}}/versions/", _versions),
)


def routes() -> list[Route]:
    """
    Every address, also without the slash at its end.

    What an address does not take is refused after who asks is known, so nobody learns from
    it what is there.
    """
    taken = [
        exact(Route(address, _known(endpoint), methods=[method]))
        for method, path, endpoint in _ADDRESSES
        for address in _spellings(path)
    ]
    methods: dict[str, set[str]] = {}
    for route in taken:
        methods.setdefault(route.path, set()).update(route.methods or ())
    return [*taken, *(_refusing(address, sorted(some)) for address, some in methods.items())]


def exact(route: Route) -> Route:
    """Match an address to its very end: `$` also fits before a line break there."""
    route.path_regex = re.compile(route.path_regex.pattern.removesuffix("$") + r"\Z")
    return route


def _spellings(path: str) -> set[str]:
    return {path, path.rstrip("/") or "/"}


def _refusing(address: str, methods: list[str]) -> Route:
    """Refuse every other kind of request."""
    allow = {"Allow": ", ".join(methods)}

    def refuse(request: Request, scope: Scope) -> Response:  # noqa: ARG001 - as every endpoint is called
        raise Refused(
            HTTPStatus.METHOD_NOT_ALLOWED,
            "This address does not take this kind of request.",
            allow,
        )

    route = exact(Route(address, _known(refuse)))
    route.methods = set()  # whatever comes
    return route
