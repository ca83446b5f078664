from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ng911risk.access import Role, Scope, command_line, permissions_of
from ng911risk.access.shared import Share
from ng911risk.content import load_catalog
from ng911risk.engine.assess import assess
from ng911risk.exporters import render
from ng911risk.importers import read_inventory
from ng911risk.model.inventory import Inventory
from ng911risk.model.report import RiskReport
from ng911risk.records.read import adapter_of
from ng911risk.store.organisations import Kind
from ng911risk.store.people_tables import AuditRow
from ng911risk.store.tables import TenantRow
from ng911risk_api.auth.secrets import form_token, hash_of, new_secret
from ng911risk_api.auth.visitor import COOKIE
from tests.api.conftest import HTTPS, Browser
from tests.store.sample import NOW, digest_of

CANARY: Final = "Zanzibar"


def scope_of(tenant: str, role: Role) -> Scope:
    return Scope(
        tenant=tenant,
        user="",
        name=role.words,
        via="page",
        role=role,
        permissions=permissions_of(role),
    )


def person(app: FastAPI, client: TestClient, tenant: str, role: Role) -> Browser:
    """Somebody of `tenant`, signed in."""
    scope, secret = command_line(tenant), new_secret()
    with app.state.store.write(scope) as rooms:
        user = rooms.users.add(
            login=f"{role.value}@{tenant}", name=role.words, role=role, password_hash="", at=NOW
        )
        rooms.sessions.add(
            hash_of(secret), user=user, agent="test", at=NOW, until=NOW + timedelta(hours=12)
        )
    client.cookies.set(COOKIE, secret, path="/")
    return Browser(client, form_token(secret))


@pytest.fixture(scope="module")
def marked(repository: Path) -> tuple[Inventory, bytes]:
    """A real inventory whose every name, note and person carries a mark, and its report."""
    data = (repository / "ng911risk/samples/hollow-legacy.yaml").read_bytes()
    plain = read_inventory(data, file="x.yaml").inventory
    inventory = replace(
        plain,
        zones=tuple(replace(one, name=f"{CANARY} zone {one.id}") for one in plain.zones),
        assets=tuple(
            replace(one, name=f"{CANARY} {one.id}", note=f"{CANARY} note") for one in plain.assets
        ),
        controls=tuple(replace(one, said_by=CANARY, note=CANARY) for one in plain.controls),
    )
    report = assess(
        inventory,
        load_catalog(),
        at=NOW,
        tool_version="0.1.0",
        inventory_digest=digest_of(inventory),
    )
    return inventory, render(report, "json")


@pytest.fixture
def state(app: FastAPI, stranger: TestClient) -> Browser:
    """Coordinator of a state; redirects are shown, not followed."""
    with app.state.store.write(command_line("state")) as rooms:
        rooms.tenants.add("State of Cedar", at=NOW)
    with Session(app.state.store._engines.writing) as session, session.begin():
        session.execute(update(TenantRow).where(TenantRow.tenant == "state").values(kind="state"))
    return person(app, stranger, "state", Role.STATE_COORDINATOR)


@pytest.fixture
def centre(app: FastAPI, state: Browser, marked: tuple[Inventory, bytes]) -> str:
    """A centre below a region, with one sealed report; it grants nothing yet."""
    assert state
    inventory, report_json = marked
    above = scope_of("state", Role.STATE_COORDINATOR)
    with app.state.store.write(above) as rooms:
        north = rooms.organisations.add_below("North", Kind.REGION, at=NOW)
        made = rooms.organisations.add_below("Hollow", Kind.PSAP, parent=north.tenant, at=NOW)
    own = scope_of(made.tenant, Role.PSAP_ADMINISTRATOR)
    with app.state.store.write(own) as rooms:
        site = rooms.sites.add(f"{CANARY} site name of the store", at=NOW)
        report = adapter_of(RiskReport).validate_json(report_json, strict=True)
        rooms.assessments.add(
            site.id, report, report_json=report_json, inventory=inventory, places={}, at=NOW
        )
    return str(made.tenant)


def grant(app: FastAPI, centre: str, share: Share) -> None:
    with app.state.store.write(scope_of(centre, Role.PSAP_ADMINISTRATOR)) as rooms:
        rooms.organisations.share(share, was=rooms.organisations.own().share, at=NOW)


def seen(state: Browser, centre: str) -> str:
    """Everything that a coordinator can be shown, errors included."""
    places = ["/state", f"/state/{centre}", "/state/download/csv", "/state/download/json"]
    places += ["/", "/sites/" + "0" * 32, f"/state/{centre}x", "/settings/sharing"]
    texts = [state.get(place).text for place in places]
    texts.append(state.post(f"/state/{centre}/invite", {"name": "", "login": ""}).text)
    texts.append(state.post("/state/organisations", {"name": "", "kind": "psap"}).text)
    return "\n".join(texts)


def test_a_centre_that_grants_nothing_is_a_name_and_no_more(state: Browser, centre: str) -> None:
    text = seen(state, centre)

    assert "Shares nothing yet" in text
    assert "Hollow" in text
    assert CANARY not in text
    assert "1 in" not in state.get(f"/state/{centre}").text


def test_no_name_note_or_person_of_a_centre_is_seen_below_the_grant_of_paths(
    app: FastAPI, state: Browser, centre: str
) -> None:
    for share in (Share.TOTALS, Share.FINDINGS):
        grant(app, centre, share)
        text = seen(state, centre)
        assert CANARY not in text, share
        assert "1 in" in text
    grant(app, centre, Share.PATHS)
    assert CANARY in seen(state, centre)


