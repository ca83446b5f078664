"""
Every route, every role, your own organisation and somebody else's: made from the routes.

No list is kept by hand. A new route is in the matrix from its first day, and a route that
does not say who may use it fails here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from ng911risk.access import Permission, Role, command_line, permissions_of
from ng911risk.model.inventory import OwnerClass
from ng911risk.model.scales import Level
from ng911risk.questionnaire.asking import AskedQuestion, NewAsk
from ng911risk.store import LOCAL, Rooms, Store
from ng911risk.store.acceptances import RiskOwner
from ng911risk.store.ids import new_id
from ng911risk_api.auth.secrets import hash_of
from ng911risk_api.auth.visitor import COOKIE, Allow, Anyone, SignedIn
from ng911risk_api.work.draft import draft_of
from tests.api.conftest import Browser, sign_in, token_for
from tests.api.work.seen import seen
from tests.store.conftest import post_one, seal_one
from tests.store.sample import EVIDENCE, NOW

CANARY: Final = "Zanzibar canary"
"""Stands in everything that belongs to somebody else, and must never be seen."""

OTHER: Final = command_line("other", CANARY)

_NO_ID: Final = "0" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Things:
    """What one organisation has, for the parts of addresses."""

    site: str
    assessment: str
    ids: Mapping[str, str]
    """Name of a part of an address -> an id of this organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One method of one route."""

    method: str
    path: str
    gate: Allow | SignedIn | Anyone

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def address(self, things: Things, inner: Things | None = None) -> str:
        """
        Address with the ids of `things`; what it has none of gets an id of nothing.

        Args:
            things: What the first id is of.
            inner: What the ids after it are of; the same if left out.
        """
        path = self.path
        if path.startswith("/api/v1/assessments/{id}"):
            path = path.replace("{id}", things.assessment)
        if path.startswith(("/api/v1/sites/{id}", "/sites/{id}")):
            path = path.replace("{id}", things.site)
        if path.startswith("/settings/people/{id}"):
            path = path.replace("{id}", things.ids["user"])
        for name, value in (inner or things).ids.items():
            path = path.replace(f"{{{name}}}", value)
        while "{" in path:
            head, _, rest = path.partition("{")
            path = head + _NO_ID + rest.partition("}")[2]
        return path

    @property
    def needs_a_token(self) -> bool:
        """Whether a browser's session is not enough."""
        return self.path.startswith("/api/") and self.method not in {"GET", "HEAD"}

    @property
    def of_a_site(self) -> bool:
        """Whether the address names something that belongs to an organisation."""
        return self.path.startswith(
            ("/api/v1/sites/{id}", "/sites/{id}", "/api/v1/assessments/{id}")
        )


def rows(app: FastAPI) -> Iterator[Row]:
    """All routes, pages and interface, with the gate that each names."""
    for included in app.routes:
        contexts: Any = getattr(included, "effective_route_contexts", tuple)
        for route in contexts():
            gates = [
                one.dependency
                for one in route.dependencies
                if isinstance(one.dependency, Allow | SignedIn | Anyone)
            ]
            assert len(gates) == 1, f"{route.path}: says {len(gates)} times who may use it"
            for method in sorted(route.methods):
                yield Row(method=method, path=route.path, gate=gates[0])


@pytest.fixture
def mine(app: FastAPI, stranger: TestClient) -> Things:  # the client starts the application
    with app.state.store.write(LOCAL) as rooms:
        return _things(rooms, "Cedar County")


@pytest.fixture
def theirs(app: FastAPI, stranger: TestClient) -> Things:
    store: Store = app.state.store
    with store.write(OTHER) as rooms:
        rooms.tenants.add(CANARY, at=NOW)
        return _things(rooms, CANARY)


def _things(rooms: Rooms, name: str) -> Things:
    site = rooms.sites.add(name, at=NOW)
    rooms.published.name_installation(at=NOW)  # the first export would
    post_one(rooms, site.id)
    assessment = seal_one(rooms, site.id).id
    return Things(
        site=site.id,
        assessment=assessment,
        ids={
            "assessment": assessment,
            "ask": _asked(rooms, site.id),
            "file": rooms.files.add(
                site.id, "zone-segmentation", "plan.txt", "text/plain", name.encode(), NOW
            ).id,
            "evidence": rooms.evidence.add(site.id, replace(EVIDENCE[0], observed=name), at=NOW).id,
            "observation": _seen(rooms, site.id, name),
            "acceptance": _accepted(rooms, site.id, name),
            "upload": rooms.uploads.add(site.id, file="new.yaml", content=b"x: 1\n", at=NOW),
            "user": rooms.users.add(
                login=f"{site.id}@example.org",
                name=name,
                role=Role.VIEWER,
                password_hash="",
                at=NOW,
            ),
            "tenant": "other",
            **_WORDS,
        },
    )


