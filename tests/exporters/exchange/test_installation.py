from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from ng911risk.exporters.exchange.installation import installation_of, key_of
from tests.store.sample import INVENTORY

SITE = replace(INVENTORY.site, name="Cedar County 9-1-1", state="KS")


def test_the_same_centre_is_the_same_installation_for_ever() -> None:
    # ids that were given out hang on it: this never changes
    assert installation_of(SITE) == "99c47409-72ed-5f12-926a-c47ac1f7a842"
    assert key_of(SITE) == "cedar%20county%209-1-1"


def test_capitals_and_blanks_make_no_other_centre() -> None:
    same = replace(SITE, name="  CEDAR  county 9-1-1", state="ks")

    assert installation_of(same) == installation_of(SITE)
    assert key_of(same) == key_of(SITE)


def test_another_name_or_state_is_another_one() -> None:
    others = {
        installation_of(one)
        for one in (SITE, replace(SITE, name="Cedar"), replace(SITE, state="TX"),
                    replace(SITE, name="KS/cedar county 9-1-1", state=""))
    }  # fmt: skip

    assert len(others) == 4
    assert all(UUID(one).version == 5 for one in others)
