"""A link opens one sealed assessment, in one browser at a time, and nothing else at all."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from ng911risk.access import Role
from ng911risk.store import LOCAL
from ng911risk_api.auth.reader import COOKIE
from ng911risk_api.auth.secrets import LINK_PREFIX, hash_of, new_secret
from ng911risk_api.auth.visitor import Anyone
from tests.api.conftest import BASE, HTTPS, sign_in
from tests.api.test_role_matrix import rows
from tests.store.conftest import seal_one
from tests.store.sample import EVIDENCE, NOW, report_bytes, report_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What an auditor was given, and what there is besides."""

    secret: str
    id: str
    site: str
    assessment: str
    other: str
    """Another assessment of the same site."""

    file: str
    """A file of evidence that was sealed."""

    foreign: str
    """A file of the same site that was not."""


@pytest.fixture
def given(app: FastAPI, stranger: TestClient) -> Given:  # the client starts the application
    secret = new_secret(LINK_PREFIX)
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW).id
        file, foreign = (
            rooms.files.add(site, "evidence", name, "", b"%PDF-1.4 " + name.encode(), NOW).id
            for name in ("plan.pdf", "other.pdf")
        )
        rooms.evidence.add(site, EVIDENCE[0], at=NOW, files=(file,))
        other = replace(EVIDENCE[0], observed="Not in the seal.")
        rooms.evidence.add(site, other, at=NOW, files=(foreign,))
        head = seal_one(rooms, site)
        return Given(
            secret=secret,
            id=rooms.tokens.add_link(
                head.id, name="Ann Auditor", hash=hash_of(secret), at=NOW,
                until=NOW + timedelta(days=30),
            ),
            site=site,
            assessment=head.id,
            other=seal_one(rooms, site, seed=2).id,
            file=file,
            foreign=foreign,
        )  # fmt: skip


@pytest.fixture
def auditor(given: Given, stranger: TestClient) -> TestClient:
    """A browser in which the link is open."""
    answer = stranger.post("/read", data={"secret": given.secret})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/read")
    return stranger


def _at(app: FastAPI, moment: datetime) -> None:
    app.state.parts = replace(app.state.parts, now=lambda: moment)


def _entries(app: FastAPI) -> list[tuple[str, str, str]]:
    with app.state.store.read(LOCAL) as rooms:
        return [
            (link.entry.action, link.entry.actor_name, link.entry.via)
            for link in rooms.audit.links()
        ]


def test_looking_at_the_link_opens_nothing(
    app: FastAPI, stranger: TestClient, given: Given
) -> None:
    """As a scanner of mails does, which follows links."""
    before = _entries(app)
    answer = stranger.get(f"/read/{given.secret}")

    assert answer.status_code == 200
    assert "Ann Auditor" in answer.text
    assert "Cedar" not in answer.text
    assert "set-cookie" not in answer.headers
    assert _entries(app) == before


def test_what_is_kept_in_the_browser_is_not_the_secret(given: Given, stranger: TestClient) -> None:
    answer = stranger.post("/read", data={"secret": given.secret})

    cookie = answer.headers["set-cookie"]
    assert given.secret not in cookie
    assert cookie.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/", "Max-Age=28800"):
        assert part in cookie
    assert given.secret not in stranger.get("/read").text


def test_the_page_shows_seal_evidence_and_how_to_check(auditor: TestClient, given: Given) -> None:
    page = auditor.get("/read").text

    assert "The seal holds" in page
    assert "No way through." in page
    assert f"/read/evidence/{given.file}" in page
    assert given.foreign not in page
    assert "Not in the seal." not in page
    assert f"ng911risk verify DATABASE {given.assessment} --deep" in page


@pytest.mark.parametrize("form", ["html", "json", "csv"])
def test_the_report_is_read_in_every_form(auditor: TestClient, form: str) -> None:
    answer = auditor.get(f"/read/report/{form}")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    if form == "json":
        assert answer.content == report_bytes(report_on())


def test_anybody_can_compute_the_hash_from_the_sealed_parts(auditor: TestClient) -> None:
    """As the page says it, without this package."""
    answer = auditor.get("/read/report/sealed")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
        head = json.loads(zipped.read("head.json"))
        said = head.pop("content_hash")
        for part in ("inventory", "evidence", "places", "report"):
            data = zipped.read(f"{part}.json")
            head[f"{part}_sha256"] = hashlib.sha256(data).hexdigest()
    head["format"] = "ng911risk-seal/1"
    computed = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
    assert hashlib.sha256(computed).hexdigest() == said


def test_only_files_of_sealed_evidence_are_given(auditor: TestClient, given: Given) -> None:
    answer = auditor.get(f"/read/evidence/{given.file}")

    assert answer.content == b"%PDF-1.4 plan.pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    for id in (given.foreign, "0" * 32, "x"):
        assert auditor.get(f"/read/evidence/{id}").status_code == 404
    assert auditor.get("/read/report/docx").status_code == 404


def test_every_reading_is_entered_under_the_name_of_the_auditor(
    app: FastAPI, auditor: TestClient, given: Given
) -> None:
    auditor.get("/read")
    auditor.get("/read/report/html")
    auditor.get(f"/read/evidence/{given.file}")

    assert _entries(app)[-4:] == [
        (action, "Ann Auditor", "link")
        for action in ("link.opened", "report.read", "report.read", "evidence.read")
    ]


