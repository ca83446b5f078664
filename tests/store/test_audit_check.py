from __future__ import annotations

from ng911risk.store import LOCAL, Store
from ng911risk.store.audit_check import first_links
from tests.store.sample import NOW


def test_the_first_entry_of_every_organisation_is_given(store: Store) -> None:
    for name in ("Ash", "Birch"):
        with store.write(LOCAL) as rooms:
            rooms.sites.add(name, at=NOW)

    with store._engines.reading.connect() as connection:
        firsts = first_links(connection)

    assert {(link.entry.tenant, link.entry.number) for link in firsts} == {
        ("local", 1),
        ("other", 1),
    }
