from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ng911risk.errors import ConflictError, ForbiddenError, NotFoundError
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.questionnaire.asking import SAID_BY_MAX, Ask, Decision, NewReply, Reply
from ng911risk.store import LOCAL, Site, Store
from ng911risk.store import replies as module
from ng911risk.store.ids import new_id
from ng911risk.store.replies import Progress
from tests.store.conftest import OTHER
from tests.store.sample import NOW
from tests.store.test_asks import NEW, link_of

YES = NewReply(subject="mfa", value=AnswerValue.YES, note="Since May.")
NO = NewReply(subject="mfa", value=AnswerValue.NO)


@pytest.fixture
def ask(store: Store, site: Site) -> Ask:
    with store.write(LOCAL) as rooms:
        return rooms.asks.send(site.id, NEW, id=new_id(), hash="d" * 64, at=NOW)


def say(store: Store, ask: Ask, new: NewReply = YES, *, name: str = "J. Doe") -> Reply:
    with store.write(link_of(ask)) as rooms:
        return rooms.asks.replies.save(rooms.asks.mine(), new, name=name, role="engineer", at=NOW)


def test_a_reply_is_signed_by_whom_the_centre_asked(store: Store, ask: Ask) -> None:
    reply = say(store, ask, name="Pat Director")

    assert reply.said_by == "Acme Phone, Pat Director (engineer)"
    assert (reply.number, reply.decision) == (1, Decision.WAITING)
    with store.read(link_of(ask)) as rooms:
        mine = rooms.asks.mine()
        assert rooms.asks.replies.of_ask(mine) == {"mfa": reply}
        assert (mine.who_name, mine.who_role) == ("Pat Director", "engineer")


def test_a_name_without_end_is_cut_so_that_it_can_be_accepted(store: Store, ask: Ask) -> None:
    assert len(say(store, ask, name="x" * 500).said_by) == SAID_BY_MAX


def test_a_changed_reply_is_added_and_the_same_again_is_not(store: Store, ask: Ask) -> None:
    first, again, changed = say(store, ask), say(store, ask), say(store, ask, NO)

    assert again == first
    assert changed.number == 2


def test_what_was_not_asked_is_not_answered(store: Store, ask: Ask) -> None:
    with pytest.raises(NotFoundError):
        say(store, ask, replace(YES, subject="zone-segmentation"))


def test_a_link_answers_its_own_ask_only(store: Store, site: Site, ask: Ask) -> None:
    with store.write(LOCAL) as rooms:
        other = rooms.asks.send(site.id, NEW, id=new_id(), hash="e" * 64, at=NOW)

    with pytest.raises(NotFoundError), store.write(link_of(ask)) as rooms:
        rooms.asks.replies.save(other, YES, name="J. Doe", role="", at=NOW)
    with pytest.raises(ForbiddenError), store.read(link_of(ask)) as rooms:
        rooms.asks.replies.of_ask(other)
    with pytest.raises(ForbiddenError), store.write(link_of(ask)) as rooms:
        rooms.asks.replies.take(ask, (YES,), name="J. Doe", role="", at=NOW)


@pytest.mark.parametrize("revoked", [True, False])
def test_a_closed_ask_takes_no_more_replies(store: Store, ask: Ask, revoked: bool) -> None:
    with store.write(LOCAL) as rooms:
        rooms.asks.close(ask.id, at=NOW, revoked=revoked)

    with pytest.raises(ConflictError, match="no longer open"):
        say(store, ask)


def test_an_expired_link_takes_no_more_replies(store: Store, ask: Ask) -> None:
    late = NOW + timedelta(days=22)

    with pytest.raises(ConflictError, match="no longer open"), store.write(link_of(ask)) as rooms:
        rooms.asks.replies.save(ask, YES, name="J. Doe", role="", at=late)


def test_a_link_cannot_fill_the_database(
    store: Store, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "VERSIONS_MAX", 2)
    say(store, ask)
    kept = say(store, ask, replace(NO, note="x" * 50_000))

    assert len(kept.note) == 2_000
    with pytest.raises(ConflictError, match="too often"):
        say(store, ask)


def test_the_same_file_is_taken_once(store: Store, ask: Ask) -> None:
    def take(*news: NewReply) -> int:
        with store.write(LOCAL) as rooms:
            return rooms.asks.replies.take(ask, news, name="J. Doe", role="engineer", at=NOW)

    assert take(YES) == 1
    assert take(YES) == 0
    say(store, ask, NO)

    assert take(YES) == 0
    with store.read(LOCAL) as rooms:
        assert rooms.asks.replies.of_ask(ask)["mfa"].value is AnswerValue.NO


