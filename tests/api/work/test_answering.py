from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi import FastAPI

from ng911risk.errors import NotFoundError
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.store import LOCAL, Store
from ng911risk_api.parts import Parts
from ng911risk_api.work.answering import Entry, Outcome, check_subjects, save_entries, text_of
from tests.store.sample import INVENTORY, NOW

BACKUPS, SIGN_IN = "tested-offline-backups", "multi-factor-sign-in"
YES, NO = AnswerValue.YES, AnswerValue.NO


def save(app: FastAPI, site: str, *entries: Entry, name: str = "Pat") -> Outcome:
    store: Store = app.state.store
    with store.write(replace(LOCAL, name=name)) as rooms:
        return save_entries(rooms, site, entries, app.state.parts.catalog, at=NOW)


def entry(subject: str, value: AnswerValue | None, seen: int = 0) -> Entry:
    return Entry(subjects=(subject,), value=value, seen=seen)


def test_what_was_chosen_is_saved_and_the_rest_left_alone(
    app: FastAPI, site: str, inventory: str
) -> None:
    outcome = save(app, site, entry(BACKUPS, YES), entry(SIGN_IN, None))

    assert [one.subject for one in outcome.saved] == [BACKUPS]
    assert not outcome.clashes
    assert not outcome.untouched


def test_one_clash_does_not_hold_up_the_other_answers(
    app: FastAPI, site: str, inventory: str
) -> None:
    save(app, site, entry(BACKUPS, NO), name="Sam")

    outcome = save(app, site, entry(BACKUPS, YES), entry(SIGN_IN, YES))

    assert [one.subject for one in outcome.saved] == [SIGN_IN]
    assert [(one.entry.value, one.theirs.by_name) for one in outcome.clashes] == [(YES, "Sam")]


def test_who_changed_nothing_contradicts_nobody_and_signs_nothing(
    app: FastAPI, site: str, inventory: str
) -> None:
    save(app, site, entry(BACKUPS, NO), name="Sam")
    save(app, site, entry(BACKUPS, YES, seen=1), name="Kim")

    outcome = save(app, site, entry(BACKUPS, NO, seen=1))

    assert not outcome.saved
    assert not outcome.clashes
    assert [(one.by_name, one.value) for one in outcome.untouched] == [("Kim", YES)]


def test_an_unknown_subject_saves_nothing_at_all(app: FastAPI, site: str, inventory: str) -> None:
    with pytest.raises(NotFoundError):
        save(app, site, entry(BACKUPS, YES), entry("gone", YES))

    with app.state.store.read(LOCAL) as rooms:
        assert rooms.answers.standing(site) == {}


@pytest.mark.parametrize(
    "subjects",
    [[], ["gone"], ["gone@cad"], ["end-of-life@gone"], [BACKUPS, SIGN_IN],
     ["end-of-life@cad", "known-exploited@cad"]],
)  # fmt: skip
def test_subjects_are_of_one_question_of_this_site(subjects: list[str], parts: Parts) -> None:
    with pytest.raises(NotFoundError):
        check_subjects(subjects, INVENTORY, parts.catalog)


def test_a_question_has_words_also_when_it_is_gone(parts: Parts) -> None:
    assert text_of(BACKUPS, parts.catalog) == parts.catalog.mitigations[BACKUPS].ask
    assert text_of("end-of-life@cad", parts.catalog).startswith("cad: Does the vendor")
    assert text_of("gone", parts.catalog) == "gone"
