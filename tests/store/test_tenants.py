"""No tenant sees or changes what belongs to another, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import insert, select

from ng911risk.access import command_line
from ng911risk.errors import ConflictError, NotFoundError
from ng911risk.store import LOCAL, AssessmentHead, Rooms, Site, Store
from ng911risk.store.tables import AssessmentRow, Base, InventoryRow, SiteRow, Tenanted, TenantRow
from tests.store.conftest import OTHER, post_one, seal_one
from tests.store.sample import NOW


@pytest.fixture
def inventory(store: Store, site: Site) -> str:
    with store.write(LOCAL) as rooms:
        return post_one(rooms, site.id)


def test_a_new_database_has_the_local_tenant(store: Store) -> None:
    with store.read(LOCAL) as rooms:
        assert rooms.tenants.name() == "This installation"


def test_a_tenant_is_made_once(store: Store) -> None:
    with pytest.raises(ConflictError), store.write(OTHER) as rooms:
        rooms.tenants.add("Again", at=NOW)


def test_a_tenant_nobody_made_owns_nothing(store: Store) -> None:
    with store.read(command_line("nobody")) as rooms, pytest.raises(NotFoundError):
        rooms.tenants.name()
    with pytest.raises(ConflictError), store.write(command_line("nobody")) as rooms:
        rooms.sites.add("Somewhere", at=NOW)


# Each repository method that takes an id, by the kind of id.
OF_SITE: list[Callable[[Rooms, str], object]] = [
    lambda rooms, id: rooms.sites.get(id),
    lambda rooms, id: rooms.sites.hold(id),
    lambda rooms, id: rooms.sites.next_number(InventoryRow, id),
    lambda rooms, id: rooms.inventories.of_site(id),
    lambda rooms, id: rooms.inventories.latest(id),
    lambda rooms, id: rooms.assessments.of_site(id),
    post_one,
    seal_one,
]


@pytest.mark.parametrize("ask", OF_SITE)
def test_the_site_of_another_does_not_exist(
    store: Store, site: Site, inventory: str, ask: Callable[[Rooms, str], object]
) -> None:
    with store.write(LOCAL) as rooms:
        ask(rooms, site.id)

    with pytest.raises(NotFoundError, match="no site"), store.write(OTHER) as rooms:
        ask(rooms, site.id)


def test_the_content_of_another_does_not_exist(
    store: Store, inventory: str, head: AssessmentHead
) -> None:
    with store.read(OTHER) as rooms:
        with pytest.raises(NotFoundError):
            rooms.inventories.get(inventory)
        with pytest.raises(NotFoundError):
            rooms.assessments.get(head.id)
        with pytest.raises(NotFoundError):
            rooms.assessments.head(head.id)


def test_lists_and_names_show_only_ones_own(store: Store, head: AssessmentHead) -> None:
    with store.read(OTHER) as rooms:
        assert rooms.sites.all() == ()
        assert rooms.sites.named("Cedar County") is None
        assert rooms.assessments.latest_of_each() == {}
    with store.write(OTHER) as rooms:
        assert rooms.sites.add("Cedar County", at=NOW).name == "Cedar County"


@pytest.mark.parametrize("row", [TenantRow, SiteRow, InventoryRow, AssessmentRow])
def test_a_query_that_forgets_the_tenant_gets_only_ones_own(
    store: Store, head: AssessmentHead, inventory: str, row: type[Tenanted]
) -> None:
    with store.read(LOCAL) as rooms:
        assert rooms.sites._session.execute(select(row.tenant)).scalars().all() == ["local"]
    with store.read(OTHER) as rooms:
        found = set(rooms.sites._session.execute(select(row.tenant)).scalars())
    assert found <= {"other"}


def test_a_row_cannot_point_at_the_site_of_another(store: Store, site: Site) -> None:
    with pytest.raises(ConflictError), store.write(OTHER) as rooms:
        rooms.sites._session.execute(
            insert(InventoryRow).values(
                tenant="other",
                id="0" * 32,
                site=site.id,
                number=1,
                file="",
                digest="",
                added_at="",
                inventory_json=b"",
                places_json=b"",
            )
        )


TABLES = {
    "acceptances", "answers", "asks", "assessments", "audit", "evidence", "files",
    "intelligence", "inventories", "invites", "observations", "promotions", "publications",
    "published", "replies", "sessions", "settings", "sites", "tenants", "tokens", "tracked",
    "uploads", "users",
}  # fmt: skip


def test_every_table_keeps_the_tenant_in_its_key_and_its_references() -> None:
    tables = Base.metadata.tables

    assert set(tables) == TABLES
    for table in tables.values():
        assert table.primary_key.columns.keys()[0] == "tenant"
        for reference in table.foreign_key_constraints:
            if table.name == "tenants":  # an organisation may lie below another
                assert reference.columns.keys() == ["parent"]
                continue
            assert reference.columns.keys()[0] == "tenant"
            assert reference.elements[0].column.name == "tenant"


def test_every_row_but_a_tenant_belongs_to_a_tenant_that_exists() -> None:
    """A table may point at its tenant by way of a site or a user; none points nowhere."""
    for table in Base.metadata.tables.values():
        assert table.foreign_key_constraints, table.name


def test_every_table_is_fenced_by_the_session() -> None:
    assert all(issubclass(mapper.class_, Tenanted) for mapper in Base.registry.mappers)
