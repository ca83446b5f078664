from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from ng911risk.errors import ConflictError, StoreError
from ng911risk.store import LOCAL, Site, Store
from ng911risk.store.sites import Sites
from tests.store.conftest import seal_one
from tests.store.sample import NOW


def test_who_reads_cannot_write(store: Store) -> None:
    with pytest.raises(StoreError), store.read(LOCAL) as rooms:
        rooms.sites.add("Birch", at=NOW)

    with store.read(LOCAL) as rooms:
        assert rooms.sites.all() == ()


def test_a_reader_sees_one_moment(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store.sqlite")
    with store.read(LOCAL) as reader:
        assert reader.sites.all() == ()
        with store.write(LOCAL) as writer:
            writer.sites.add("Birch", at=NOW)
        assert reader.sites.all() == ()
    with store.read(LOCAL) as reader:
        assert len(reader.sites.all()) == 1
    store.close()


def test_many_threads_number_without_gaps_or_errors(store: Store, site: Site) -> None:
    failures: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(5):
                with store.write(LOCAL) as rooms:
                    seal_one(rooms, site.id)
        except Exception as error:  # noqa: BLE001 - told to the test
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with store.read(LOCAL) as rooms:
        numbers = [head.number for head in rooms.assessments.of_site(site.id)]
    assert numbers == list(range(20, 0, -1))


def test_the_database_refuses_a_double_name_even_if_the_code_forgets(
    store: Store, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sites, "named", lambda *_: None)

    with pytest.raises(ConflictError, match="contradicts"), store.write(LOCAL) as rooms:
        rooms.sites.add(site.name, at=NOW)


def test_check_asks_the_database(store: Store) -> None:
    store.check()

    store._engines.reading.dispose()
    with store._engines.reading.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_a_database_that_is_gone_is_told_plainly(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store.sqlite")
    for path in tmp_path.iterdir():
        path.unlink()

    with pytest.raises(StoreError):
        store.check()
    store.close()
