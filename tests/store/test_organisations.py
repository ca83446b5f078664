from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Role, Scope, command_line, permissions_of
from ng911risk.access.shared import Share
from ng911risk.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from ng911risk.store import Store
from ng911risk.store.organisations import Kind, Organisation
from ng911risk.store.people_tables import AuditRow, InviteRow
from ng911risk.store.tables import TenantRow
from tests.store.conftest import seal_one
from tests.store.sample import INVENTORY, NOW, report_bytes, report_on

STATE: Final = Scope(
    tenant="state",
    user="u" * 32,
    name="Kim",
    via="page",
    role=Role.STATE_COORDINATOR,
    permissions=permissions_of(Role.STATE_COORDINATOR),
)


def coordinator(tenant: str) -> Scope:
    return replace(STATE, tenant=tenant)


def administrator(tenant: str) -> Scope:
    role = Role.PSAP_ADMINISTRATOR
    return replace(STATE, tenant=tenant, role=role, permissions=permissions_of(role), name="Pat")


@pytest.fixture
def north(store: Store) -> Organisation:
    """A region below a new state, beside a region that is called South."""
    with store.write(command_line("state")) as rooms:
        rooms.tenants.add("State of Cedar", at=NOW)
    with Session(store._engines.writing) as session, session.begin():
        session.execute(update(TenantRow).where(TenantRow.tenant == "state").values(kind="state"))
    with store.write(STATE) as rooms:
        rooms.organisations.add_below("South", Kind.REGION, at=NOW)
        return rooms.organisations.add_below("North", Kind.REGION, at=NOW)


@pytest.fixture
def pine(store: Store, north: Organisation) -> Organisation:
    """A centre in the north, with one sealed assessment."""
    with store.write(coordinator(north.tenant)) as rooms:
        made = rooms.organisations.add_below("Pine County", Kind.PSAP, at=NOW)
    with store.write(administrator(made.tenant)) as rooms:
        seal_one(rooms, rooms.sites.add("Pine County 9-1-1", at=NOW).id)
    return made


def grant(store: Store, tenant: str, share: Share) -> None:
    with store.write(administrator(tenant)) as rooms:
        rooms.organisations.share(share, was=rooms.organisations.own().share, at=NOW)


def actions_of(store: Store, tenant: str) -> list[tuple[str, str]]:
    with Session(store._engines.reading) as session:
        rows = session.execute(
            select(AuditRow.action, AuditRow.actor_name)
            .where(AuditRow.tenant == tenant)
            .order_by(AuditRow.number)
        )
        return [(row.action, row.actor_name) for row in rows]


def test_regions_and_centres_stand_below_the_state_each_parent_before_its_children(
    store: Store, pine: Organisation
) -> None:
    with store.read(STATE) as rooms:
        below = rooms.organisations.below()

    assert [one.name for one in below] == ["North", "Pine County", "South"]
    assert below[1] == pine
    assert pine.share is Share.NOTHING


def test_what_is_added_below_is_told_in_both_logs(store: Store, pine: Organisation) -> None:
    assert actions_of(store, pine.parent)[-1] == ("organisation.opened", "Kim")
    assert actions_of(store, pine.tenant)[0] == ("organisation.added", "Kim (North)")


@pytest.mark.parametrize(
    ("name", "kind"), [("", Kind.PSAP), ("x" * 121, Kind.PSAP), ("Top", Kind.STATE)]
)
def test_what_cannot_stand_there_is_refused(
    store: Store, north: Organisation, name: str, kind: Kind
) -> None:
    with pytest.raises(InputError), store.write(STATE) as rooms:
        rooms.organisations.add_below(name, kind, parent=north.tenant, at=NOW)


def test_nothing_goes_below_a_centre_and_no_region_below_a_region(
    store: Store, pine: Organisation
) -> None:
    for parent, kind in ((pine.tenant, Kind.PSAP), (pine.parent, Kind.REGION)):
        with pytest.raises(InputError), store.write(STATE) as rooms:
            rooms.organisations.add_below("Elm", kind, parent=parent, at=NOW)


def test_a_short_name_does_not_tell_whether_the_name_is_taken(
    store: Store, pine: Organisation
) -> None:
    with store.write(STATE) as rooms:
        again = rooms.organisations.add_below("Pine County", Kind.PSAP, at=NOW)

    assert again.tenant != pine.tenant
    assert [one.tenant[:12] for one in (again, pine)] == ["pine-county-"] * 2


def test_a_centre_that_grants_nothing_is_seen_by_name_only(
    store: Store, pine: Organisation
) -> None:
    before = actions_of(store, pine.tenant)
    with store.write(STATE) as rooms:
        (granted,) = rooms.organisations.granted(at=NOW)

    assert granted.centre == pine
    assert granted.above == ("North",)
    assert granted.sites == ()
    assert actions_of(store, pine.tenant) == before


