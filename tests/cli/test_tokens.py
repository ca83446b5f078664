from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from ng911risk.store import LOCAL, Store
from tests.cli.conftest import Run
from tests.store.conftest import seal_one
from tests.store.sample import NOW


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "kept.sqlite"
    store = Store.open(path)
    with store.write(LOCAL) as rooms:
        rooms.sites.add("Cedar County", at=NOW)
    store.close()
    return path


def test_a_token_is_shown_once_and_kept_as_a_hash(run: Run, database: Path) -> None:
    made = run("token", "make", "nightly", "--site", "Cedar County", "--store", database)

    secret = made.stdout.strip()
    assert secret.startswith("ng911_")
    store = Store.open(database)
    with store.door() as door:
        found = door.token(sha256(secret.encode()).hexdigest())
    store.close()
    assert found is not None
    assert (found.name, found.may_write, bool(found.site)) == ("nightly", False, True)
    assert secret.encode() not in database.read_bytes()


def test_tokens_are_listed_and_revoked(run: Run, database: Path) -> None:
    assert "no tokens" in run("token", "list", "--store", database).stdout
    run("token", "make", "nightly", "--write", "--store", database)

    listed = run("token", "list", "--store", database).stdout
    assert "nightly" in listed
    assert "read and" in listed
    id = listed.splitlines()[1].split()[0]
    assert run("token", "revoke", id, "--store", database).exit_code == 0
    assert "revoked" in run("token", "list", "--store", database).stdout
    assert run("token", "revoke", id, "--store", database).exit_code == 1


def test_a_token_of_one_sealed_assessment_reads_that_and_no_more(run: Run, database: Path) -> None:
    store = Store.open(database)
    with store.write(LOCAL) as rooms:
        site = rooms.sites.all()[0].id
        sealed = seal_one(rooms, site).id
    store.close()

    made = run("token", "make", "board", "--assessment", sealed, "--store", database)

    store = Store.open(database)
    with store.door() as door:
        found = door.token(sha256(made.stdout.strip().encode()).hexdigest())
    store.close()
    assert found is not None
    assert (found.site, found.assessment, found.may_write) == (site, sealed, False)
    listed = run("token", "list", "--store", database).stdout
    assert "assessment 1" in " ".join(listed.split())
    refused = run("token", "make", "x", "--write", "--assessment", sealed, "--store", database)
    assert refused.exit_code == 2
    assert "cannot be changed" in refused.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("make", "x", "--assessment", "0" * 32),
        ("make", "x", "--site", "Nowhere"),
        ("revoke", "zz"),
        ("make", "x", "--organisation", "A B"),
    ],
)
def test_what_cannot_be_is_told(run: Run, database: Path, words: tuple[str, ...]) -> None:
    assert run("token", *words, "--store", database).exit_code in {1, 2}
