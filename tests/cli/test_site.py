from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.store import LOCAL, Store
from tests.cli.conftest import Run
from tests.store.conftest import post_one, seal_one
from tests.store.sample import NOW


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "kept.sqlite"
    store = Store.open(path)
    with store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW).id
        post_one(rooms, site)
        seal_one(rooms, site)
    store.close()
    return path


@pytest.fixture
def copy(run: Run, database: Path, tmp_path: Path) -> Path:
    path = tmp_path / "cedar.zip"
    made = run("site", "export", "Cedar County", "--store", database, "-o", path)
    assert made.exit_code == 0, made.stderr
    return path


def test_a_site_moves_to_another_database(run: Run, copy: Path, tmp_path: Path) -> None:
    brought = run("site", "import", copy, "--store", tmp_path / "other.sqlite")

    assert brought.exit_code == 0, brought.stderr
    assert "compared: 3 rows" in brought.stdout
    assert run("verify", tmp_path / "other.sqlite").exit_code == 0


def test_a_copy_beside_the_first_has_a_name_of_its_own(
    run: Run, copy: Path, database: Path
) -> None:
    refused = run("site", "import", copy, "--store", database)
    assert refused.exit_code == 1
    assert "--as" in refused.stderr

    assert run("site", "import", copy, "--store", database, "--as", "Copy").exit_code == 0
    assert "2 assessments" in run("verify", database).stdout


def test_a_site_that_is_not_there_is_told(run: Run, database: Path, tmp_path: Path) -> None:
    result = run("site", "export", "Nowhere", "--store", database, "-o", tmp_path / "x.zip")

    assert result.exit_code == 1
    assert not (tmp_path / "x.zip").exists()


def test_a_file_that_exists_stays(run: Run, copy: Path, database: Path) -> None:
    result = run("site", "export", "Cedar County", "--store", database, "-o", copy)

    assert result.exit_code == 1


def test_an_organisation_that_cannot_be_is_refused(run: Run, copy: Path, database: Path) -> None:
    result = run("site", "import", copy, "--store", database, "--organisation", "A B")

    assert result.exit_code == 2