def test_what_is_granted_is_read_and_told_in_both_logs(store: Store, pine: Organisation) -> None:
    grant(store, pine.tenant, Share.TOTALS)
    with store.write(STATE) as rooms:
        (granted,) = rooms.organisations.granted(at=NOW)

    (site,) = granted.sites
    assert site.shared is not None
    assert site.shared.row.name == "Cedar County"
    assert actions_of(store, pine.tenant)[-1] == ("shared.read", "Kim (State of Cedar)")
    assert actions_of(store, "state")[-1] == ("shared.read", "Kim")


def test_what_is_revoked_is_gone_at_once(store: Store, pine: Organisation) -> None:
    grant(store, pine.tenant, Share.PATHS)
    with store.write(STATE) as rooms:
        assert rooms.organisations.granted_by(pine.tenant, at=NOW).sites
    grant(store, pine.tenant, Share.NOTHING)
    with store.write(STATE) as rooms:
        assert rooms.organisations.granted_by(pine.tenant, at=NOW).sites == ()


def test_a_region_beside_it_does_not_find_the_centre(store: Store, pine: Organisation) -> None:
    grant(store, pine.tenant, Share.PATHS)
    with store.read(STATE) as rooms:
        south = next(one for one in rooms.organisations.below() if one.name == "South")

    with store.write(coordinator(south.tenant)) as rooms:
        assert rooms.organisations.granted(at=NOW) == ()
        for tenant in (pine.tenant, pine.parent, "state", "local", "no-such-name"):
            with pytest.raises(NotFoundError, match="below yours"):
                rooms.organisations.granted_by(tenant, at=NOW)
            for asked in (rooms.organisations.one_below, rooms.organisations.has_account):
                with pytest.raises(NotFoundError, match="below yours"):
                    asked(tenant)


def test_of_many_new_reports_some_are_read_now_and_the_rest_are_pending(
    store: Store, pine: Organisation
) -> None:
    grant(store, pine.tenant, Share.TOTALS)
    with store.write(administrator(pine.tenant)) as rooms:
        seal_one(rooms, rooms.sites.add("Second floor", at=NOW).id, seed=2)

    with store.write(STATE) as rooms:
        (first,) = rooms.organisations.granted(at=NOW, most_new=1)
        (second,) = rooms.organisations.granted(at=NOW, most_new=1)

    assert [one.pending for one in first.sites] == [False, True]
    assert first.pending
    assert not second.pending


def test_a_report_that_was_changed_in_the_database_is_shown_to_nobody(
    store: Store, pine: Organisation
) -> None:
    grant(store, pine.tenant, Share.TOTALS)
    with store.write(administrator(pine.tenant)) as rooms:
        site = rooms.sites.add("Third floor", at=NOW)
        head = seal_one(rooms, site.id, seed=3)
    with Session(store._engines.writing) as session, session.begin():
        _unlock(session)
        session.execute(
            text("UPDATE assessments SET report_json = :new WHERE id = :id"),
            {"new": report_bytes(report_on(INVENTORY, seed=4)), "id": head.id},
        )
    with store.write(STATE) as rooms:
        (granted,) = rooms.organisations.granted(at=NOW)

    broken = granted.sites[-1]
    assert broken.shared is None
    assert not broken.pending


def _unlock(session: Session) -> None:
    """Take away the trigger, as somebody with the file could."""
    if session.get_bind().dialect.name == "sqlite":
        names = session.scalars(
            text("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='assessments'")
        )
        for name in names.all():
            session.execute(text(f"DROP TRIGGER {name}"))
    else:
        session.execute(text("ALTER TABLE assessments DISABLE TRIGGER ALL"))


def test_who_changes_a_grant_that_another_has_changed_sees_that_first(
    store: Store, pine: Organisation
) -> None:
    grant(store, pine.tenant, Share.FINDINGS)
    with pytest.raises(ConflictError), store.write(administrator(pine.tenant)) as rooms:
        rooms.organisations.share(Share.TOTALS, was=Share.NOTHING, at=NOW)
    with store.read(administrator(pine.tenant)) as rooms:
        assert rooms.organisations.own().share is Share.FINDINGS


def test_a_centre_knows_to_whom_its_grant_goes(store: Store, pine: Organisation) -> None:
    with store.read(administrator(pine.tenant)) as rooms:
        assert rooms.organisations.above() == ("North", "State of Cedar")
    with store.read(administrator("local")) as rooms:
        assert rooms.organisations.above() == ()