_WORDS: Final = {
    "name": "assets",
    "number": "1",
    "topic": "vendors",
    "finding": "ransomware@cad",
    "mitigation": "zone-segmentation",
    "document": "board",
    "ending": "pdf",
    "format": "csv",
}
"""Parts of addresses that are words, and the same for everybody."""


def _seen(rooms: Rooms, site: str, name: str) -> str:
    one = seen(what=name)
    rooms.observations.add(site, (one,), at=NOW)
    return one.id


def _asked(rooms: Rooms, site: str) -> str:
    id = new_id()
    new = NewAsk(
        to_name="Acme Phone",
        owner_class=OwnerClass.VENDOR,
        questions=(AskedQuestion(subject="zone-segmentation", question="Is it divided?"),),
        note="",
        expires_at=NOW + timedelta(days=20),
    )
    return rooms.asks.send(site, new, id=id, hash=hash_of(id), at=NOW).id


def _accepted(rooms: Rooms, site: str, name: str) -> str:
    return rooms.acceptances.add(
        site,
        finding="ransomware@cad",
        title=name,
        risk=Level.LOW,
        owner_role=RiskOwner.DIRECTOR,
        owner_name=name,
        reason="It is small.",
        until=NOW.date() + timedelta(days=90),
        at=NOW,
    ).id


def _ask(
    client: TestClient,
    row: Row,
    things: Things,
    browser: Browser | None,
    inner: Things | None = None,
) -> Response:
    address = row.address(things, inner)
    if row.method in {"GET", "HEAD"}:
        return client.request(row.method, address)
    data = {"csrf": browser.csrf} if browser else {}
    return client.request(row.method, address, data=data)


def test_no_operation_of_the_interface_and_no_page_is_missing(app: FastAPI) -> None:
    found = {(row.method, row.path) for row in rows(app)}

    described = {
        (method.upper(), path)
        for path, operations in app.openapi()["paths"].items()
        for method in operations
    }
    assert described <= found
    assert len(found - described) > 10, "the pages are not described, but they are in the matrix"


def test_what_is_open_to_strangers_has_its_reason(app: FastAPI) -> None:
    for row in rows(app):
        if isinstance(row.gate, Anyone):
            assert len(row.gate.reason) > 10, row.name


def test_a_stranger_gets_nothing_but_what_is_open(
    app: FastAPI, stranger: TestClient, mine: Things
) -> None:
    for row in rows(app):
        if isinstance(row.gate, Anyone):
            continue

        answer = _ask(stranger, row, mine, None)

        if row.path.startswith("/api/"):
            assert answer.status_code == 401, row.name
        else:
            assert answer.status_code == 303, row.name
            assert answer.headers["location"].startswith(("/sign-in", "/start")), row.name


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_what_its_table_says_and_nothing_else(
    app: FastAPI, stranger: TestClient, mine: Things, role: Role
) -> None:
    held = permissions_of(role)
    browser = sign_in(app, stranger, role)
    for row in _but_leaving(app):
        browser = _still_in(app, browser, role)
        needed = row.gate.permission if isinstance(row.gate, Allow) else None

        answer = _ask(stranger, row, mine, browser)

        if row.needs_a_token:
            assert answer.status_code == 401, (row.name, role)
        elif needed is not None and needed not in held:
            assert answer.status_code == 403, (row.name, role)
        elif answer.status_code == 403:
            # a coordinator does not rule over roles that see the sites, which they do not
            assert row.path.startswith("/settings/people/"), (row.name, role)
            assert role is Role.STATE_COORDINATOR
        else:
            assert answer.status_code not in {401, 500, 503}, (row.name, role)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_sees_or_touches_what_is_somebody_elses(
    app: FastAPI, stranger: TestClient, mine: Things, theirs: Things, role: Role
) -> None:
    browser = sign_in(app, stranger, role)
    before = _kept(app)
    for row in _but_leaving(app):
        if not row.of_a_site or row.needs_a_token:
            continue
        browser = _still_in(app, browser, role)

        answer = _ask(stranger, row, theirs, browser)

        assert answer.status_code in {403, 404}, (row.name, role, answer.status_code)
        assert CANARY not in answer.text, row.name
    assert _kept(app) == before


