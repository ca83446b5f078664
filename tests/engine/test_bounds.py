from __future__ import annotations

import numpy as np
import pytest

from ng911risk.andor.bits import WORD
from ng911risk.engine import bounds as module
from ng911risk.engine.bounds import most_likely
from ng911risk.engine.sampling import Sampling
from tests.engine.runs import run_of
from tests.engine.small import story, story_catalog

RUN = run_of(story(), story_catalog())
CAUSES = tuple(RUN.worlds.layout.causes)


def test_no_share_of_worlds_lies_above_its_bound_but_by_luck() -> None:
    most = most_likely(RUN.built, CAUSES)
    assert most is not None
    sampling = Sampling(RUN.worlds, range(len(RUN.built.graph)))
    hits = sampling._counted(inherent=False)
    worlds = sampling._strata.worlds
    share, limit = hits / worlds, most
    luck = 5.0 * np.sqrt(limit * (1.0 - np.minimum(1.0, limit)) / worlds) + 1e-9

    assert (share <= limit + luck).all()
    assert worlds.min() >= WORD


def test_a_chain_is_at_most_as_likely_as_its_rarest_step() -> None:
    most = most_likely(RUN.built, CAUSES)
    assert most is not None
    graph, column = RUN.built.graph, CAUSES.index("actor:crook")
    for node in range(len(graph)):
        if graph.names[node].startswith("step:"):
            needs = [coin for coin in graph.before[node] if int(coin) in graph.coins]
            rarest = min((graph.coins[int(coin)].chance.likely for coin in needs), default=1.0)
            assert most[node, column] <= rarest


def test_what_has_no_cause_is_never_because_of_one() -> None:
    most = most_likely(RUN.built, CAUSES)
    assert most is not None
    coins = sorted(RUN.built.graph.coins)

    assert not most[coins].any()
    assert most.max() == pytest.approx(1.0)


def test_a_table_that_would_be_too_large_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 10)

    assert most_likely(RUN.built, CAUSES) is None
