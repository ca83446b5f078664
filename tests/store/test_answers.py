from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ng911risk.access import Permission, Scope
from ng911risk.errors import ForbiddenError, InputError, NotFoundError
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.store import LOCAL, Rooms, Site, Store
from ng911risk.store.answers import NOTE_MAX, WHO_MAX, AnsweredMeanwhileError
from tests.store.conftest import OTHER
from tests.store.sample import NOW

BACKUPS = "tested-offline-backups"
YES, NO = AnswerValue.YES, AnswerValue.NO


def someone(name: str, *permissions: Permission, site: str = "") -> Scope:
    return Scope(
        tenant=LOCAL.tenant, user="", name=name, via="page", role=None,
        permissions=frozenset(permissions or Permission), site=site,
    )  # fmt: skip


def save(rooms: Rooms, site: Site, value: AnswerValue, *, seen: int = 0, note: str = "") -> int:
    saved = rooms.answers.save(
        site.id, [BACKUPS], value=value, said_by="", note=note, seen=seen, at=NOW
    )
    return saved.number


def test_an_answer_stands_and_says_who_and_when(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        saved = rooms.answers.save(
            site.id, [BACKUPS], value=YES, said_by="Vendor", note=" seen ", seen=0, at=NOW
        )

    with store.read(LOCAL) as rooms:
        assert rooms.answers.standing(site.id) == {BACKUPS: saved}
    assert (saved.number, saved.said_by, saved.note) == (1, "Vendor", "seen")
    assert (saved.by_name, saved.at) == (LOCAL.name, NOW)
    assert saved.counts.on == NOW.date()


def test_whoever_enters_it_said_so_if_nobody_else_did(store: Store, site: Site) -> None:
    with store.write(someone("Pat")) as rooms:
        save(rooms, site, YES)

    with store.read(LOCAL) as rooms:
        assert rooms.answers.standing(site.id)[BACKUPS].said_by == "Pat"


def test_the_versions_before_can_be_read(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        first = save(rooms, site, YES)
        save(rooms, site, NO, seen=first)

    with store.read(LOCAL) as rooms:
        versions = rooms.answers.of_subject(site.id, BACKUPS)
        assert rooms.answers.standing(site.id)[BACKUPS] == versions[0]
    assert [(one.number, one.value) for one in versions] == [(2, NO), (1, YES)]


def test_the_second_of_two_people_overwrites_nothing(store: Store, site: Site) -> None:
    with store.write(someone("Pat")) as rooms:
        save(rooms, site, YES)

    with pytest.raises(AnsweredMeanwhileError) as caught, store.write(someone("Sam")) as rooms:
        save(rooms, site, NO)

    assert (caught.value.theirs.by_name, caught.value.theirs.value) == ("Pat", YES)
    with store.read(LOCAL) as rooms:
        assert len(rooms.answers.of_subject(site.id, BACKUPS)) == 1
    with store.write(someone("Sam")) as rooms:
        assert save(rooms, site, NO, seen=caught.value.theirs.number) == 2


def test_who_changes_their_mind_twice_contradicts_nobody(store: Store, site: Site) -> None:
    pat = replace(someone("Pat"), user="a" * 32)
    for value in (YES, NO, AnswerValue.PARTLY):
        with store.write(pat) as rooms:
            save(rooms, site, value, seen=0)

    with pytest.raises(AnsweredMeanwhileError), store.write(someone("Sam")) as rooms:
        save(rooms, site, YES, seen=2)

    with store.read(LOCAL) as rooms:
        assert rooms.answers.standing(site.id)[BACKUPS].value is AnswerValue.PARTLY


def test_saying_the_same_again_adds_nothing(store: Store, site: Site) -> None:
    for _ in range(2):
        with store.write(LOCAL) as rooms:
            assert save(rooms, site, YES) == 1

    with store.read(LOCAL) as rooms:
        assert len(rooms.answers.of_subject(site.id, BACKUPS)) == 1


def test_a_longer_note_is_a_new_version(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        first = save(rooms, site, YES)
        assert save(rooms, site, YES, seen=first, note="timed in June") == 2


def test_one_answer_for_assets_that_are_alike(store: Store, site: Site) -> None:
    alike = ["autorun-media@one", "autorun-media@two", "autorun-media@three"]
    with store.write(LOCAL) as rooms:
        rooms.answers.save(site.id, alike[:1], value=NO, said_by="", seen=0, at=NOW)

    with store.write(LOCAL) as rooms:
        saved = rooms.answers.save(site.id, alike, value=YES, said_by="", seen=1, at=NOW)

    with store.read(LOCAL) as rooms:
        standing = rooms.answers.standing(site.id)
    assert {one.value for one in standing.values()} == {YES}
    assert {one.number for one in standing.values()} == {saved.number} == {2}


def test_somebody_who_answered_one_of_them_meanwhile_is_heard(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        rooms.answers.save(site.id, ["autorun-media@two"], value=NO, said_by="", seen=0, at=NOW)

    with pytest.raises(AnsweredMeanwhileError), store.write(LOCAL) as rooms:
        rooms.answers.save(
            site.id,
            ["autorun-media@one", "autorun-media@two"],
            value=YES,
            said_by="",
            seen=0,
            at=NOW,
        )

    with store.read(LOCAL) as rooms:
        assert set(rooms.answers.standing(site.id)) == {"autorun-media@two"}


def test_every_answer_is_told_to_the_log_without_its_words(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        save(rooms, site, YES, note="the key is under the mat")

    with store.read(LOCAL) as rooms:
        links = [one.entry for one in rooms.audit.links()]
    (entry,) = [one for one in links if one.action == "answer.saved"]
    assert entry.object == BACKUPS
    assert "mat" not in entry.detail


@pytest.mark.parametrize(
    ("note", "said_by"), [("x" * (NOTE_MAX + 1), ""), ("", "x" * (WHO_MAX + 1))]
)
def test_an_answer_is_no_novel(store: Store, site: Site, note: str, said_by: str) -> None:
    with pytest.raises(InputError, match="longer"), store.write(LOCAL) as rooms:
        rooms.answers.save(
            site.id, [BACKUPS], value=YES, said_by=said_by, note=note, seen=0, at=NOW
        )


def test_nobody_else_reads_or_answers(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        save(rooms, site, YES)

    for scope in (OTHER, someone("t", site="0" * 32)):
        with store.write(scope) as rooms:
            for look in (
                lambda: rooms.answers.standing(site.id),
                lambda: rooms.answers.of_subject(site.id, BACKUPS),
                lambda: save(rooms, site, NO, seen=1),
            ):
                with pytest.raises(NotFoundError):
                    look()


def test_a_viewer_reads_but_does_not_answer(store: Store, site: Site) -> None:
    with store.write(someone("Val", Permission.READ_SITE)) as rooms:
        assert rooms.answers.standing(site.id) == {}
        with pytest.raises(ForbiddenError):
            save(rooms, site, YES)


def test_an_answer_cannot_be_changed_afterwards(store: Store, site: Site) -> None:
    later = NOW + timedelta(days=400)
    with store.write(LOCAL) as rooms:
        save(rooms, site, YES)
        saved = rooms.answers.save(
            site.id, [BACKUPS], value=YES, said_by="", seen=1, note="again", at=later
        )

    with store.read(LOCAL) as rooms:
        assert [one.at for one in rooms.answers.of_subject(site.id, BACKUPS)] == [later, NOW]
    assert saved.at == later
