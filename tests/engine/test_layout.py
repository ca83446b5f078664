from __future__ import annotations

import pytest

from ng911risk.engine import layout as module
from ng911risk.engine.layout import ENDS, layout_of
from ng911risk.engine.ranges import ends
from ng911risk.model.grammar import Recovery
from ng911risk.model.kinds import AssetKind
from tests.engine.small import (
    ACTORS,
    about,
    asset,
    built_of,
    catalog,
    inventory,
    rate,
    step,
    stopped,
    story,
    story_catalog,
    vector,
)

STORY = built_of(story(), story_catalog())
LAYOUT = layout_of(STORY, story_catalog(), 1)


def _worlds_of(cause: str) -> int:
    stretch = LAYOUT.causes[cause]
    return (stretch.stop - stretch.start) * int(stretch.mask).bit_count()


def test_every_cause_has_worlds_and_no_two_share_one() -> None:
    assert set(LAYOUT.causes) == {"actor:crook", "event:wear-out.die|cad"}
    taken = [
        (word, bit)
        for one in LAYOUT.causes.values()
        for word in range(one.start, one.stop)
        for bit in range(64)
        if int(one.mask) >> bit & 1
    ]

    assert len(taken) == len(set(taken))
    assert len(set(LAYOUT.keys.tolist())) == LAYOUT.words


@pytest.mark.parametrize("end", ENDS)
def test_the_worlds_of_a_cause_weigh_what_happens_in_a_year(end: str) -> None:
    crook, wear = LAYOUT.causes["actor:crook"], LAYOUT.causes["event:wear-out.die|cad"]
    weights = LAYOUT.weights[end]  # type: ignore[index]

    attempts = getattr(ends(about(2.0)), end)
    assert weights[crook.start : crook.stop].sum() * 64 == pytest.approx(attempts)
    event = getattr(STORY.events["event:wear-out.die|cad"].rate, end)
    each = int(wear.mask).bit_count()
    assert weights[wear.start : wear.stop].sum() * each == pytest.approx(event)


def test_worlds_hang_on_the_seed_and_not_on_what_else_there_is() -> None:
    other = layout_of(STORY, story_catalog(), 2)
    fewer = built_of(story(flows=()), story_catalog())
    again = layout_of(fewer, story_catalog(), 1)
    wear = again.causes["event:wear-out.die|cad"]

    assert not set(other.keys.tolist()) & set(LAYOUT.keys.tolist())
    assert again.keys[wear.start] in LAYOUT.keys
    assert LAYOUT.worlds == _worlds_of("actor:crook")


def test_many_events_of_one_rate_share_words_and_keep_their_weight() -> None:
    """Fifty machines that wear out alike."""
    die = step("die", AssetKind.CAD, (), stopped(Recovery.REPAIR), actors=("wear",), rate=rate(0.5))
    content = catalog({"wear-out": vector(die)}, actors={"wear": ACTORS["wear"]})
    built = built_of(inventory(*(asset(f"cad{n}") for n in range(50))), content)
    layout = layout_of(built, content, 1)

    assert len(layout.causes) == 50
    for stretch in layout.causes.values():
        bits = int(stretch.mask).bit_count()
        assert bits >= 1
        weights = layout.weights["likely"][stretch.start : stretch.stop]
        assert weights.sum() * bits == pytest.approx(0.5)


def _room(monkeypatch: pytest.MonkeyPatch, words: int) -> None:
    """As if the graph were so large that there is room for so many words."""
    monkeypatch.setattr(module, "_BUDGET", words * len(STORY.graph))


@pytest.mark.parametrize(("room", "words"), [(20, 20), (9, 9), (1, 8), (1000, 128)])
def test_a_large_graph_draws_fewer_worlds_but_never_too_few(
    monkeypatch: pytest.MonkeyPatch, room: int, words: int
) -> None:
    _room(monkeypatch, room)
    layout = layout_of(STORY, story_catalog(), 1)
    crook = layout.causes["actor:crook"]

    assert (crook.stop - crook.start, layout.worlds) == (words, words * 64)
    for end in ENDS:
        attempts = getattr(ends(about(2.0)), end)
        assert layout.weights[end][crook.start : crook.stop].sum() * 64 == pytest.approx(attempts)


@pytest.mark.parametrize(("room", "words", "each"), [(100, 50, 64), (20, 7, 8), (2, 1, 1)])
def test_crowded_events_share_words_and_no_bits(
    monkeypatch: pytest.MonkeyPatch, room: int, words: int, each: int
) -> None:
    """Fifty machines that wear out alike, with less and less room for them."""
    die = step("die", AssetKind.CAD, (), stopped(Recovery.REPAIR), actors=("wear",), rate=rate(0.5))
    content = catalog({"wear-out": vector(die)}, actors={"wear": ACTORS["wear"]})
    built = built_of(inventory(*(asset(f"cad{n}") for n in range(50))), content)
    monkeypatch.setattr(module, "_BUDGET", room * len(built.graph))
    layout = layout_of(built, content, 1)
    taken: dict[int, int] = {}

    for stretch in layout.causes.values():
        mask = int(stretch.mask)
        assert stretch.stop == stretch.start + 1
        assert mask.bit_count() == each
        assert not taken.get(stretch.start, 0) & mask
        taken[stretch.start] = taken.get(stretch.start, 0) | mask
        assert layout.weights["likely"][stretch.start] * each == pytest.approx(0.5)
    assert len(taken) == layout.words == words


@pytest.mark.parametrize(
    ("often", "words"), [(0.001, 1), (0.07, 2), (0.5, 8), (1.0, 16), (9.0, 16)]
)
def test_what_happens_often_has_more_worlds(often: float, words: int) -> None:
    die = step(
        "die", AssetKind.CAD, (), stopped(Recovery.REPAIR), actors=("wear",), rate=rate(often)
    )
    content = catalog({"wear-out": vector(die)}, actors={"wear": ACTORS["wear"]})
    layout = layout_of(built_of(inventory(asset("cad")), content), content, 1)
    (stretch,) = layout.causes.values()

    assert stretch.stop - stretch.start == words == layout.words
    assert layout.weights["likely"].sum() * 64 == pytest.approx(often)
