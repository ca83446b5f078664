from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.errors import StoreError
from ng911risk.store import Store, engines
from ng911risk.store.engines import Engines


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    path.write_text("site: {}\n" * 200)

    with pytest.raises(StoreError, match="not a database"):
        Store.open(path)

    assert path.read_text().startswith("site: {}\n")


def test_a_folder_is_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened for writing"):
        Store.open(tmp_path)


def test_a_wrong_address_does_not_show_its_password() -> None:
    with pytest.raises(StoreError) as caught:
        Store.open("postgresql://me:hunter2@127.0.0.1:1/nothing?connect_timeout=1")

    assert "hunter2" not in str(caught.value)


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(StoreError, match="not the address"):
        Store.open("postgresql:what")


def test_whatever_stops_the_opening_everything_is_closed(
    target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Engines] = []
    really_close = Engines.close

    def defect(*_: object) -> None:
        raise ZeroDivisionError

    def close(self: Engines) -> None:
        closed.append(self)
        really_close(self)

    monkeypatch.setattr(Engines, "close", close)
    monkeypatch.setattr(engines, "_prepare", defect)
    with pytest.raises(ZeroDivisionError):
        Store.open(target)

    assert len(closed) == 1
