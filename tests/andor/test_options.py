"""What a set of options costs, and which sets may be bought."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.andor.options import Menu, Option, menu_of
from tests.andor.decisions import menus


def option(name: str, cost: float = 1.0, **more: tuple[str, ...]) -> Option:
    return Option(name=name, cost=cost, effects={}, **more)


MENU = menu_of(
    [
        option("server", 10.0),
        option("agent", 2.0, needs=("server",), shares=("training",)),
        option("rules", 3.0, needs=("agent",), shares=("training",)),
        option("rival", 1.0, excludes=("server",)),
    ],
    {"training": 5.0},
)


def test_a_shared_cost_is_paid_once() -> None:
    def price(*names: str) -> float:
        return MENU.price(np.array([one in names for one in MENU.names]))

    assert price() == 0.0
    assert price("server") == 10.0
    assert price("agent") == 7.0
    assert price("agent", "rules") == 10.0


def test_what_is_needed_comes_along_and_goes_along() -> None:
    found = MENU.with_needs(MENU.nothing(), 2)

    assert found.tolist() == [True, True, True, False]
    assert MENU.without(found, 0).tolist() == [False] * 4
    assert MENU.without(found, 1).tolist() == [True, False, False, False]


def test_needs_and_exclusions_decide_what_is_allowed() -> None:
    assert MENU.allowed(np.array([True, True, False, False]))
    assert not MENU.allowed(np.array([False, True, False, False]))
    assert not MENU.allowed(np.array([True, False, False, True]))


@given(menus(nodes=[]), st.data())
@settings(max_examples=50, deadline=None)
def test_more_never_costs_less(menu: Menu, data: st.DataObject) -> None:
    flags = st.lists(st.booleans(), min_size=len(menu), max_size=len(menu))
    one, more = (np.array(data.draw(flags), dtype=np.bool_) for _ in range(2))

    assert menu.price(one | more) >= menu.price(one)
    assert menu.price(one | more) <= menu.price(one) + menu.price(more) + 1e-9


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([option("a"), option("a")], "same name"),
        ([option("a", -1.0)], "cost is negative"),
        ([option("a", needs=("b",))], "not there: b"),
        ([option("a", shares=("g",))], "not there: g"),
        ([option("a", excludes=("a",))], "excludes itself"),
        ([Option(name="a", cost=1.0, effects={0: 1.5})], "between 0 and 1"),
    ],
)
def test_a_menu_that_makes_no_sense_is_refused(options: list[Option], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        menu_of(options)


def test_a_group_cannot_pay() -> None:
    with pytest.raises(ValueError, match="group is negative"):
        menu_of([option("a")], {"g": -1.0})