def test_a_file_of_what_was_taken_back_is_refused(store: Store, ask: Ask) -> None:
    with store.write(LOCAL) as rooms:
        rooms.asks.close(ask.id, at=NOW, revoked=True)
        taken_back = rooms.asks.get(ask.id)

    with pytest.raises(ConflictError, match="taken back"), store.write(LOCAL) as rooms:
        rooms.asks.replies.take(taken_back, (YES,), name="J. Doe", role="", at=NOW)


def test_a_reply_is_decided_once_and_only_as_it_was_seen(store: Store, ask: Ask) -> None:
    def decide(number: int, decision: Decision = Decision.ACCEPTED) -> None:
        with store.write(LOCAL) as rooms:
            rooms.asks.replies.decide(ask, "mfa", number=number, decision=decision, at=NOW)

    say(store, ask)
    say(store, ask, NO)

    with pytest.raises(ConflictError, match="another answer"):
        decide(1)
    decide(2)
    with pytest.raises(ConflictError, match="accepted already"):
        decide(2, Decision.REFUSED)
    with store.read(LOCAL) as rooms:
        reply = rooms.asks.replies.of_ask(ask)["mfa"]
    assert (reply.decision, reply.decided_by) == (Decision.ACCEPTED, "command line")
    assert reply.decided_at == NOW


def test_a_reply_after_the_decision_waits_for_a_new_one(store: Store, ask: Ask) -> None:
    say(store, ask)
    with store.write(LOCAL) as rooms:
        rooms.asks.replies.decide(ask, "mfa", number=1, decision=Decision.REFUSED, at=NOW)
    say(store, ask, NO)

    with store.read(LOCAL) as rooms:
        assert rooms.asks.replies.progress(ask.site) == {ask.id: Progress(replied=1, waiting=1)}


def test_what_never_came_is_not_decided(store: Store, ask: Ask) -> None:
    with pytest.raises(NotFoundError), store.write(LOCAL) as rooms:
        rooms.asks.replies.decide(ask, "mfa", number=1, decision=Decision.ACCEPTED, at=NOW)


def test_nobody_else_sees_or_decides(store: Store, ask: Ask) -> None:
    say(store, ask)

    with store.read(OTHER) as rooms:
        assert rooms.asks.replies.of_ask(ask) == {}
        with pytest.raises(NotFoundError):
            rooms.asks.replies.progress(ask.site)
    with pytest.raises(NotFoundError), store.write(OTHER) as rooms:
        rooms.asks.replies.decide(ask, "mfa", number=1, decision=Decision.ACCEPTED, at=NOW)
    with pytest.raises(ForbiddenError), store.write(link_of(ask)) as rooms:
        rooms.asks.replies.decide(ask, "mfa", number=1, decision=Decision.ACCEPTED, at=NOW)


def test_different_replies_stand_side_by_side_and_one_of_them_is_chosen(
    store: Store, ask: Ask
) -> None:
    first = say(store, ask, NO)
    with store.write(LOCAL) as rooms:
        rooms.asks.replies.take(ask, (YES,), name="J. Doe", role="engineer", at=NOW)
    with store.read(LOCAL) as rooms:
        found = rooms.asks.replies.undecided(ask)["mfa"]
    assert [(one.number, one.value) for one in found] == [(2, YES.value), (1, NO.value)]

    with store.write(LOCAL) as rooms:
        chosen = rooms.asks.replies.decide(
            ask, "mfa", number=2, decision=Decision.ACCEPTED, at=NOW, chosen=1
        )

    assert chosen == first
    with store.read(LOCAL) as rooms:
        assert rooms.asks.replies.of_ask(ask)["mfa"].decision is Decision.REFUSED
        assert rooms.asks.replies.undecided(ask)["mfa"] == ()


def test_the_same_answer_with_another_note_is_one_reply(store: Store, ask: Ask) -> None:
    say(store, ask)
    newest = say(store, ask, replace(YES, note="Since June."))

    with store.read(LOCAL) as rooms:
        assert rooms.asks.replies.undecided(ask) == {"mfa": (newest,)}
    with store.read(link_of(ask)) as rooms, pytest.raises(ForbiddenError):
        rooms.asks.replies.undecided(ask)
    with pytest.raises(NotFoundError), store.write(LOCAL) as rooms:
        rooms.asks.replies.decide(
            ask, "mfa", number=2, decision=Decision.ACCEPTED, at=NOW, chosen=1
        )
