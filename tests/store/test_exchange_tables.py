from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from ng911risk.store import LOCAL, AssessmentHead, Site, Store
from ng911risk.store.exchange_tables import (
    ObservationRow,
    PromotionRow,
    PublicationRow,
    PublishedRow,
)
from ng911risk.store.tables import Base
from tests.store.conftest import OTHER

SIGNED = {"by": "", "by_name": "", "at": ""}


@pytest.fixture
def given(store: Store, site: Site, head: AssessmentHead) -> Store:
    """A store with a row in every table that is only added to."""
    own: dict[str, Any] = {"tenant": LOCAL.tenant, "site": site.id}
    with store._engines.writing.begin() as connection:
        connection.execute(
            insert(PublicationRow).values(
                **own, id="p", assessment=head.id, kinds="", tlp="", added=1, **SIGNED
            )
        )
        connection.execute(insert(PublishedRow).values(**_published(site, 1)))
        connection.execute(
            insert(ObservationRow).values(**own, id="o", observation_json=b"", **SIGNED)
        )
        connection.execute(
            insert(PromotionRow).values(
                **own, observation="o", number=1, promotion_json=b"", **SIGNED
            )
        )
    return store


def _published(site: Site, sequence: int, **other: object) -> dict[str, Any]:
    names = (
        "assessment", "kind", "tlp", "object", "type", "spec_version", "version", "version_text",
        "date_added", "hash",
    )  # fmt: skip
    return dict.fromkeys(names, "") | {
        "tenant": LOCAL.tenant, "site": site.id, "publication": "p", "sequence": sequence,
        "repeated": False, "object_json": b"", **other,
    }  # fmt: skip


@pytest.mark.parametrize("row", [PublicationRow, PublishedRow, PromotionRow])
def test_what_was_given_out_is_neither_changed_nor_deleted_whoever_asks(
    given: Store, row: type[Base]
) -> None:
    for statement in (update(row).values(tenant="other"), delete(row)):
        with pytest.raises(DBAPIError), given._engines.writing.begin() as connection:
            connection.execute(statement)


def test_no_two_versions_were_added_at_one_moment(given: Store, site: Site) -> None:
    with pytest.raises(IntegrityError), given._engines.writing.begin() as connection:
        connection.execute(insert(PublishedRow).values(**_published(site, 2, object="x")))
    with given._engines.writing.begin() as connection:
        connection.execute(
            insert(PublishedRow).values(**_published(site, 2, object="x", date_added="later"))
        )


def test_nothing_hangs_on_a_site_of_another_organisation(given: Store, site: Site) -> None:
    with pytest.raises(IntegrityError), given._engines.writing.begin() as connection:
        connection.execute(
            insert(ObservationRow).values(
                tenant=OTHER.tenant, site=site.id, id="o", observation_json=b"", **SIGNED
            )
        )


def test_only_what_was_seen_is_promoted(given: Store, site: Site) -> None:
    with pytest.raises(IntegrityError), given._engines.writing.begin() as connection:
        connection.execute(
            insert(PromotionRow).values(
                tenant=LOCAL.tenant, site=site.id, observation="never seen", number=1,
                promotion_json=b"", **SIGNED,
            )
        )  # fmt: skip
