from __future__ import annotations

import numpy as np
import pytest

from ng911risk.engine import session as module
from ng911risk.engine.session import FIRST_WORDS, Session
from ng911risk.engine.whatif import WhatIf, mitigation, tried
from ng911risk.model.scales import Status
from tests.engine.runs import run_of
from tests.engine.small import story, story_catalog

RUN = run_of(story(), story_catalog())
SESSION = Session(RUN)
BOTH = WhatIf(said=dict.fromkeys(("segment", "train"), Status.YES), coins={})
QUESTIONS = [mitigation("segment", Status.YES), mitigation("segment", Status.NO), BOTH]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_last_answer_is_that_of_all_worlds(question: WhatIf) -> None:
    *_, last = SESSION.answers(question)
    now, (after,) = tried(RUN, [question], "likely")

    assert last.whole
    assert last.worlds == RUN.worlds.layout.words * 64
    assert last.now.weighted == pytest.approx(now.weighted)
    assert last.after.weighted == pytest.approx(after.weighted)
    for service, harm in after.harm.services.items():
        assert last.after.harm.services[service].rate == pytest.approx(harm.rate)


def test_answers_come_from_more_and_more_worlds() -> None:
    answers = list(SESSION.answers(QUESTIONS[0]))
    worlds = [one.worlds for one in answers]

    assert worlds == sorted(set(worlds))
    assert 64 * FIRST_WORDS <= worlds[0] <= 3 * 64 * FIRST_WORDS
    assert [one.whole for one in answers] == [False] * (len(answers) - 1) + [True]


def test_the_first_answer_is_near_the_last() -> None:
    first, *_, last = SESSION.answers(QUESTIONS[0])

    assert first.now.weighted == pytest.approx(last.now.weighted, rel=0.3)
    assert first.after.weighted <= first.now.weighted


def test_every_word_has_its_turn_once() -> None:
    parts = [word for part in module._parts(RUN.worlds) for one in part for word in one.tolist()]

    assert sorted(parts) == list(range(RUN.worlds.layout.words))


def test_what_does_not_fit_is_drawn_anew_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT", 0)
    small = Session(RUN)
    for one, other in zip(small.answers(BOTH), SESSION.answers(BOTH), strict=True):
        assert one == other
    assert list(small._kept) == [0]


def test_a_part_stands_for_all_events_of_a_year() -> None:
    """With no word of a group missing its turn, scaled weights add to those of all worlds."""
    weights = RUN.worlds.layout.weights["likely"]
    heard = np.zeros(len(RUN.worlds.groups))
    for group, block in SESSION._blocks(0):
        heard[group] += block.weights.sum()
    full = sum(weights[low:high].sum() for low, high in RUN.worlds.groups)

    assert float(SESSION._scale(heard) @ heard) == pytest.approx(full)
