from __future__ import annotations

import pytest

from ng911risk.errors import NotFoundError
from ng911risk.store import Site
from ng911risk_api.web.live_result import Seen, report_of
from tests.api.conftest import Browser
from tests.store.sample import NOW

SITE = Site(id="1" * 32, name="Cedar County", created_at=NOW)


def test_what_is_not_there_yet_has_no_report() -> None:
    seen = Seen(site=SITE, draft=None, live=None)

    assert seen.result is None
    with pytest.raises(NotFoundError):
        report_of(seen)


def test_a_site_that_is_not_yours_is_not_there(browser: Browser) -> None:
    assert browser.get(f"/sites/{SITE.id}/results").status_code == 404
