from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from fastapi import FastAPI

from ng911risk.model.inventory import OwnerClass
from ng911risk.model.report import Unknown
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.questionnaire.topics import Topic
from ng911risk.store import LOCAL, Store
from ng911risk_api.parts import Parts
from ng911risk_api.work.board import Board, board_of
from ng911risk_api.work.draft import draft_of
from ng911risk_api.work.workbench import Live, Result
from tests.store.sample import NOW, report_on

SWINGS = {
    "tested-offline-backups": 0.02,
    "multi-factor-sign-in": 0.3,
    "default-credentials@cad": 0.1,
    "separate-admin-lines": 0.001,
}


@pytest.fixture
def board(app: FastAPI, parts: Parts, site: str, inventory: str) -> Board:
    """Questions with a result of which one is answered already."""
    store: Store = app.state.store
    with store.write(LOCAL) as rooms:
        rooms.answers.save(
            site,
            ["default-credentials@cad"],
            value=AnswerValue.UNKNOWN,
            said_by="",
            seen=0,
            at=NOW,
        )
        draft = draft_of(rooms, site, LOCAL.tenant, parts.catalog)
    unknowns = tuple(
        Unknown(subject=name, question="?", ask=OwnerClass.PSAP, swing=swing, place="")
        for name, swing in SWINGS.items()
    )
    result = Result(
        draft=draft,
        report=replace(report_on(draft.inventory), unknowns=unknowns),
        opened=None,
        session=None,
        lock=threading.Lock(),
        made_at=NOW,
    )
    return board_of(draft, Live(result=result, current=True), parts.catalog)


def test_the_topic_with_the_most_to_gain_comes_first(board: Board) -> None:
    assert [one.topic for one in board.topics] == [Topic.OUTSIDE, Topic.RECOVERY, Topic.FLOODS]
    assert board.next_topic is not None
    assert board.next_topic.topic is Topic.OUTSIDE


def test_a_topic_tells_how_far_it_is(board: Board) -> None:
    outside, _, floods = board.topics

    assert (outside.done, outside.left) == (1, 1)
    assert (floods.done, floods.left) == (0, 0)
    assert len(floods.outlook.open) == 1


def test_every_question_is_on_one_page(board: Board) -> None:
    pages = [one.subject for topic in Topic for one in board.of(topic)]

    assert sorted(pages) == sorted(SWINGS)


def test_without_a_result_the_starter_set_is_asked(
    app: FastAPI, parts: Parts, site: str, inventory: str
) -> None:
    store: Store = app.state.store
    with store.read(LOCAL) as rooms:
        draft = draft_of(rooms, site, LOCAL.tenant, parts.catalog)

    board = board_of(draft, Live(result=None, current=False), parts.catalog)

    assert not board.worked_out
    assert board.outlook.worth == board.questions != ()
    assert sum(one.left for one in board.topics) == len(board.questions)
    assert board.next_topic is not None
