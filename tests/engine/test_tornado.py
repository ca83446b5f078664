from __future__ import annotations

import numpy as np
import pytest

from ng911risk.engine import tornado as module
from ng911risk.engine.tornado import SHOWN, influences, tornado
from tests.engine.runs import report_of, run_of
from tests.engine.small import story, story_catalog

RUN = run_of(story(), story_catalog())
FOUND = tornado(RUN)


def test_the_widest_come_first_and_all_move_something() -> None:
    widths = [one.width for one in FOUND]

    assert 0 < len(FOUND) <= SHOWN
    assert widths == sorted(widths, reverse=True)
    assert min(widths) > 0.0


def test_each_end_is_the_sum_with_that_input_alone_at_its_end() -> None:
    """Against drawing the worlds anew with the input at its end."""
    known = RUN.ignorance
    watched = RUN.meter.watched
    for one in FOUND:
        place = known.inputs.index(one.known)
        for value, said in ((one.known.low, one.at_low), (one.known.high, one.at_high)):
            values = known.likely.copy()
            values[place] = value
            factors = known.factors(values, RUN.worlds.layout)
            drawn = RUN.worlds.drawn(known.nodes, known.chances(values), factors)
            rates = sum((block.rates(watched) for block in drawn), start=np.zeros(watched.size))
            assert said == pytest.approx(float(rates @ known.worth(values)[0]), rel=1e-6)


def test_the_first_estimate_misses_nothing_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_THROWN", 10_000)
    every = {one.known.key for one in tornado(RUN)[:6]}

    assert every <= {one.known.key for one in FOUND}


def test_the_report_tells_them_in_plain_words() -> None:
    told = influences(RUN)

    assert [one.harm_at_low for one in told] == [one.at_low for one in FOUND]
    assert all(one.what and one.place for one in told)
    assert report_of(story()).influences == told