def test_opening_it_elsewhere_closes_it_here(
    app: FastAPI, auditor: TestClient, given: Given
) -> None:
    elsewhere = TestClient(app, base_url=HTTPS, raise_server_exceptions=False)
    elsewhere.post("/read", data={"secret": given.secret}, follow_redirects=False)

    assert elsewhere.get("/read").status_code == 200
    assert auditor.get("/read").status_code == 404


PAGES = ("/read", "/read/report/html", "/read/report/sealed")


@pytest.mark.parametrize("page", PAGES)
def test_it_ends_by_itself_with_its_days_and_when_it_is_revoked(
    app: FastAPI, auditor: TestClient, given: Given, page: str
) -> None:
    assert auditor.get(page).status_code == 200
    _at(app, NOW + timedelta(hours=8))
    assert auditor.get(page).status_code == 404
    _at(app, NOW + timedelta(days=30))
    assert auditor.get(f"/read/{given.secret}").status_code == 404
    assert auditor.post("/read", data={"secret": given.secret}).status_code == 404
    _at(app, NOW)
    assert auditor.get(page).status_code == 200
    with app.state.store.write(LOCAL) as rooms:
        rooms.tokens.revoke_link(given.id, at=NOW)
    assert auditor.get(page).status_code == 404
    assert auditor.get(f"/read/{given.secret}").status_code == 404


def test_it_ends_with_the_account_of_whoever_gave_it(app: FastAPI, stranger: TestClient) -> None:
    giver = sign_in(app, stranger)
    with app.state.store.write(LOCAL) as rooms:
        head = seal_one(rooms, rooms.sites.add("Birch", at=NOW).id)
        rooms.users.add(
            login="b@example.org", name="B", role=Role.PSAP_ADMINISTRATOR, password_hash="", at=NOW
        )
    made = giver.post("/settings/links", {"name": "Bo", "assessment": head.id, "days": "30"})
    found = re.search(r"/read/(ng911l_[\w-]+)", made.text)
    assert found is not None
    assert stranger.get(f"/read/{found[1]}").status_code == 200

    with app.state.store.write(LOCAL) as rooms:
        (maker,) = [one for one in rooms.users.all() if one.login != "b@example.org"]
        rooms.users.disable(maker.id, at=NOW)

    assert stranger.get(f"/read/{found[1]}").status_code == 404


@pytest.mark.parametrize("secret", ["", "x", "ng911l_" + "a" * 43, "%00", "\u00e9" * 50])
def test_what_is_no_secret_opens_nothing(stranger: TestClient, secret: str) -> None:
    if secret:
        assert stranger.get(f"/read/{secret}").status_code == 404
    assert stranger.post("/read", data={"secret": secret}).status_code in {400, 404}
    assert stranger.get("/read").status_code == 404


def test_a_broken_seal_is_said_and_nothing_is_shown(app: FastAPI, auditor: TestClient) -> None:
    with app.state.store._engines.writing.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE assessments DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER assessments_no_update"))
        connection.execute(text("UPDATE assessments SET seed = 7"))

    page = auditor.get("/read").text

    assert "The seal is broken" in page
    assert "/read/report/html" not in page
    assert auditor.get("/read/report/html").status_code == 500


def _everything(app: FastAPI, given: Given) -> Iterator[tuple[str, str, bool]]:
    """Method and address of every route with the ids the auditor may see, and if it is open."""
    values = {"assessment": given.assessment, "site": given.site, "format": "html"}
    for row in rows(app):
        address = row.path
        first = given.assessment if "assessments/{id}" in address else given.site
        address = address.replace("{id}", first)
        for name, value in values.items():
            address = address.replace(f"{{{name}}}", value)
        address = re.sub(r"\{[^}]*\}", "0" * 32, address)
        yield row.method, address, isinstance(row.gate, Anyone)


def _refused(answer: Response) -> bool:
    """Whether it was refused: sent to sign in, or told that there is nothing."""
    if answer.status_code == 303:
        return answer.headers["Location"].startswith("/sign-in")
    return answer.status_code in {401, 404}


def test_nothing_else_can_be_reached_with_it(
    app: FastAPI, auditor: TestClient, given: Given
) -> None:
    tried = 0
    for method, address, is_open in _everything(app, given):
        if not is_open:
            answer = auditor.request(method, address)
            assert _refused(answer), f"{method} {address}: {answer.status_code}"
            tried += 1
    assert tried > 30


def test_the_secret_of_a_link_is_no_token(app: FastAPI, auditor: TestClient, given: Given) -> None:
    client = TestClient(app, base_url=BASE, raise_server_exceptions=False)
    for secret in (given.secret, auditor.cookies.get(COOKIE) or ""):
        headers = {"Authorization": f"Bearer {secret}"}
        address = f"/api/v1/assessments/{given.assessment}/report"
        assert client.get(address, headers=headers).status_code == 401
        people = {"Cookie": f"__Host-ng911risk={secret}"}
        assert client.get(address, headers=people).status_code == 401


def test_being_signed_in_opens_no_link(app: FastAPI, stranger: TestClient, given: Given) -> None:
    sign_in(app, stranger)

    assert stranger.get("/read").status_code == 404
