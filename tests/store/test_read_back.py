"""What cannot be read through the repositories is found, whatever it is."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from ng911risk.errors import NG911RiskError
from ng911risk.store import LOCAL, AssessmentHead, Site, Store
from ng911risk.store.moments import moment_text
from ng911risk.store.read_back import read_back
from ng911risk.store.tables import Base
from ng911risk.store.work_tables import AnswerRow, TrackedRow
from tests.store.conftest import post_one
from tests.store.sample import NOW

SIGNED = {"tenant": "local", "by": "u", "by_name": "Pat", "at": moment_text(NOW), "note": ""}


def test_what_was_made_here_can_be_shown(store: Store, site: Site, head: AssessmentHead) -> None:
    with store.write(LOCAL) as rooms:
        post_one(rooms, site.id)

        read_back(rooms, site.id)

        assert rooms.assessments.of_site(site.id) == (head,)


OLD: dict[str, tuple[type[Base], dict[str, Any]]] = {
    "answer": (AnswerRow, {"subject": "q", "value": "EVIL", "said_by": ""}),
    "action": (TrackedRow, {"mitigation": "m", "owner": "", "due": "", "status": "EVIL"}),
}


@pytest.mark.parametrize(("table", "evil"), OLD.values(), ids=OLD)
def test_versions_that_no_longer_count_are_read_too(
    store: Store, site: Site, table: type[Base], evil: dict[str, Any]
) -> None:
    good = evil | ({"value": "yes"} if "value" in evil else {"status": "open"})
    with store.write(LOCAL) as rooms:
        for number, row in enumerate((evil, good), start=1):
            values = {**SIGNED, **row, "site": site.id, "number": number}
            rooms.audit._session.execute(insert(table).values(**values))
        rooms.audit.add("answer.saved", "q", at=NOW)

        with pytest.raises((ValueError, NG911RiskError)):
            read_back(rooms, site.id)
