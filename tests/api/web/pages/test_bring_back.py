from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from ng911risk.access import Role
from ng911risk.store import LOCAL, Store
from ng911risk_api import shield
from ng911risk_api.auth.passwords import hashed
from tests.api.accounts import NEW_PASSWORD, Clock, add, clock, is_in, words_of
from tests.api.web.pages.test_start import FORM, app, link, links
from tests.store.conftest import post_one, seal_one
from tests.store.sample import NOW

__all__ = ["app", "clock", "link", "links"]

LOGIN = "ann@example.org"
ZIP = "application/zip"


def _backup(folder: Path, *, with_key: bool = True, people: bool = True) -> bytes:
    """Backup of an installation elsewhere."""
    folder.mkdir()
    there = Store.open(folder / "there.sqlite")
    with there.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW)
        post_one(rooms, site.id)
        seal_one(rooms, site.id)
        if people:
            rooms.users.add(
                login=LOGIN, name="Ann", role=Role.PSAP_ADMINISTRATOR,
                password_hash=hashed(NEW_PASSWORD), at=NOW,
            )  # fmt: skip
    there.back_up(
        LOCAL, folder / "b.zip", whole=True, with_key=with_key, at=NOW, tool_version="0.1.0"
    )
    there.close()
    return (folder / "b.zip").read_bytes()


def _send(stranger: TestClient, link: str, content: bytes, **fields: str) -> Response:
    files = {"file": ("backup.zip", content, ZIP)}
    return stranger.post(f"{link}/restore", files=files, data=fields)


def test_a_backup_comes_back_and_its_people_sign_in(
    app: FastAPI, stranger: TestClient, link: str, tmp_path: Path
) -> None:
    assert f"{link}/restore" in stranger.get(link).text
    assert "checked to its last byte" in words_of(stranger.get(f"{link}/restore"))

    answer = _send(stranger, link, _backup(tmp_path / "there"))

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?back=yes")
    assert "The backup is in place" in words_of(stranger.get("/sign-in?back=yes"))
    stranger.post("/sign-in", data={"login": LOGIN, "password": NEW_PASSWORD})
    assert is_in(stranger)
    with app.state.store.read(LOCAL) as rooms:
        assert [site.name for site in rooms.sites.all()] == ["Cedar County"]
        assert rooms.audit.check().holds
        assert "backup.restored" in rooms.audit.actions()
    assert stranger.get(f"{link}/restore").status_code == 404, "the link is worth nothing now"


def test_a_backup_without_people_goes_on_with_the_first_account(
    app: FastAPI, stranger: TestClient, link: str, tmp_path: Path
) -> None:
    answer = _send(stranger, link, _backup(tmp_path / "there", people=False))

    assert (answer.status_code, answer.headers["location"]) == (303, link)
    assert stranger.post(link, data=FORM).headers["location"] == "/"
    assert "Cedar County" in stranger.get("/", follow_redirects=True).text


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x05\x06" + b"\0" * 18, None])
def test_what_is_no_backup_changes_nothing(
    app: FastAPI, stranger: TestClient, link: str, tmp_path: Path, content: bytes | None
) -> None:
    damaged = _backup(tmp_path / "there")[:-40] if content is None else content

    answer = _send(stranger, link, damaged)

    assert answer.status_code == 422
    assert "This installation is as it was" in words_of(answer)
    assert app.state.store.is_untouched()
    assert stranger.post(link, data=FORM).status_code == 303, "the link is still good"


def test_without_a_file_it_asks_for_one(stranger: TestClient, link: str) -> None:
    assert "Choose the file" in words_of(stranger.post(f"{link}/restore"))


def test_without_its_key_the_person_decides_on_a_new_log(
    app: FastAPI, stranger: TestClient, link: str, tmp_path: Path
) -> None:
    content = _backup(tmp_path / "there", with_key=False)

    refused = _send(stranger, link, content)

    assert refused.status_code == 422
    assert "Begin a new audit log" in words_of(refused)
    assert app.state.store.is_untouched()
    assert _send(stranger, link, content, without_log="yes").status_code == 303
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.audit.actions() == ("backup.restored",)
        assert rooms.audit.check().holds


def test_where_there_is_work_already_the_commands_are_named(
    app: FastAPI, stranger: TestClient, link: str, tmp_path: Path
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        rooms.sites.add("Mine", at=NOW)

    shown = stranger.get(f"{link}/restore").text

    assert "ng911risk restore FILE --store" in shown
    assert 'type="file"' not in shown
    assert _send(stranger, link, _backup(tmp_path / "there")).status_code == 422
    with app.state.store.read(LOCAL) as rooms:
        assert [site.name for site in rooms.sites.all()] == ["Mine"]


def test_where_somebody_has_an_account_nothing_is_even_read(
    app: FastAPI, stranger: TestClient, link: str, tmp_path: Path
) -> None:
    add(app)

    assert stranger.get(f"{link}/restore").status_code == 404
    assert _send(stranger, link, _backup(tmp_path / "there")).status_code == 404


@pytest.mark.parametrize("secret", ["x", "0" * 64])
def test_a_guessed_link_restores_nothing(
    app: FastAPI, stranger: TestClient, link: str, secret: str
) -> None:
    assert _send(stranger, f"/start/{secret}", b"x").status_code == 404
    assert app.state.store.is_untouched()


def test_a_link_that_ended_restores_nothing(
    app: FastAPI, stranger: TestClient, link: str, clock: Clock
) -> None:
    clock.move(hours=24)

    assert _send(stranger, link, b"x").status_code == 404


def test_a_large_backup_is_taken_here_and_nowhere_else(stranger: TestClient, link: str) -> None:
    large = b"x" * (10 * 1024 * 1024)

    assert _send(stranger, link, large).status_code == 422
    assert stranger.post(link, files={"file": ("a", large, ZIP)}).status_code == 413


def test_what_is_too_large_is_refused_by_its_length_and_leaves_nothing(
    stranger: TestClient, link: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "spool"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    length = str(shield.BACKUP_MAX_BYTES + 1)

    answer = stranger.post(f"{link}/restore", content=b"x", headers={"Content-Length": length})

    assert answer.status_code == 413
    assert list(folder.iterdir()) == []
