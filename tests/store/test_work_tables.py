from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.store import LOCAL, Site, Store, work_tables
from ng911risk.store.tables import Base
from ng911risk.store.work_tables import AnswerRow, FileRow
from tests.store.conftest import OTHER
from tests.store.sample import NOW


def test_every_row_of_work_hangs_on_a_site_or_an_ask_of_the_same_organisation() -> None:
    here = [
        row.class_.__table__
        for row in Base.registry.mappers
        if row.class_.__module__ == work_tables.__name__
    ]

    assert len(here) == 8
    for table in here:
        keys = [
            [(one.parent.name, one.target_fullname) for one in key.elements]
            for key in table.foreign_key_constraints
        ]
        assert any(
            ("tenant", "sites.tenant") in key or ("tenant", "asks.tenant") in key for key in keys
        ), table.name


def test_a_file_of_one_organisation_cannot_hang_on_a_site_of_another(
    store: Store, site: Site
) -> None:
    row = {
        "id": "f", "site": site.id, "subject": "", "name": "", "media": "", "size": 0,
        "sha256": "", "content": b"", "by": "", "by_name": "", "at": "",
    }  # fmt: skip

    with pytest.raises(IntegrityError), store._engines.writing.begin() as connection:
        connection.execute(insert(FileRow).values(tenant=OTHER.tenant, **row))


def test_an_answer_is_neither_changed_nor_deleted_whoever_asks(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        rooms.answers.save(
            site.id, ["zone-segmentation"], value=AnswerValue.NO, said_by="Pat", seen=0, at=NOW
        )

    for statement in (update(AnswerRow).values(value="yes"), delete(AnswerRow)):
        with pytest.raises(DBAPIError), store._engines.writing.begin() as connection:
            connection.execute(statement)
    with store.read(LOCAL) as rooms:
        assert rooms.answers.standing(site.id)["zone-segmentation"].value is AnswerValue.NO
