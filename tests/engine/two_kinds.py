"""Two kinds of calls in one queue, worked out by two other means: one matrix, and a simulation."""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """A queue with genuine and hostile calls."""

    genuine: float
    """An hour."""

    genuine_s: float
    hostile: float
    """An hour."""

    hostile_s: float
    people: int
    lines: int
    patience_s: float = 60.0


def by_matrix(centre: Centre) -> float:
    """Share of genuine callers lost: one dense linear system over (calls, genuine in service)."""
    arrivals = (centre.genuine + centre.hostile) / 3600.0
    share = centre.genuine / (centre.genuine + centre.hostile)
    states = [(n, i) for n in range(centre.lines + 1) for i in range(min(n, centre.people) + 1)]
    index = {state: at for at, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))

    def add(start: tuple[int, int], end: tuple[int, int], rate: float) -> None:
        if rate > 0.0 and end in index:
            rates[index[start], index[end]] += rate
            rates[index[start], index[start]] -= rate

    for n, i in states:
        one = i / centre.genuine_s
        two = (min(n, centre.people) - i) / centre.hostile_s
        behind = max(0, n - centre.people)
        if n < centre.people:
            add((n, i), (n + 1, i + 1), arrivals * share)
            add((n, i), (n + 1, i), arrivals * (1.0 - share))
        else:
            add((n, i), (n + 1, i), arrivals)
        if behind:
            stays = one * share + two * (1.0 - share) + behind / centre.patience_s
            add((n, i), (n - 1, i), stays)
            add((n, i), (n - 1, i - 1), one * (1.0 - share))
            add((n, i), (n - 1, i + 1), two * share)
        else:
            add((n, i), (n - 1, i - 1), one)
            add((n, i), (n - 1, i), two)
    balance = rates.T.copy()
    balance[-1] = 1.0
    right = np.zeros(len(states))
    right[-1] = 1.0
    chances = np.linalg.solve(balance, right)
    blocked = sum(chances[index[s]] for s in states if s[0] == centre.lines)
    queue = sum(chances[index[s]] * max(0, s[0] - centre.people) for s in states)
    return float(blocked + queue / centre.patience_s / arrivals)


def by_simulation(centre: Centre, *, calls: int, seed: int) -> float:
    """Share of calls lost in a simulation; either kind waits and gives up alike, so both count."""
    chance = random.Random(seed)  # noqa: S311 -- a simulation, no secret
    world = simpy.Environment()
    people = simpy.Resource(world, centre.people)
    told = {"calls": 0, "answered": 0, "inside": 0}

    def call(seconds: float) -> Generator[Any, Any, None]:
        told["calls"] += 1
        if told["inside"] >= centre.lines:
            return
        told["inside"] += 1
        with people.request() as asked:
            answer = yield asked | world.timeout(chance.expovariate(1.0 / centre.patience_s))
            if asked in answer:
                yield world.timeout(chance.expovariate(1.0 / seconds))
                told["answered"] += 1
        told["inside"] -= 1

    def source(per_hour: float, seconds: float) -> Generator[Any, Any, None]:
        while True:
            yield world.timeout(chance.expovariate(per_hour / 3600.0))
            world.process(call(seconds))

    world.process(source(centre.genuine, centre.genuine_s))
    world.process(source(centre.hostile, centre.hostile_s))
    world.run(calls / (centre.genuine + centre.hostile) * 3600.0)
    return 1.0 - told["answered"] / told["calls"]
