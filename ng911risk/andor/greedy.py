"""
A good set under a budget, one step at a time: what saves most, or saves most for its price.

Values are looked at again only when an option comes up first (lazy greedy). That is exact where
every option is worth less the more is bought already. Two ways to one loss break
this rule, because closing one of them alone saves nothing; so a last pass exchanges options,
and `ng911risk.andor.cover` proves how far any set can be from the best.

Source: J. Leskovec and others, "Cost-effective outbreak detection in networks", KDD 2007 (CELF).
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.options import Chosen, Menu

Loss = Callable[[Chosen], float]
"""Mean loss once some options are chosen, always from the same worlds."""

EXCHANGES = 1
"""Passes that try to exchange each chosen option for another."""

_TRIED = 3
"""Options that are tried in the place of a chosen one, the most valuable first."""

_ROUNDING = 1e-9


def greedy(
    menu: Menu, loss: Loss, budget: float, alone: NDArray[np.float64] | None = None
) -> Chosen:
    """
    The better of greedy by value and greedy by value for the price, then exchanged.

    Args:
        menu: What may be bought.
        loss: Never larger for more options.
        budget: What may be spent; prerequisites and shared costs are paid from it too.
        alone: [options] What each saves by itself, where that is known already.
    """
    first = _Values.of(menu, loss, alone)
    found = [_bought(menu, loss, budget, first, by_price=by_price) for by_price in (True, False)]
    best = min(found, key=loss)
    return exchanged(menu, loss, budget, best, first.alone)


class _Values:
    """What each option saves on top of nothing."""

    def __init__(self, nothing: float, alone: NDArray[np.float64]) -> None:
        self.nothing = nothing
        self.alone = alone

    @classmethod
    def of(cls, menu: Menu, loss: Loss, alone: NDArray[np.float64] | None) -> _Values:
        """Try each with what it needs."""
        empty = menu.nothing()
        nothing = loss(empty)
        saved = np.zeros(len(menu)) if alone is None else alone.copy()
        for one in range(len(menu)):
            if alone is None or menu.needs[one].size:
                saved[one] = nothing - loss(menu.with_needs(empty, one))
        return cls(nothing, saved)


def _bought(menu: Menu, loss: Loss, budget: float, first: _Values, *, by_price: bool) -> Chosen:
    """Buy what comes up first, with all it needs, until nothing that saves fits any more."""
    chosen, spent, now = menu.nothing(), 0.0, first.nothing
    members = menu.groups.turned(menu.group_cost.size)

    def key(option: int, saved: float) -> float:
        if not by_price:
            return -saved
        extra = menu.price(menu.with_needs(chosen, option)) - spent
        return -saved / extra if extra > 0.0 else -np.inf if saved > 0.0 else 0.0

    heap = [(key(one, saved), one, -1) for one, saved in enumerate(first.alone)]
    heapify(heap)
    best = first.alone.copy()  # newest known saving of each
    turn = 0
    while heap:
        _, option, seen = heappop(heap)
        wanted = menu.with_needs(chosen, option)
        price = menu.price(wanted)
        if chosen[option] or price > budget + _ROUNDING or not menu.allowed(wanted):
            continue
        if seen != turn:
            best[option] = now - loss(wanted)
            heappush(heap, (key(option, best[option]), option, turn))
            continue
        if best[option] <= _ROUNDING:
            continue
        groups = menu.groups.items[np.isin(menu.groups.owners, np.flatnonzero(wanted & ~chosen))]
        chosen, spent, now = wanted, price, now - best[option]
        turn += 1
        for group in np.unique(groups).tolist():  # its cost is paid: the others got cheaper
            for other in members[group].tolist():
                heappush(heap, (key(other, best[other]), other, -1))
    return chosen


def exchanged(
    menu: Menu, loss: Loss, budget: float, chosen: Chosen, value: NDArray[np.float64]
) -> Chosen:
    """
    Take each chosen option out, and see whether others serve better in its place.

    Args:
        menu, loss, budget: As for `greedy`.
        chosen: Allowed and within the budget.
        value: [options] in which order to try what may come in.

    Returns:
        An allowed set within the budget with no larger loss.
    """
    best, lowest = chosen, loss(chosen)
    order = np.argsort(-value, kind="stable")
    for _ in range(EXCHANGES):
        before = lowest
        for option in np.flatnonzero(best).tolist():
            if not best[option]:
                continue
            left = menu.without(best, option)
            for other in _fitting(menu, budget, left, order[order != option])[:_TRIED]:
                other_set = filled(menu, budget, menu.with_needs(left, other), order)
                found = loss(other_set)
                if found < lowest - _ROUNDING:
                    best, lowest = other_set, found
                    break
        if lowest >= before:
            break
    return best


def _fitting(menu: Menu, budget: float, chosen: Chosen, order: NDArray[np.int64]) -> list[int]:
    """What may come on top of `chosen`, in the order given."""
    found = []
    for option in order.tolist():
        if not chosen[option]:
            wanted = menu.with_needs(chosen, option)
            if menu.allowed(wanted) and menu.price(wanted) <= budget + _ROUNDING:
                found.append(option)
    return found


def filled(menu: Menu, budget: float, chosen: Chosen, order: NDArray[np.int64]) -> Chosen:
    """`chosen` and whatever else still fits, in the order given."""
    for option in order.tolist():
        if not chosen[option]:
            wanted = menu.with_needs(chosen, option)
            if menu.allowed(wanted) and menu.price(wanted) <= budget + _ROUNDING:
                chosen = wanted
    return chosen
