from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, ForbiddenError, NotFoundError
from ng911risk.model.evidence import Evidence, LabProof, Verdict
from ng911risk.store import LOCAL, Site, Store
from ng911risk.store import evidence as module
from ng911risk.store.audit import Wanted
from tests.store.conftest import OTHER
from tests.store.sample import NOW

SEEN = Evidence(
    mitigation="zone-segmentation",
    scope=("floor",),
    verdict=Verdict.EFFECTIVE,
    observed="No way through.",
    method="capture",
    on=date(2026, 11, 1),
    period="October 2026",
    sample="all of it",
)


def only(*permissions: Permission, site: str = "") -> Scope:
    return replace(LOCAL, permissions=frozenset(permissions), site=site)


def test_a_record_comes_back_as_it_was_added(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        added = rooms.evidence.add(site.id, SEEN, files=("a" * 32,), at=NOW)

    with store.read(LOCAL) as rooms:
        assert rooms.evidence.get(added.id) == added
        assert rooms.evidence.of_site(site.id) == (added,)
    assert (added.evidence, added.by_name) == (SEEN, "command line")


def test_the_very_same_record_is_kept_once(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        first = rooms.evidence.add(site.id, SEEN, at=NOW)
    with store.write(LOCAL) as rooms:
        again = rooms.evidence.add(site.id, SEEN, at=NOW + timedelta(days=1))
        other = rooms.evidence.add(site.id, replace(SEEN, observed="A way through."), at=NOW)

    assert again == first
    assert other.id != first.id


def test_records_are_shown_latest_observation_first(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        for day in (3, 9, 5):
            rooms.evidence.add(site.id, replace(SEEN, on=date(2026, 11, day)), at=NOW)

    with store.read(LOCAL) as rooms:
        days = [one.evidence.on.day for one in rooms.evidence.of_site(site.id)]
    assert days == [9, 5, 3]


def test_what_is_withdrawn_stays_and_counts_no_more(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        one = rooms.evidence.add(site.id, SEEN, at=NOW)
        two = rooms.evidence.add(site.id, replace(SEEN, verdict=Verdict.NOT_EFFECTIVE), at=NOW)
    with store.write(LOCAL) as rooms:
        rooms.evidence.withdraw(one.id, why="wrong firewall", at=NOW)

    with store.read(LOCAL) as rooms:
        kept = rooms.evidence.get(one.id)
        assert rooms.evidence.standing(site.id) == (two.evidence,)
        assert len(rooms.evidence.of_site(site.id)) == 2
    assert (kept.withdrawn_at, kept.withdrawn_by) == (NOW, "command line")
    assert kept.withdrawn_why == "wrong firewall"


def test_a_record_is_withdrawn_once(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        one = rooms.evidence.add(site.id, SEEN, at=NOW)
        rooms.evidence.withdraw(one.id, why="wrong", at=NOW)

    with pytest.raises(ConflictError, match="already"), store.write(LOCAL) as rooms:
        rooms.evidence.withdraw(one.id, why="other", at=NOW)


def test_of_one_day_the_later_record_comes_last_and_so_counts(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        rooms.evidence.add(site.id, SEEN, at=NOW)
        refuted = replace(SEEN, verdict=Verdict.NOT_EFFECTIVE)
        rooms.evidence.add(site.id, refuted, at=NOW + timedelta(hours=1))

    with store.read(LOCAL) as rooms:
        assert rooms.evidence.standing(site.id)[-1] == refuted


def test_somebody_elses_record_is_not_found(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        one = rooms.evidence.add(site.id, SEEN, at=NOW)
    elsewhere = only(*Permission, site="f" * 32)

    for scope in (OTHER, elsewhere):
        with pytest.raises(NotFoundError), store.read(scope) as rooms:
            rooms.evidence.get(one.id)
        with pytest.raises(NotFoundError), store.read(scope) as rooms:
            rooms.evidence.standing(site.id)
        with pytest.raises(NotFoundError), store.write(scope) as rooms:
            rooms.evidence.withdraw(one.id, why="mine now", at=NOW)
        with pytest.raises(NotFoundError), store.write(scope) as rooms:
            rooms.evidence.add(site.id, SEEN, at=NOW)


def test_every_method_asks_for_its_permission(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        one = rooms.evidence.add(site.id, SEEN, at=NOW)

    with store.read(only(Permission.READ_SITE)) as rooms:
        assert rooms.evidence.standing(site.id) == (SEEN,)
        for look in (rooms.evidence.of_site, rooms.evidence.get):
            with pytest.raises(ForbiddenError):
                look(site.id)
    with store.read(only(Permission.READ_EVIDENCE)) as rooms:
        with pytest.raises(ForbiddenError):
            rooms.evidence.add(site.id, SEEN, at=NOW)
        with pytest.raises(ForbiddenError):
            rooms.evidence.withdraw(one.id, why="", at=NOW)
        with pytest.raises(ForbiddenError):
            rooms.evidence.standing(site.id)


def test_a_site_has_a_bounded_number_of_records(
    store: Store, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECORDS_MAX", 1)
    with store.write(LOCAL) as rooms:
        rooms.evidence.add(site.id, SEEN, at=NOW)

    with pytest.raises(ConflictError, match="at most"), store.write(LOCAL) as rooms:
        rooms.evidence.add(site.id, replace(SEEN, observed="More."), at=NOW)


def test_the_log_tells_where_what_a_machine_saw_can_be_traced_to(store: Store, site: Site) -> None:
    lab = LabProof(
        check="SIP-01", at=NOW, run="a" * 32, record="b" * 64, capture="c" * 64, packets=12
    )
    with store.write(LOCAL) as rooms:
        made = rooms.evidence.add(site.id, replace(SEEN, scope=("cad",), lab=lab), at=NOW)
        plain = rooms.evidence.add(site.id, SEEN, at=NOW)

    with store.read(LOCAL) as rooms:
        assert rooms.evidence.get(made.id).evidence.lab == lab
        told = {
            link.entry.object: json.loads(link.entry.detail)
            for link in rooms.audit.page(Wanted(action="evidence.added"))
        }
    assert told[made.id] == told[plain.id] | {
        "check": "SIP-01",
        "run": "a" * 32,
        "record_sha256": "b" * 64,
        "capture_sha256": "c" * 64,
        "packets": 12,
        "signed_by": "",
    }


def test_of_one_day_the_later_lab_run_is_shown_first(store: Store, site: Site) -> None:
    runs = [
        replace(SEEN, lab=LabProof(check="SIP-01", at=NOW + timedelta(minutes=by)))
        for by in (5, 90, 30)
    ]
    with store.write(LOCAL) as rooms:
        for one in runs:
            rooms.evidence.add(site.id, one, at=NOW)

    with store.read(LOCAL) as rooms:
        shown = [one.evidence for one in rooms.evidence.of_site(site.id)]
    assert shown == [runs[1], runs[2], runs[0]]


# --- what one run showed, plain and signed ----------------------------------------------------

PLAIN = replace(
    SEEN,
    lab=LabProof(check="SEG-01", at=NOW, run="a" * 32, record="b" * 64, packets=12),
)


def signed(one: Evidence) -> Evidence:
    assert one.lab is not None
    return replace(one, lab=replace(one.lab, signed_by="d" * 64))


@pytest.mark.parametrize("first", ["plain", "signed"])
def test_what_came_plain_and_signed_is_kept_once_and_signed(
    store: Store, site: Site, first: str
) -> None:
    order = [PLAIN, signed(PLAIN)] if first == "plain" else [signed(PLAIN), PLAIN]

    news = []
    for one in (*order, *order):
        with store.write(LOCAL) as rooms:
            news.append(rooms.evidence.add_all(site.id, (one,), at=NOW).new)

    with store.read(LOCAL) as rooms:
        assert [one.evidence for one in rooms.evidence.of_site(site.id)] == [signed(PLAIN)]
    assert news == [1, 0, 0, 0]


def test_a_plain_record_never_contradicts_the_signed_one_of_its_run(
    store: Store, site: Site
) -> None:
    other = replace(PLAIN, verdict=Verdict.NOT_EFFECTIVE, observed="A way through.")
    with store.write(LOCAL) as rooms:
        rooms.evidence.add(site.id, other, at=NOW)
        rooms.evidence.add(site.id, signed(PLAIN), at=NOW)
        again = rooms.evidence.add_all(site.id, (other,), at=NOW)

    assert again.new == 0
    with store.read(LOCAL) as rooms:
        assert rooms.evidence.standing(site.id) == (signed(PLAIN),)
        assert len(rooms.evidence.of_site(site.id)) == 2


def test_two_targets_of_one_asset_stay_two_records_and_another_run_is_another(
    store: Store, site: Site
) -> None:
    assert PLAIN.lab is not None
    records = (
        PLAIN,
        replace(PLAIN, observed="No way through on the second port."),
        replace(PLAIN, lab=replace(PLAIN.lab, run="c" * 32, record="e" * 64)),
    )
    for seen in (records, tuple(map(signed, records)), records):
        with store.write(LOCAL) as rooms:
            rooms.evidence.add_all(site.id, seen, at=NOW)

    with store.read(LOCAL) as rooms:
        assert set(rooms.evidence.standing(site.id)) == set(map(signed, records))
        assert len(rooms.evidence.of_site(site.id)) == 3


def test_a_signature_that_came_later_stands_in_the_log(store: Store, site: Site) -> None:
    for one in (PLAIN, signed(PLAIN)):
        with store.write(LOCAL) as rooms:
            rooms.evidence.add(site.id, one, at=NOW)

    with store.read(LOCAL) as rooms:
        [told] = rooms.audit.page(Wanted(action="evidence.signed"))
    assert json.loads(told.entry.detail)["signed_by"] == "d" * 64
