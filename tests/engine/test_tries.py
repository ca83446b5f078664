from __future__ import annotations

import pytest

from ng911risk.engine.build import Built
from tests.engine.crowded import crowded_catalog, crowded_site
from tests.engine.small import built_of, story, story_catalog

CROWDED = built_of(crowded_site(), crowded_catalog())


def _before(built: Built, name: str) -> set[str]:
    graph = built.graph
    return {graph.names[int(one)] for one in graph.before[graph.index[name]]}


def test_a_try_is_found_by_its_id_and_is_the_same_each_time() -> None:
    tries = built_of(story(), story_catalog()).tries

    assert list(tries) == [
        "bad-mail.open@pc",
        "flood.call@lines",
        "ransom.move@cad",
        "ransom.lock@cad",
        "tamper.alter@cad",
        "theft.copy@cad",
        "wear-out.die@cad",
    ]
    assert len(tries) == 7
    assert tries["ransom.move@cad"] is tries["ransom.move@cad"]
    assert {name: one.id for name, one in tries.items()} == {name: name for name in tries}


@pytest.mark.parametrize("name", ["ransom.move@pc", "ransom.no@cad", "ransom.move@nobody", "x"])
def test_what_was_never_tried_is_not_there(name: str) -> None:
    tries = built_of(story(), story_catalog()).tries

    assert name not in tries
    assert tries.get(name) is None


def test_the_names_a_try_tells_are_those_that_stand_before_its_node() -> None:
    for one in CROWDED.tries.values():
        before = _before(CROWDED, one.node)
        assert {name for name in (one.luck, one.cause) if name} <= before
        gates = {name for name in before if name.startswith("controls:")}
        assert set(one.controls) == {coin for gate in gates for coin in _before(CROWDED, gate)}
        coins = {name for name in before if name.startswith("weakness:")}
        assert coins <= set(one.weaknesses)


def test_every_try_has_a_node_that_some_world_can_hold() -> None:
    assert all(one.node in CROWDED.graph.index for one in CROWDED.tries.values())
    assert len(set(CROWDED.tries)) == len(CROWDED.tries)
