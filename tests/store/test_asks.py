from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from ng911risk.model.inventory import OwnerClass
from ng911risk.questionnaire.asking import Ask, AskedQuestion, AskState, NewAsk, until
from ng911risk.store import LOCAL, Rooms, Site, Store
from ng911risk.store.ids import new_id
from tests.store.conftest import OTHER
from tests.store.sample import NOW

HASH = "d" * 64
MFA = AskedQuestion(subject="mfa", question="Does more than a password stand there?", why="So.")
CAD = AskedQuestion(
    subject="end-of-life@cad", question="Does the vendor still fix flaws?", about="CAD server"
)
NEW = NewAsk(
    to_name="Acme Phone",
    owner_class=OwnerClass.VENDOR,
    questions=(MFA, CAD),
    note="Thank you.",
    expires_at=until(21, NOW),
)


def link_of(ask: Ask) -> Scope:
    """The scope of whoever uses the link of `ask`."""
    return replace(
        LOCAL, via="link", permissions=frozenset({Permission.REPLY}), site=ask.site, token=ask.id
    )


@pytest.fixture
def ask(store: Store, site: Site) -> Ask:
    with store.write(LOCAL) as rooms:
        return rooms.asks.send(site.id, NEW, id=new_id(), hash=HASH, at=NOW)


def test_what_was_sent_comes_back_as_it_was_sent(store: Store, site: Site, ask: Ask) -> None:
    with store.read(LOCAL) as rooms:
        assert rooms.asks.get(ask.id) == ask
        assert rooms.asks.of_site(site.id) == (ask,)
    assert (ask.to_name, ask.questions, ask.note) == ("Acme Phone", (MFA, CAD), "Thank you.")
    assert ask.expires_at == NOW + timedelta(days=21)
    assert ask.state(NOW) is AskState.OPEN


def test_sending_twice_asks_once(store: Store, site: Site, ask: Ask) -> None:
    with pytest.raises(ConflictError, match="already"), store.write(LOCAL) as rooms:
        rooms.asks.send(site.id, NEW, id=ask.id, hash="e" * 64, at=NOW)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"to_name": ""}, "whom"),
        ({"to_name": "x" * 121}, "longer"),
        ({"note": "x" * 2_001}, "longer"),
        ({"questions": ()}, "at least one"),
        ({"questions": (MFA, MFA)}, "twice"),
        ({"questions": tuple(replace(MFA, subject=f"m{n}") for n in range(41))}, "at most 40"),
    ],
)
def test_what_nobody_could_answer_is_not_sent(
    store: Store, site: Site, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message), store.write(LOCAL) as rooms:
        rooms.asks.send(site.id, replace(NEW, **change), id=new_id(), hash=HASH, at=NOW)


def test_the_end_of_a_link_is_within_ninety_days() -> None:
    assert until(500, NOW) == NOW + timedelta(days=90)
    assert until(-3, NOW) == NOW + timedelta(days=1)


def test_a_link_runs_out_and_can_be_extended(store: Store, ask: Ask) -> None:
    late = NOW + timedelta(days=30)
    assert ask.state(late) is AskState.EXPIRED

    with store.write(LOCAL) as rooms:
        longer = rooms.asks.extend(ask.id, expires_at=until(5, late), at=late)

    assert longer.state(late) is AskState.OPEN


def test_what_is_closed_is_not_touched_again(store: Store, ask: Ask) -> None:
    with store.write(LOCAL) as rooms:
        rooms.asks.close(ask.id, at=NOW, revoked=True)

    changes: tuple[Callable[[Rooms], object], ...] = (
        lambda rooms: rooms.asks.close(ask.id, at=NOW),
        lambda rooms: rooms.asks.extend(ask.id, expires_at=until(5, NOW), at=NOW),
        lambda rooms: rooms.asks.reminded(ask.id, at=NOW),
        lambda rooms: rooms.asks.renew(ask.id, hash="e" * 64, at=NOW),
    )
    for change in changes:
        with pytest.raises(ConflictError, match="closed"), store.write(LOCAL) as rooms:
            change(rooms)
    with store.read(LOCAL) as rooms:
        assert rooms.asks.get(ask.id).state(NOW) is AskState.REVOKED


def test_a_reminder_is_noted(store: Store, ask: Ask) -> None:
    with store.write(LOCAL) as rooms:
        assert rooms.asks.reminded(ask.id, at=NOW).reminded_at == NOW


def test_a_new_link_ends_the_old_one_and_its_files(store: Store, ask: Ask) -> None:
    with store.write(LOCAL) as rooms:
        renewed = rooms.asks.renew(ask.id, hash="e" * 64, at=NOW)

    with store.door() as door:
        assert door.ask(HASH) is None
        found = door.ask("e" * 64)
    assert found is not None
    assert (found.id, found.site, found.closed) == (ask.id, ask.site, False)
    assert renewed.check != ask.check


def test_whoever_was_asked_sees_their_own_questions_only(
    store: Store, site: Site, ask: Ask
) -> None:
    link = link_of(ask)

    with store.write(link) as rooms:
        assert rooms.asks.mine() == ask
        rooms.asks.opened(at=NOW)
    with store.read(link) as rooms:
        assert rooms.asks.mine().opened_at == NOW
        for look in (rooms.asks.get, rooms.asks.of_site, rooms.asks.replies.progress):
            with pytest.raises(ForbiddenError):
                look(site.id)


def test_somebody_elses_ask_is_not_found(store: Store, ask: Ask) -> None:
    elsewhere = replace(LOCAL, site="f" * 32)

    for scope in (OTHER, elsewhere):
        with pytest.raises(NotFoundError), store.read(scope) as rooms:
            rooms.asks.get(ask.id)
        with pytest.raises(NotFoundError), store.read(scope) as rooms:
            rooms.asks.of_site(ask.site)
        with pytest.raises(NotFoundError), store.write(scope) as rooms:
            rooms.asks.close(ask.id, at=NOW)


def test_who_may_only_read_sends_and_changes_nothing(store: Store, site: Site, ask: Ask) -> None:
    reader = replace(LOCAL, permissions=frozenset({Permission.READ_SITE}))

    with store.read(reader) as rooms:
        assert rooms.asks.get(ask.id) == ask
        with pytest.raises(ForbiddenError):
            rooms.asks.send(site.id, NEW, id=new_id(), hash=HASH, at=NOW)
        with pytest.raises(ForbiddenError):
            rooms.asks.close(ask.id, at=NOW)
        with pytest.raises(ForbiddenError):
            rooms.asks.mine()