def test_totals_have_no_findings_and_findings_have_no_paths(
    app: FastAPI, state: Browser, centre: str
) -> None:
    grant(app, centre, Share.TOTALS)
    text = state.get(f"/state/{centre}").text
    assert "Weighted lost hours a year" in text
    assert "<h4>Findings</h4>" not in text
    assert "One fix for many" not in state.get("/state").text
    grant(app, centre, Share.FINDINGS)
    text = state.get(f"/state/{centre}").text
    assert "<h4>Findings</h4>" in text
    assert "Worst attack paths" not in text
    assert "One fix for many" in state.get("/state").text


def test_what_is_revoked_is_gone_with_the_next_click(
    app: FastAPI, state: Browser, centre: str
) -> None:
    grant(app, centre, Share.PATHS)
    assert CANARY in state.get(f"/state/{centre}").text
    grant(app, centre, Share.NOTHING)

    text = seen(state, centre)
    assert CANARY not in text
    assert "1 in" not in state.get("/state/download/csv").text


def test_every_look_is_in_the_log_of_the_centre_and_of_the_state(
    app: FastAPI, state: Browser, centre: str
) -> None:
    grant(app, centre, Share.TOTALS)
    state.get(f"/state/{centre}")
    state.get("/state/download/json")
    with Session(app.state.store._engines.reading) as session:
        rows = session.execute(
            select(AuditRow.tenant, AuditRow.action).where(AuditRow.action.like("shared.%"))
        ).all()

    assert sorted(tuple(row) for row in rows if row.tenant == centre) == [
        (centre, "shared.read"),
        (centre, "shared.read"),
    ]
    assert sorted(row.action for row in rows if row.tenant == "state") == [
        "shared.exported", "shared.read", "shared.read",
    ]  # fmt: skip


def test_another_region_finds_neither_the_centre_nor_its_region(
    app: FastAPI, state: Browser, centre: str
) -> None:
    grant(app, centre, Share.PATHS)
    with app.state.store.write(scope_of("state", Role.STATE_COORDINATOR)) as rooms:
        north = next(one for one in rooms.organisations.below() if one.name == "North")
        south = rooms.organisations.add_below("South", Kind.REGION, at=NOW)
    with TestClient(app, base_url=HTTPS, follow_redirects=False) as client:
        sibling = person(app, client, south.tenant, Role.STATE_COORDINATOR)
        for tenant in (centre, north.tenant, "state", "local"):
            assert sibling.get(f"/state/{tenant}").status_code == 404
            answer = sibling.post(f"/state/{tenant}/invite", {"name": "X", "login": "x"})
            assert answer.status_code == 404
        answer = sibling.post(
            "/state/organisations", {"name": "Elm", "kind": "psap", "parent": north.tenant}
        )
        assert answer.status_code == 404
        text = seen(sibling, centre)
    assert CANARY not in text
    assert "Hollow" not in text
    assert "North" not in text


def test_a_region_and_a_centre_are_added_and_the_first_administrator_is_invited(
    app: FastAPI, state: Browser
) -> None:
    answer = state.post("/state/organisations", {"name": "North", "kind": "region"})
    region = answer.headers["location"].rpartition("/")[2]
    answer = state.post(
        "/state/organisations", {"name": "Pine County", "kind": "psap", "parent": region}
    )
    assert answer.status_code == 303
    place = answer.headers["location"]
    assert "Invite its first administrator" in state.get(place).text
    shown = state.post(f"{place}/invite", {"name": "Pat", "login": "Pat@Pine.example"})

    assert shown.headers["cache-control"] == "no-store"
    link = re.search(r'value="https://[^"]+(/invite/[^"]+)"', shown.text)
    assert link
    with TestClient(app, base_url=HTTPS) as client:
        assert client.get(link[1]).status_code == 200


def test_what_is_missing_on_the_form_is_asked_for_and_the_rest_stays(state: Browser) -> None:
    answer = state.post("/state/organisations", {"name": "", "kind": "psap"})

    assert answer.status_code == 422
    assert "Give it a name" in answer.text


def test_once_somebody_has_an_account_there_nobody_above_invites(
    app: FastAPI, state: Browser, centre: str
) -> None:
    with TestClient(app, base_url=HTTPS) as client:
        person(app, client, centre, Role.PSAP_ADMINISTRATOR)
        assert "Invite its first administrator" not in state.get(f"/state/{centre}").text
        answer = state.post(f"/state/{centre}/invite", {"name": "X", "login": "x"})

    assert answer.status_code == 422
    assert "has an administrator already" in answer.text


def test_the_download_is_for_a_spreadsheet_and_for_a_program(
    app: FastAPI, state: Browser, centre: str
) -> None:
    grant(app, centre, Share.TOTALS)
    csv, json_ = (state.get(f"/state/download/{one}") for one in ("csv", "json"))

    assert csv.headers["content-disposition"] == 'attachment; filename="centres-2026-11-24.csv"'
    assert "North / Hollow (shares: totals)" in csv.text
    assert json_.json()["totals"]["sites"] == 1
    assert state.get("/state/download/html").status_code == 404


def test_an_administrator_of_a_centre_has_nothing_below(browser: Browser) -> None:
    for place in ("/state", "/state/local", "/state/download/csv"):
        assert browser.get(place).status_code == 403