def test_the_preview_is_what_the_state_then_sees(store: Store, pine: Organisation) -> None:
    with store.read(administrator(pine.tenant)) as rooms:
        preview = rooms.organisations.preview()
    for share, sites in preview.items():
        grant(store, pine.tenant, share)
        with store.write(STATE) as rooms:
            assert rooms.organisations.granted_by(pine.tenant, at=NOW).sites == sites


def test_a_first_administrator_is_invited_and_a_newer_link_ends_the_one_before(
    store: Store, pine: Organisation
) -> None:
    roles = set()
    for secret in ("a" * 64, "b" * 64):
        with store.write(STATE) as rooms:
            role = rooms.organisations.invite_first(
                pine.tenant, link=secret, login="pat@pine", name="Pat", at=NOW
            )
        roles.add(role)
    with Session(store._engines.reading) as session:
        open_ = {
            row.id: row.used_at is None
            for row in session.execute(select(InviteRow.id, InviteRow.used_at))
        }

    assert roles == {Role.PSAP_ADMINISTRATOR}
    assert open_ == {"a" * 64: False, "b" * 64: True}
    assert actions_of(store, pine.tenant)[-1] == ("invite.made", "Kim (State of Cedar)")


def test_nobody_above_can_invite_anybody_once_the_centre_has_an_account(
    store: Store, pine: Organisation
) -> None:
    with store.write(administrator(pine.tenant)) as rooms:
        rooms.users.add(
            login="pat@pine", name="Pat", role=Role.PSAP_ADMINISTRATOR, password_hash="", at=NOW
        )
    with pytest.raises(ConflictError), store.write(STATE) as rooms:
        rooms.organisations.invite_first(pine.tenant, link="c" * 64, login="x", name="X", at=NOW)


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_shares_and_only_who_may_looks_below(store: Store, role: Role) -> None:
    allowed = permissions_of(role)
    scope = replace(STATE, tenant="local", role=role, permissions=allowed)
    asked = {
        "share": Permission.SHARE,
        "preview": Permission.SHARE,
        "above": Permission.SHARE,
        "below": Permission.SEE_BELOW,
        "granted": Permission.SEE_BELOW,
        "read_ahead": Permission.SEE_BELOW,
        "one_below": Permission.SEE_BELOW,
        "has_account": Permission.SEE_BELOW,
        "granted_by": Permission.SEE_BELOW,
        "add_below": Permission.OPEN_CENTRES,
        "invite_first": Permission.OPEN_CENTRES,
    }
    for name, permission in asked.items():
        if permission not in allowed:
            with pytest.raises(ForbiddenError), store.write(scope) as rooms:
                _call(rooms.organisations, name)


def _call(room: object, name: str) -> None:
    given: dict[str, tuple[tuple[object, ...], dict[str, object]]] = {
        "share": ((Share.PATHS,), {"was": Share.NOTHING, "at": NOW}),
        "preview": ((), {}),
        "above": ((), {}),
        "below": ((), {}),
        "granted": ((), {"at": NOW}),
        "read_ahead": ((), {}),
        "one_below": (("local",), {}),
        "has_account": (("local",), {}),
        "granted_by": (("local",), {"at": NOW}),
        "add_below": (("X", Kind.PSAP), {"at": NOW}),
        "invite_first": (
            ("x",),
            {"link": "d" * 64, "login": "x", "name": "X", "at": NOW},
        ),
    }
    args, named = given[name]
    getattr(room, name)(*args, **named)


def test_the_log_of_a_centre_says_at_which_grant_it_was_read(
    store: Store, pine: Organisation
) -> None:
    grant(store, pine.tenant, Share.FINDINGS)
    with store.write(STATE) as rooms:
        rooms.organisations.granted_by(pine.tenant, at=NOW)
    with Session(store._engines.reading) as session:
        detail = session.scalars(
            select(AuditRow.detail).where(
                AuditRow.tenant == pine.tenant, AuditRow.action == "shared.read"
            )
        ).one()

    assert json.loads(detail) == {"share": "findings"}


def test_reading_ahead_hands_out_nothing_and_leaves_no_entry(
    store: Store, pine: Organisation
) -> None:
    grant(store, pine.tenant, Share.TOTALS)
    before = actions_of(store, pine.tenant)
    with store.read(STATE) as rooms:
        assert rooms.organisations.read_ahead(most_new=0) == 1
        assert rooms.organisations.read_ahead() == 0
    with store.write(STATE) as rooms:
        (granted,) = rooms.organisations.granted(at=NOW, most_new=0)

    assert not granted.pending
    assert actions_of(store, pine.tenant) == [*before, ("shared.read", "Kim (State of Cedar)")]
