from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ng911risk.access import Role, Scope, permissions_of
from ng911risk.errors import ForbiddenError, InputError, NotFoundError
from ng911risk.model.scales import Level
from ng911risk.store import LOCAL, Rooms, Site, Store
from ng911risk.store.acceptances import Acceptance, RiskOwner, latest_day
from tests.store.conftest import OTHER
from tests.store.sample import NOW

TODAY = NOW.date()
FINDING = "ransomware@cad"


def _accept(rooms: Rooms, site: Site, **more: object) -> Acceptance:
    given: dict[str, object] = {
        "finding": FINDING,
        "title": "Ransomware: CAD",
        "risk": Level.MODERATE,
        "owner_role": RiskOwner.DIRECTOR,
        "owner_name": "Pat Director",
        "reason": "Replaced in June.",
        "until": TODAY + timedelta(days=100),
        "at": NOW,
    }
    return rooms.acceptances.add(site.id, **(given | more))  # type: ignore[arg-type] # of tests


def test_what_was_accepted_stands_until_its_last_day_and_then_opens_by_itself(
    store: Store, site: Site
) -> None:
    with store.write(LOCAL) as rooms:
        made = _accept(rooms, site)
    with store.read(LOCAL) as rooms:
        room = rooms.acceptances
        assert room.standing(site.id, made.until) == {FINDING: made}
        assert room.expired(site.id, made.until) == ()
        assert room.standing(site.id, made.until + timedelta(days=1)) == {}
        assert room.expired(site.id, made.until + timedelta(days=1)) == (made,)
        assert room.expiring(site.id, TODAY, 99) == ()
        assert room.expiring(site.id, TODAY, 100) == (made,)


def test_the_newest_counts_and_what_was_withdrawn_stays_readable(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        first = _accept(rooms, site)
        later = NOW + timedelta(hours=1)
        second = _accept(rooms, site, reason="Again.", at=later)
        rooms.acceptances.withdraw(site.id, second.id, at=later)
        again = rooms.acceptances.withdraw(site.id, second.id, at=later + timedelta(days=1))

    with store.read(LOCAL) as rooms:
        assert rooms.acceptances.standing(site.id, TODAY) == {}
        assert rooms.acceptances.expired(site.id, date(2031, 1, 1)) == ()
        assert rooms.acceptances.of_site(site.id) == (
            replace(second, withdrawn_at=later, withdrawn_by=LOCAL.name),
            first,
        )
    assert again.withdrawn_at == later


def test_it_covers_a_risk_that_did_not_rise(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        made = _accept(rooms, site)

    assert made.covers(Level.LOW)
    assert made.covers(Level.MODERATE)
    assert not made.covers(Level.HIGH)


def test_every_part_that_is_missing_is_told_at_once(store: Store, site: Site) -> None:
    with pytest.raises(InputError) as caught, store.write(LOCAL) as rooms:
        _accept(rooms, site, owner_name=" ", reason="", until=TODAY)

    assert [one.field for one in caught.value.problems] == ["owner_name", "reason", "until"]
    with store.write(LOCAL) as rooms:
        _accept(rooms, site, until=latest_day(TODAY))
    with pytest.raises(InputError, match="2 years at most"), store.write(LOCAL) as rooms:
        _accept(rooms, site, until=latest_day(TODAY) + timedelta(days=1))


def test_a_leap_day_has_a_day_two_years_later() -> None:
    assert latest_day(date(2028, 2, 29)) == date(2030, 2, 28)


def test_nobody_accepts_for_somebody_else(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        made = _accept(rooms, site)
    with pytest.raises(NotFoundError), store.write(OTHER) as rooms:
        _accept(rooms, site)
    with pytest.raises(NotFoundError), store.write(OTHER) as rooms:
        rooms.acceptances.withdraw(site.id, made.id, at=NOW)
    with pytest.raises(NotFoundError), store.read(OTHER) as rooms:
        rooms.acceptances.of_site(site.id)


def test_an_assessor_reads_and_does_not_accept(store: Store, site: Site) -> None:
    scope: Scope = replace(LOCAL, permissions=permissions_of(Role.ASSESSOR))
    with pytest.raises(ForbiddenError), store.write(scope) as rooms:
        _accept(rooms, site)
    with pytest.raises(ForbiddenError), store.write(scope) as rooms:
        rooms.acceptances.withdraw(site.id, "0" * 32, at=NOW)
    with store.read(scope) as rooms:
        assert rooms.acceptances.of_site(site.id) == ()
