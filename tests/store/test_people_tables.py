from __future__ import annotations

import pytest
from sqlalchemy import UniqueConstraint, insert
from sqlalchemy.exc import IntegrityError

from ng911risk.access import Role
from ng911risk.store import LOCAL, Site, Store
from ng911risk.store.people_tables import SessionRow, TokenRow, UserRow
from ng911risk.store.tables import Base
from tests.store.conftest import OTHER
from tests.store.sample import NOW


def test_a_session_of_one_organisation_cannot_be_of_a_person_of_another(store: Store) -> None:
    with store.write(LOCAL) as rooms:
        user = rooms.users.add(
            login="pat@example.org", name="Pat", role=Role.VIEWER, password_hash="", at=NOW
        )
    row = {
        "id": "0" * 64, "user": user, "created_at": "", "seen_at": "", "expires_at": "",
        "agent": "",
    }  # fmt: skip

    with pytest.raises(IntegrityError), store._engines.writing.begin() as connection:
        connection.execute(insert(SessionRow).values(tenant=OTHER.tenant, **row))
    with store._engines.writing.begin() as connection:
        connection.execute(insert(SessionRow).values(tenant=LOCAL.tenant, **row))


def test_a_token_of_one_organisation_cannot_open_a_site_of_another(
    store: Store, site: Site
) -> None:
    row = {
        "id": "t", "kind": "api", "name": "", "hash": "h", "site": site.id, "may_write": False,
        "made_by": "", "created_at": "", "expires_at": "",
    }  # fmt: skip

    with pytest.raises(IntegrityError), store._engines.writing.begin() as connection:
        connection.execute(insert(TokenRow).values(tenant=OTHER.tenant, **row))
    with store._engines.writing.begin() as connection:
        connection.execute(insert(TokenRow).values(tenant=LOCAL.tenant, **row))


def test_a_sign_in_name_is_one_person_in_the_whole_installation() -> None:
    unique = [
        [column.name for column in one.columns]
        for one in Base.metadata.tables[UserRow.__tablename__].constraints
        if isinstance(one, UniqueConstraint)
    ]

    assert ["login"] in unique
