from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ng911risk.access import Role
from ng911risk.store import LOCAL, Store
from ng911risk.store.door import KnownInvite
from ng911risk_api.auth.secrets import hash_of
from tests.cli.conftest import Run

AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> str:
    """A database with an administrator."""
    file = str(tmp_path / "store.sqlite")
    opened = Store.open(file)
    with opened.write(LOCAL) as rooms:
        rooms.users.add(
            login="pat@example.org",
            name="Pat \x1b[31mRed",
            role=Role.PSAP_ADMINISTRATOR,
            password_hash="",
            at=AT,
        )
    opened.close()
    return file


def link_in(store: str, output: str) -> KnownInvite:
    """The link that was printed, as the database knows it."""
    found = re.search(r"http://127\.0\.0\.1:8911/invite/(\S+)", output)
    assert found, output
    opened = Store.open(store)
    with opened.door() as door:
        link = door.invite(hash_of(found[1]))
    opened.close()
    assert link is not None
    return link


def test_everybody_is_listed_and_no_name_acts_on_the_terminal(run: Run, store: str) -> None:
    result = run("people", "list", "--store", store)

    assert result.exit_code == 0
    assert "pat@example.org" in result.stdout
    assert "\x1b[31m" not in result.stdout


def test_where_nobody_is_it_says_how_to_begin(run: Run, tmp_path: Path) -> None:
    Store.open(tmp_path / "new.sqlite").close()

    assert "ng911risk serve" in run("people", "list", "--store", tmp_path / "new.sqlite").stdout


def test_a_link_invites_with_the_role_that_was_asked_for(run: Run, store: str) -> None:
    words = ("ann@example.org", "--name", "Ann", "--role", "assessor", "--store", store)
    result = run("people", "add", *words)

    link = link_in(store, result.stdout)
    assert (link.purpose, link.login, link.role) == ("join", "ann@example.org", "assessor")


def test_an_auditor_needs_a_last_day(run: Run, store: str) -> None:
    words = ("a@example.org", "--name", "A", "--role", "auditor", "--store", store)
    result = run("people", "add", *words)

    assert result.exit_code == 2
    assert "last day" in result.stderr


def test_a_lost_password_is_replaced_by_link(run: Run, store: str) -> None:
    result = run("people", "reset", "PAT@example.org", "--store", store, "--second-factor")

    link = link_in(store, result.stdout)
    assert (link.purpose, link.login) == ("reset", "pat@example.org")


def test_a_name_that_nobody_has_is_told(run: Run, store: str) -> None:
    result = run("people", "reset", "nobody@example.org", "--store", store)

    assert result.exit_code == 1
    assert "Nobody signs in by this name" in result.stderr


def test_whoever_is_shut_out_gets_no_link(run: Run, store: str) -> None:
    opened = Store.open(store)
    with opened.write(LOCAL) as rooms:
        id = rooms.users.add(
            login="lee@example.org", name="Lee", role=Role.VIEWER, password_hash="", at=AT
        )
        rooms.users.disable(id, at=AT)
    opened.close()

    result = run("people", "reset", "lee@example.org", "--store", store)

    assert result.exit_code == 1
    assert "shut out" in result.stderr


def test_no_database_is_made_by_looking(run: Run, tmp_path: Path) -> None:
    assert run("people", "list", "--store", tmp_path / "none.sqlite").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_an_organisation_has_a_short_name(run: Run, store: str) -> None:
    result = run("people", "list", "--store", store, "--organisation", "No Such!")

    assert result.exit_code == 2
    assert "lower-case" in result.stderr
