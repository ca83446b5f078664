from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ng911risk.store import Site, Store
from ng911risk.store.fence import fence
from ng911risk.store.tables import SiteRow


def test_a_fenced_session_finds_rows_of_one_tenant_only_whatever_is_asked(
    store: Store, site: Site
) -> None:
    found = {}
    for tenant in ("local", "other"):
        with Session(store._engines.reading) as session:
            fence(session, tenant)
            found[tenant] = session.scalars(select(SiteRow.id)).all()

    assert found == {"local": [site.id], "other": []}
