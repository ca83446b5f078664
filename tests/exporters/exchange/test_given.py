from __future__ import annotations

from ng911risk.exporters.exchange.given import Wishes


def test_nothing_that_names_people_goes_out_unless_somebody_wishes_it() -> None:
    wishes = Wishes()

    assert (wishes.people, wishes.numbers, wishes.confidence) == (False, False, False)
    assert wishes.tlp is None
    assert wishes.sentinel_tlp is None
