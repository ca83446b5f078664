from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ng911risk.store import LOCAL, Store
from ng911risk_api.web.scoped import assessment_options, days_from, site_options
from tests.store.conftest import seal_one
from tests.store.sample import NOW


def test_sites_and_their_assessments_can_be_chosen(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "s.sqlite")
    with store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW).id
        head = seal_one(rooms, site)
        assert site_options(rooms) == [(site, "Cedar County")]
        assert assessment_options(rooms, may_read=True) == [
            (head.id, "Cedar County, number 1, 24 Nov 2026")
        ]
        assert assessment_options(rooms, may_read=False) == []
    store.close()


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "1000", "\u0661"])
def test_what_is_no_number_of_days_is_none(text: str) -> None:
    assert days_from(text, NOW) is None


def test_days_are_counted_from_now() -> None:
    assert days_from("30", NOW) == NOW + timedelta(days=30)
