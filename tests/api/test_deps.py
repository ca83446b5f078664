from __future__ import annotations

from pathlib import Path

from ng911risk.access import command_line
from ng911risk.store import LOCAL, Store
from ng911risk_api.deps import Desk
from tests.store.sample import NOW


def test_a_desk_knows_one_scope(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store.sqlite")
    with Desk(store=store, scope=LOCAL).write() as rooms:
        rooms.sites.add("Cedar County", at=NOW)

    with Desk(store=store, scope=LOCAL).read() as rooms:
        assert len(rooms.sites.all()) == 1
    with Desk(store=store, scope=command_line("other")).read() as rooms:
        assert rooms.sites.all() == ()
    store.close()
