from __future__ import annotations

import pytest
from sqlalchemy import text

from ng911risk.errors import ConflictError, NotFoundError, SealBrokenError, StoreError
from ng911risk.store import LOCAL, AssessmentHead, Site, Store
from ng911risk.store.assessments import evidence_digest
from tests.store.conftest import OTHER, seal_one
from tests.store.sample import EVIDENCE, INVENTORY, NOW, PLACES, report_bytes, report_on


def test_an_assessment_comes_back_byte_for_byte(store: Store, head: AssessmentHead) -> None:
    with store.read(LOCAL) as rooms:
        stored = rooms.assessments.get(head.id)

    assert stored.head == head
    assert stored.report_json == report_bytes(report_on())
    assert stored.report == report_on()
    assert stored.inventory == INVENTORY
    assert stored.evidence == EVIDENCE
    assert stored.places == PLACES


def test_the_sealed_evidence_can_be_compared_without_the_rest(
    store: Store, site: Site, head: AssessmentHead
) -> None:
    with store.read(LOCAL) as rooms:
        assert rooms.assessments.evidence_digest(head.id) == evidence_digest(EVIDENCE)
        assert evidence_digest(EVIDENCE) != evidence_digest(())
        with pytest.raises(NotFoundError):
            rooms.assessments.evidence_digest("0" * 32)
    with store.read(OTHER) as rooms, pytest.raises(NotFoundError):
        rooms.assessments.evidence_digest(head.id)


def test_the_head_says_what_the_report_says_of_itself(head: AssessmentHead) -> None:
    report = report_on()

    assert (head.made_at, head.seed, head.number) == (report.made_at, report.seed, 1)
    assert head.catalog_digest == report.catalog_digest
    assert head.sealed_at == NOW
    assert len(head.content_hash) == 64


def test_assessments_of_a_site_come_newest_first(
    store: Store, site: Site, head: AssessmentHead
) -> None:
    with store.write(LOCAL) as rooms:
        second = seal_one(rooms, site.id, seed=2)

    with store.read(LOCAL) as rooms:
        assert rooms.assessments.of_site(site.id) == (second, head)
        assert rooms.assessments.ids() == (second.id, head.id)
        assert rooms.assessments.latest_of_each() == {site.id: second}
        assert rooms.assessments.head(head.id) == head


def test_an_unknown_site_or_assessment_is_not_found(store: Store) -> None:
    with store.read(LOCAL) as rooms:
        for look in (rooms.assessments.get, rooms.assessments.head, rooms.assessments.of_site):
            with pytest.raises(NotFoundError):
                look("0" * 32)


@pytest.mark.parametrize("table", ["assessments", "inventories"])
@pytest.mark.parametrize("change", ["UPDATE {} SET number = 9", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_what_is_sealed(
    store: Store, head: AssessmentHead, site: Site, table: str, change: str
) -> None:
    with store.write(LOCAL) as rooms:
        rooms.inventories.add(
            site.id, INVENTORY, file="a", digest=head.inventory_digest, places={}, at=NOW
        )

    with pytest.raises((ConflictError, StoreError)), store.write(LOCAL) as rooms:
        rooms.sites._session.execute(text(change.format(table)))

    with store.read(LOCAL) as rooms:
        assert rooms.assessments.head(head.id) == head
        assert rooms.inventories.latest(site.id).head.number == 1


def test_a_moment_that_cannot_be_read_is_damage(store: Store, head: AssessmentHead) -> None:
    with store.write(LOCAL) as rooms:
        session = rooms.sites._session
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER assessments_no_update"))
        else:
            session.execute(text("DROP TRIGGER assessments_no_update ON assessments"))
        session.execute(text("UPDATE assessments SET made_at = 'yesterday'"))

    with store.read(LOCAL) as rooms, pytest.raises(SealBrokenError, match="moment"):
        rooms.assessments.get(head.id)


def test_a_damaged_assessment_does_not_hide_the_one_before(
    store: Store, site: Site, head: AssessmentHead
) -> None:
    with store.write(LOCAL) as rooms:
        second = seal_one(rooms, site.id, seed=2)
        session = rooms.sites._session
        where = "" if session.get_bind().dialect.name == "sqlite" else " ON assessments"
        session.execute(text(f"DROP TRIGGER assessments_no_update{where}"))
        damage = text("UPDATE assessments SET made_at = 'yesterday' WHERE id = :id")
        session.execute(damage, {"id": second.id})

    with store.read(LOCAL) as rooms:
        assert rooms.assessments.latest_of_each() == {site.id: head}
