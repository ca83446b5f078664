from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from ng911risk.cli.files import SIZE_MAX
from ng911risk.importers.intel import read_intelligence
from ng911risk.model.intelligence import Intelligence
from ng911risk.store import LOCAL, Store
from tests.cli.conftest import Run

PARTNER = Path(__file__).parent.parent / "importers" / "intel" / "partner.json"
AT = "2026-03-01T12:00:00Z"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "partner.json").write_bytes(PARTNER.read_bytes())
    return tmp_path


def kept(folder: Path) -> Intelligence:
    return read_intelligence((folder / "intel.json").read_bytes(), file="intel.json")


def test_a_feed_is_imported_shown_and_forgotten(run: Run, folder: Path) -> None:
    made = run("intel", "import", "partner.json", "--at", AT)

    assert made.exit_code == 0
    assert "partner: 5 indicators, 3 techniques, 1 flaw of 28 objects. This feed" in made.stdout
    assert "1 reference leads to objects that are not in the file" in made.stderr
    assert "Not used: 10 objects" in made.stderr
    assert [one.name for one in kept(folder).feeds] == ["partner"]

    assert "TLP:GREEN" in run("intel", "show").stdout
    shown = run("intel", "show", "partner").stdout
    assert "Used: Network Denial of Service (T1498, last 2026-01-15)" in shown
    assert "Not used: 1 x-example-thing: this type is not known here" in shown

    assert run("intel", "forget", "partner").exit_code == 0
    assert kept(folder) == Intelligence()
    assert "Nothing was imported" in run("intel", "show").stdout


def test_a_name_stays_in_one_piece_and_out_is_another_word_for_into(run: Run, folder: Path) -> None:
    run("intel", "import", "partner.json", "--name", "enterprise-attack-18.1", "-o", "x.json")

    shown = run("intel", "show", "--in", "x.json", env={"COLUMNS": "80"}).stdout

    assert "enterprise-attack-18.1" in shown
    assert "edition" in shown


def test_the_same_file_again_is_the_same_bytes(run: Run, folder: Path) -> None:
    run("intel", "import", "partner.json", "--at", AT)
    before = (folder / "intel.json").read_bytes()

    again = run("intel", "import", "partner.json", "--at", AT)

    assert "nothing changed" in again.stdout
    assert (folder / "intel.json").read_bytes() == before


def test_a_newer_file_replaces_the_feed_and_says_what_changed(run: Run, folder: Path) -> None:
    run("intel", "import", "partner.json", "--at", AT)
    tree = json.loads(PARTNER.read_bytes())
    tree["objects"] = [one for one in tree["objects"] if one.get("name") != "scanner"]
    (folder / "partner.json").write_text(json.dumps(tree), encoding="utf-8")

    again = run("intel", "import", "partner.json", "--at", AT)

    assert "replaces the earlier one: 0 indicators new, 1 gone, 0 changed" in again.stdout
    assert [len(one.indicators) for one in kept(folder).feeds] == [4]


def test_a_name_and_another_file_may_be_chosen(run: Run, folder: Path) -> None:
    made = run("intel", "import", "partner.json", "--name", "friends", "--into", "other.json")

    assert made.exit_code == 0
    assert not (folder / "intel.json").exists()
    assert "friends" in run("intel", "show", "--in", "other.json").stdout
    assert run("intel", "import", "a", "b", "--name", "x").exit_code == 2


def test_one_bad_file_of_several_changes_nothing(run: Run, folder: Path) -> None:
    (folder / "bad.json").write_text('{"type": "bundle", "objects": [1]}', encoding="utf-8")

    made = run("intel", "import", "partner.json", "bad.json", "missing.json")

    assert made.exit_code == 2
    assert "bad.json: id: missing" in made.stderr
    assert "missing.json: there is no such file" in made.stderr
    assert not (folder / "intel.json").exists()


def test_two_files_of_one_name_are_not_one_feed(run: Run, folder: Path) -> None:
    (folder / "again").mkdir()
    (folder / "again" / "partner.json").write_bytes(PARTNER.read_bytes())

    made = run("intel", "import", "partner.json", "again/partner.json")

    assert made.exit_code == 2
    assert "called partner too" in made.stderr


def test_good_objects_are_imported_if_asked_for(run: Run, folder: Path) -> None:
    tree = json.loads(PARTNER.read_bytes())
    tree["objects"].append({"type": "indicator"})
    (folder / "partner.json").write_text(json.dumps(tree, indent=1), encoding="utf-8")

    refused = run("intel", "import", "partner.json")
    made = run("intel", "import", "partner.json", "--good-objects")

    assert refused.exit_code == 2
    assert "Nothing was changed" in refused.stderr
    assert made.exit_code == 0
    assert "Left out: partner.json:" in made.stderr
    assert "objects[28].pattern: missing" in made.stderr
    assert [len(one.indicators) for one in kept(folder).feeds] == [5]


def test_what_was_kept_and_then_broken_is_not_overwritten(run: Run, folder: Path) -> None:
    (folder / "intel.json").write_text('{"feeds": [{}]}', encoding="utf-8")

    made = run("intel", "import", "partner.json")

    assert made.exit_code == 2
    assert "intel.json:1:12: feeds[0].name: missing" in made.stderr
    assert (folder / "intel.json").read_text(encoding="utf-8") == '{"feeds": [{}]}'


def test_a_gigabyte_is_refused_without_being_read(run: Run, folder: Path) -> None:
    with (folder / "huge.json").open("wb") as file:
        file.truncate(1024**3)  # sparse: it takes no room

    made = run("intel", "import", "huge.json")

    assert made.exit_code == 2
    assert f"larger than {SIZE_MAX // 1024**2} MiB" in made.stderr


def test_there_is_nothing_to_show_without_a_file(run: Run, folder: Path) -> None:
    assert run("intel", "show").exit_code == 2
    assert run("intel", "forget", "x").exit_code == 2


def test_a_feed_that_is_not_there_is_guessed(run: Run, folder: Path) -> None:
    run("intel", "import", "partner.json")

    made = run("intel", "show", "partners")

    assert made.exit_code == 1
    assert "Did you mean 'partner'?" in made.stderr


def test_feeds_and_libraries_go_into_the_database_of_a_server(run: Run, folder: Path) -> None:
    Store.open("store.sqlite").close()

    made = run("intel", "import", "partner.json", "--store", "store.sqlite", "--at", AT)

    assert made.exit_code == 0, made.output
    assert "partner: 5 indicators, 3 techniques, 1 flaw of 28 objects. This feed is new." in (
        made.stdout
    )
    assert "Written: store.sqlite" in made.stderr
    assert not (folder / "intel.json").exists()
    with closing(Store.open("store.sqlite")) as store, store.read(LOCAL) as rooms:
        [held] = rooms.intelligence.kept()
    assert (held.feed.name, held.by_name) == ("partner", "command line")
    again = run("intel", "import", "partner.json", "--store", "store.sqlite", "--at", AT)
    assert "nothing changed" in again.stdout


def test_a_database_that_is_not_there_is_not_made(run: Run, folder: Path) -> None:
    made = run("intel", "import", "partner.json", "--store", "nowhere.sqlite")

    assert made.exit_code == 2
    assert "there is no such database" in made.stderr
    assert not (folder / "nowhere.sqlite").exists()
    both = run("intel", "import", "partner.json", "--store", "a.sqlite", "--into", "b.json")
    assert both.exit_code == 2
