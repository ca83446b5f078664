"""Tokens and links: for what, by whom, until when; and what each of them opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ng911risk.access import Permission, Role, Scope, permissions_of
from ng911risk.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from ng911risk.store import LOCAL, AssessmentHead, Rooms, Site, Store
from tests.store.conftest import OTHER, seal_one
from tests.store.sample import NOW

UNTIL = NOW + timedelta(days=30)


def _person(store: Store, role: Role) -> Scope:
    with store.write(LOCAL) as rooms:
        user = rooms.users.add(
            login=f"{role}@example.org", name=role.words, role=role, password_hash="", at=NOW
        )
    return Scope(
        tenant="local", user=user, name=role.words, via="page", role=role,
        permissions=permissions_of(role),
    )  # fmt: skip


def _token(store: Store, scope: Scope = LOCAL, hashed: str = "h", **more: Any) -> str:  # noqa: ANN401 - a mix
    values: dict[str, Any] = {
        "name": "nightly",
        "may_write": False,
        "site": None,
        "at": NOW,
        "until": UNTIL,
    }
    with store.write(scope) as rooms:
        return rooms.tokens.add_api(hash=hashed, **(values | more))


def _link(store: Store, assessment: str, hashed: str = "l", **more: Any) -> str:  # noqa: ANN401 - a mix
    values: dict[str, Any] = {"name": "Ann Auditor", "at": NOW, "until": UNTIL}
    with store.write(LOCAL) as rooms:
        return rooms.tokens.add_link(assessment, hash=hashed, **(values | more))


def test_a_token_is_listed_with_all_but_its_secret(
    store: Store, site: Site, head: AssessmentHead
) -> None:
    maker = _person(store, Role.PSAP_ADMINISTRATOR)
    id = _token(store, maker, assessment=head.id)

    with store.read(maker) as rooms:
        (token,) = rooms.tokens.all()
    assert (token.id, token.name, token.made_by) == (id, "nightly", maker.name)
    assert (token.site_name, token.assessment_number) == (site.name, 1)
    assert not token.ended(NOW)
    assert token.ended(UNTIL)


def test_an_assessment_brings_its_site(store: Store, site: Site, head: AssessmentHead) -> None:
    _token(store, assessment=head.id)

    with store.door() as door:
        found = door.token("h")
    assert found is not None
    assert (found.site, found.assessment, found.by_machine) == (site.id, head.id, True)


WRONG = {
    "no name": {"name": " "},
    "a long name": {"name": "x" * 121},
    "a name with a line end": {"name": "a\nb"},
    "over a year": {"until": NOW + timedelta(days=367)},
    "the past": {"until": NOW},
}


@pytest.mark.parametrize("more", WRONG.values(), ids=WRONG)
def test_what_no_token_can_be_is_refused(store: Store, more: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        _token(store, **more)


def test_a_token_of_one_assessment_cannot_write(store: Store, head: AssessmentHead) -> None:
    with pytest.raises(InputError):
        _token(store, assessment=head.id, may_write=True)


def test_what_belongs_to_somebody_else_is_no_scope(
    store: Store, site: Site, head: AssessmentHead
) -> None:
    for more in ({"site": site.id}, {"assessment": head.id}):
        with pytest.raises(NotFoundError):
            _token(store, OTHER, **more)
    with store.write(LOCAL) as rooms:
        birch = rooms.sites.add("Birch", at=NOW)
    with pytest.raises(NotFoundError):
        _token(store, site=birch.id, assessment=head.id)


def test_without_looking_after_people_one_sees_and_ends_only_ones_own(store: Store) -> None:
    analyst = _person(store, Role.SECURITY_ANALYST)
    foreign = _token(store)
    own = _token(store, analyst, hashed="h2")

    with store.write(analyst) as rooms:
        assert [token.id for token in rooms.tokens.all()] == [own]
        with pytest.raises(NotFoundError):
            rooms.tokens.revoke(foreign, at=NOW)
        rooms.tokens.revoke(own, at=NOW)


def test_a_token_ends_once(store: Store) -> None:
    id = _token(store)
    with store.write(LOCAL) as rooms:
        rooms.tokens.revoke(id, at=NOW)

    with store.door() as door:
        found = door.token("h")
    assert found is not None
    assert found.revoked
    with pytest.raises(ConflictError), store.write(LOCAL) as rooms:
        rooms.tokens.revoke(id, at=NOW)


def test_a_token_knows_its_maker(store: Store) -> None:
    maker = _person(store, Role.SECURITY_ANALYST)
    _token(store, maker)

    with store.door() as door:
        found = door.token("h")
    assert found is not None
    assert found.maker is not None
    assert (found.maker.id, found.by_machine) == (maker.user, False)


def test_a_link_lasts_ninety_days_at_most(store: Store, head: AssessmentHead) -> None:
    _link(store, head.id, until=NOW + timedelta(days=90))

    with pytest.raises(InputError):
        _link(store, head.id, hashed="l2", until=NOW + timedelta(days=91))


def _link_scope(id: str, head: AssessmentHead) -> Scope:
    return Scope(
        tenant="local", user="", name="Ann Auditor", via="link", role=None,
        permissions=frozenset({Permission.READ_REPORT, Permission.READ_EVIDENCE}),
        site=head.site, assessment=head.id, token=id,
    )  # fmt: skip


def test_opening_a_link_again_closes_it_where_it_was_open(
    store: Store, head: AssessmentHead
) -> None:
    scope = _link_scope(_link(store, head.id), head)
    with store.write(scope) as rooms:
        rooms.tokens.opened(scope.token, session="s1", at=NOW)
        until = rooms.tokens.opened(scope.token, session="s2", at=NOW)

    assert until == NOW + timedelta(hours=8)
    with store.door() as door:
        assert door.open_link("s1") is None
        found = door.open_link("s2")
    assert found is not None
    assert found.session_until == until


def test_revoking_a_link_closes_it_where_it_is_open(store: Store, head: AssessmentHead) -> None:
    id = _link(store, head.id)
    with store.write(_link_scope(id, head)) as rooms:
        rooms.tokens.opened(id, session="s", at=NOW)
    with store.write(LOCAL) as rooms:
        rooms.tokens.revoke_link(id, at=NOW)

    with store.door() as door:
        assert door.open_link("s") is None


def test_only_the_scope_of_a_link_opens_it(store: Store, head: AssessmentHead) -> None:
    id = _link(store, head.id)

    with pytest.raises(NotFoundError), store.write(LOCAL) as rooms:
        rooms.tokens.opened(id, session="s", at=NOW)


def test_a_link_and_a_token_are_not_taken_for_each_other(
    store: Store, head: AssessmentHead
) -> None:
    token, link = _token(store), _link(store, head.id)

    with store.write(LOCAL) as rooms:
        assert [one.id for one in rooms.tokens.all()] == [token]
        assert [one.id for one in rooms.tokens.links()] == [link]
        with pytest.raises(NotFoundError):
            rooms.tokens.revoke(link, at=NOW)
        with pytest.raises(NotFoundError):
            rooms.tokens.revoke_link(token, at=NOW)


def test_one_assessment_is_all_that_its_scope_lists(store: Store, head: AssessmentHead) -> None:
    with store.write(LOCAL) as rooms:
        seal_one(rooms, head.site, seed=2)

    with store.read(_link_scope("x", head)) as rooms:
        assert [one.id for one in rooms.assessments.of_site(head.site)] == [head.id]


ASKS: list[Callable[[Rooms], object]] = [
    lambda rooms: rooms.tokens.all(),
    lambda rooms: rooms.tokens.links(),
    lambda rooms: rooms.tokens.revoke("0" * 32, at=NOW),
    lambda rooms: rooms.tokens.revoke_link("0" * 32, at=NOW),
    lambda rooms: rooms.tokens.add_link("0" * 32, name="a", hash="h", at=NOW, until=UNTIL),
    lambda rooms: rooms.tokens.add_api(
        name="a", hash="h", may_write=False, site=None, at=NOW, until=UNTIL
    ),
]


@pytest.mark.parametrize("ask", ASKS)
def test_only_who_may_gives_and_ends_them(store: Store, ask: Callable[[Rooms], object]) -> None:
    nobody = replace(LOCAL, permissions=frozenset())

    with pytest.raises(ForbiddenError), store.write(nobody) as rooms:
        ask(rooms)


def test_the_use_of_a_token_is_noted_without_an_entry(store: Store) -> None:
    id = _token(store)
    with store.write(LOCAL) as rooms:
        rooms.tokens.used(id, at=NOW)

    with store.read(LOCAL) as rooms:
        assert rooms.tokens.all()[0].used_at == NOW
        assert rooms.audit.actions() == ("token.made",)
