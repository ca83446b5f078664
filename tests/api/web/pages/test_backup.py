from __future__ import annotations

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role, command_line
from ng911risk.errors import NG911RiskError
from ng911risk.store import LOCAL, Store
from ng911risk.store.backup import restore
from tests.api.conftest import Browser, sign_in
from tests.store.sample import NOW

OTHER = command_line("other", "canary")


@pytest.fixture
def site(app: FastAPI, browser: Browser) -> str:  # the browser starts the application
    with app.state.store.write(LOCAL) as rooms:
        return str(rooms.sites.add("Cedar County", at=NOW).id)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files stand while they are sent."""
    made = tmp_path / "on the way"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    return made


def test_everything_comes_down_and_can_be_restored(
    browser: Browser, site: str, tmp_path: Path, folder: Path
) -> None:
    answer = browser.post("/settings/backup", {"with_key": "yes"})

    assert answer.status_code == 200
    assert 'filename="ng911risk-backup-2026-11-24.zip"' in answer.headers["Content-Disposition"]
    (tmp_path / "b.zip").write_bytes(answer.content)
    restore(tmp_path / "b.zip", tmp_path / "new.sqlite", at=NOW)
    again = Store.open(tmp_path / "new.sqlite")
    with again.read(LOCAL) as rooms:
        assert [one.id for one in rooms.sites.all()] == [site]
        assert rooms.audit.check().holds
    again.close()
    assert list(folder.iterdir()) == []


def test_the_key_stays_when_it_is_not_asked_for(browser: Browser, site: str) -> None:
    answer = browser.post("/settings/backup")

    with zipfile.ZipFile(BytesIO(answer.content)) as zipped:
        assert "audit-key" not in zipped.namelist()


def test_where_others_live_too_only_ones_own_comes_down(
    app: FastAPI, browser: Browser, site: str
) -> None:
    with app.state.store.write(OTHER) as rooms:
        rooms.tenants.add("canary", at=NOW)
        rooms.sites.add("canary", at=NOW)

    answer = browser.post("/settings/backup", {"with_key": "yes"})

    assert "key of the audit log" not in browser.get("/settings/backup").text
    with zipfile.ZipFile(BytesIO(answer.content)) as zipped:
        assert "audit-key" not in zipped.namelist()
        assert not any(b"canary" in zipped.read(name) for name in zipped.namelist())


def test_a_backup_that_fails_leaves_nothing_behind(
    browser: Browser, site: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise NG911RiskError("full")

    monkeypatch.setattr(Store, "back_up", fail)
    monkeypatch.setattr(Store, "export_site", fail)

    assert browser.post("/settings/backup").status_code == 500
    assert browser.post("/settings/backup/site", {"site": site}).status_code == 500
    assert list(folder.iterdir()) == []


def test_a_site_goes_out_and_comes_in_as_a_copy(browser: Browser, site: str) -> None:
    out = browser.post("/settings/backup/site", {"site": site})
    assert 'filename="cedar-county-2026-11-24.zip"' in out.headers["Content-Disposition"]
    files = {"file": ("cedar.zip", out.content, "application/zip")}

    clash = browser.post("/settings/backup/import", files=files)
    assert clash.status_code == 422
    assert "Cedar County already" in clash.text
    assert "--as" not in clash.text
    copied = browser.post("/settings/backup/import", {"as": "Copy"}, files=files)

    assert copied.status_code == 200
    assert "Copy" in browser.get("/").text


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_copy_is_said_in_words(browser: Browser, site: str, content: bytes) -> None:
    files = {"file": ("x.zip", content, "application/zip")}

    answer = browser.post("/settings/backup/import", files=files)

    assert answer.status_code == 422
    assert "Nothing was brought in" in answer.text


def test_without_a_file_it_asks_for_one(browser: Browser) -> None:
    assert "Choose a file" in browser.post("/settings/backup/import").text


def test_the_site_of_somebody_else_does_not_exist(app: FastAPI, browser: Browser) -> None:
    with app.state.store.write(OTHER) as rooms:
        rooms.tenants.add("canary", at=NOW)
        theirs = rooms.sites.add("canary", at=NOW).id

    assert browser.post("/settings/backup/site", {"site": theirs}).status_code == 404


def test_an_assessor_takes_nothing_out(app: FastAPI, stranger: TestClient) -> None:
    assessor = sign_in(app, stranger, Role.ASSESSOR)

    for tail in ("", "/site", "/import"):
        assert assessor.post(f"/settings/backup{tail}").status_code == 403
