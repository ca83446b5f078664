from __future__ import annotations

import pytest
from sqlalchemy import update

from ng911risk.store import LOCAL, Site, Store
from ng911risk.store.session_options import UNTOLD_OPTION
from ng911risk.store.tables import SiteRow


def test_only_a_statement_that_says_so_needs_no_entry_in_the_log(store: Store, site: Site) -> None:
    rename = update(SiteRow).where(SiteRow.id == site.id).values(name="Birch County")

    with (
        pytest.raises(RuntimeError, match="without an entry"),
        store.write(LOCAL) as rooms,
    ):
        rooms.sites._session.execute(rename)
    with store.read(LOCAL) as rooms:
        assert rooms.sites.get(site.id).name == site.name

    with store.write(LOCAL) as rooms:
        rooms.sites._session.execute(rename.execution_options(**{UNTOLD_OPTION: True}))
    with store.read(LOCAL) as rooms:
        assert rooms.sites.get(site.id).name == "Birch County"