def test_an_id_of_somebody_else_below_a_site_of_ones_own_is_an_id_of_nothing(
    app: FastAPI, stranger: TestClient, mine: Things, theirs: Things
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        sister = _things(rooms, "Birch County")
    browser = sign_in(app, stranger)
    before = _kept(app)
    for row in _but_leaving(app):
        foreign = [name for name in theirs.ids if f"{{{name}}}" in row.path and name not in _WORDS]
        if not row.of_a_site or row.needs_a_token or not foreign:
            continue
        browser = _still_in(app, browser, Role.PSAP_ADMINISTRATOR)
        for others in (theirs, sister):
            answer = _ask(stranger, row, mine, browser, others)

            assert answer.status_code == 404, (row.name, answer.status_code)
            assert CANARY not in answer.text, row.name
    assert _kept(app) == before


@pytest.mark.parametrize("may_write", [True, False], ids=["writes", "reads"])
def test_a_token_ends_where_its_organisation_ends(
    app: FastAPI, stranger: TestClient, mine: Things, theirs: Things, may_write: bool
) -> None:
    stranger.headers["Authorization"] = f"Bearer {token_for(app, may_write=may_write)}"
    for row in rows(app):
        if row.of_a_site:
            answer = _ask(stranger, row, theirs, None)

            assert answer.status_code in {403, 404, 415}, (row.name, answer.status_code)
            assert CANARY not in answer.text, row.name


def test_a_token_of_one_site_sees_no_other_of_the_same_organisation(
    app: FastAPI, stranger: TestClient, mine: Things
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        other = _things(rooms, CANARY)
    stranger.headers["Authorization"] = f"Bearer {token_for(app, site=mine.site)}"
    for row in rows(app):
        answer = _ask(stranger, row, other, None)

        assert CANARY not in answer.text, row.name
        if row.of_a_site:
            assert answer.status_code in {403, 404, 415}, (row.name, answer.status_code)


def test_no_reading_changes_anything_that_counts(
    app: FastAPI, stranger: TestClient, mine: Things
) -> None:
    browser = sign_in(app, stranger)
    before = _kept(app)
    for row in _but_leaving(app):
        if row.method == "GET":
            _ask(stranger, row, mine, browser)
    assert _kept(app) == before


def _still_in(app: FastAPI, browser: Browser, role: Role) -> Browser:
    """Return the session of the row before, or a new one if that row ended it."""
    secret = browser.client.cookies.get(COOKIE)
    with app.state.store.door() as door:
        stands = secret is not None and door.session(hash_of(secret)) is not None
    return browser if stands else sign_in(app, browser.client, role)


SHOWS_NO_RESULT: Final = (
    "/inventory",
    "/questions",
    "/ask",
    "/new",
    "/reports",
    "/map",
    "/state",  # what is being done now, of a page whose reading was entered
    "/sets",  # the same
)
"""Ends of addresses of a site that show what was entered, or wait for the result."""


def test_whoever_reads_a_report_or_a_result_stands_in_the_log(
    app: FastAPI, stranger: TestClient, mine: Things
) -> None:
    browser = sign_in(app, stranger)
    with app.state.store.read(LOCAL) as rooms:
        draft = draft_of(rooms, mine.site, "local", app.state.parts.catalog)
    assert app.state.workbench.live(draft, wait_s=120.0).current
    for row in _but_leaving(app):
        shows = "/results" in row.path or "/report" in row.path or "/history" in row.path
        quiet = row.path.endswith(SHOWS_NO_RESULT) or row.path.startswith("/sites/{id}/questions")
        if row.method != "GET" or not row.of_a_site or not shows or quiet:
            continue
        _ask(stranger, row, mine, browser)  # what takes long is begun, and shows nothing yet
        app.state.comparer.wait()
        before = _entries(app)

        answer = _ask(stranger, row, mine, browser)

        if answer.status_code == 200:
            assert _entries(app) > before, row.name


def _entries(app: FastAPI) -> int:
    from sqlalchemy import func, select  # noqa: PLC0415 - the tests may look inside

    from ng911risk.store.people_tables import AuditRow  # noqa: PLC0415 - as said

    with app.state.store._engines.reading.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(AuditRow)).scalar_one())


def _but_leaving(app: FastAPI) -> list[Row]:
    """Every row; those that end the session last."""
    return sorted(rows(app), key=lambda row: ("sign-out" in row.path, row.path, row.method))


def _kept(app: FastAPI) -> dict[str, Any]:
    """Every row of every table but those that a reading may add to."""
    from sqlalchemy import select  # noqa: PLC0415 - the tests may look inside

    from ng911risk.store import people_tables, work_tables  # noqa: F401, PLC0415 - they add their tables
    from ng911risk.store.tables import Base  # noqa: PLC0415 - as said

    passing = {"audit", "sessions", "tokens", "users"}
    with app.state.store._engines.reading.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in Base.metadata.sorted_tables
            if table.name not in passing
        }


def test_the_permissions_of_a_token_never_reach_administration() -> None:
    from ng911risk_api.auth import visitor  # noqa: PLC0415 - the table is private

    forbidden = {Permission.MANAGE_PEOPLE, Permission.BACKUP, Permission.READ_AUDIT}
    assert not forbidden & (visitor._WRITE | visitor._READ)
