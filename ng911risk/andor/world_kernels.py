"""
Loops that look at one world after the other: what could go otherwise in it, and why.

Of each world only the rules and variables that options can still change are
looked at. What happens whatever is chosen, and what cannot happen, is the same for
every choice; finding it 64 worlds at a time leaves little to do one by one.
Arrays come one by one, as numba wants them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import ALL, CERTAIN, DIGITS, GOLDEN, ONE, WORD, ZERO, draw, mix
from ng911risk.andor.compiled import compiled
from ng911risk.andor.kernels import WORDS

_NONE = -1


class Rules(NamedTuple):
    """The rules of a compiled graph, those of one head together, and the levers on their gates."""

    start: NDArray[np.int64]
    """[variables + 1] First rule of each variable."""

    head: NDArray[np.int32]
    body_start: NDArray[np.int64]
    body: NDArray[np.int32]
    lever_of: NDArray[np.int32]
    """[variables + rules] Lever of each coin and gate, or -1."""


@compiled
def open_rules(
    worlds: NDArray[np.uint64],
    rules: Rules,
    limit: NDArray[np.uint64],
    stream: NDArray[np.uint64],
    state: NDArray[np.uint64],
    can_fail: NDArray[np.uint64],
    found: NDArray[np.uint64],
) -> None:
    """
    Find the worlds in which each rule holds and its head could still be prevented.

    Args:
        worlds: [WORDS] keys of the words.
        rules: Of the graph.
        limit, stream: [rules] threshold and key of each gate.
        state: [variables, WORDS] what is true with nothing chosen.
        can_fail: [variables, WORDS] the part of it that some choice prevents.
        found: [rules, WORDS] written.
    """
    gate = np.empty(WORDS, dtype=np.uint64)
    for r in range(rules.head.size):
        some = ZERO
        for w in range(WORDS):
            found[r, w] = can_fail[rules.head[r], w]
            some |= found[r, w]
        for b in range(rules.body_start[r], rules.body_start[r + 1]):
            if some == ZERO:
                break
            some = ZERO
            for w in range(WORDS):
                found[r, w] &= state[rules.body[b], w]
                some |= found[r, w]
        if some != ZERO and limit[r] < CERTAIN:
            draw(gate, stream[r], worlds, limit[r])
            for w in range(WORDS):
                found[r, w] &= gate[w]


@compiled
def draw_all(
    worlds: NDArray[np.uint64],
    stream: NDArray[np.uint64],
    limit: NDArray[np.uint64],
    out: NDArray[np.uint64],
) -> None:
    """
    Throw some coins in every world of a block.

    Args:
        worlds: [WORDS] keys of the words.
        stream, limit: [n] key and threshold of each coin.
        out: [n, WORDS] written.
    """
    for i in range(stream.size):
        draw(out[i], stream[i], worlds, limit[i])


@compiled
def number_of(stream: np.uint64, world: np.uint64, bit: np.uint64) -> np.uint64:
    """The 32-bit number of one coin in one world: it is true where this is below its threshold."""
    counter = ZERO
    number = ZERO
    for _ in range(DIGITS):
        counter += GOLDEN
        number = (number << ONE) | ((mix((stream ^ world) + counter) >> bit) & ONE)
    return number


class World(NamedTuple):
    """
    What can still be changed in one world, numbered anew; room that is used again and again.

    Every variable here is true with nothing chosen. What a rule needs beside its `body` holds
    whatever is chosen.
    """

    place: NDArray[np.int32]
    """[variables of the graph] Place of each here, or -1."""

    variable: NDArray[np.int32]
    """[n] Variable of the graph."""

    rule_start: NDArray[np.int64]
    """[n + 1] First rule of each."""

    rule: NDArray[np.int32]
    """[m] Rule of the graph; -1: the variable is decided by its coin alone."""

    lever: NDArray[np.int32]
    """[m] Lever on the gate or coin, or -1."""

    head: NDArray[np.int32]
    """[m] Place of the variable that the rule makes true."""

    body_start: NDArray[np.int64]
    """[m + 1] First item of each rule's body."""

    body: NDArray[np.int32]
    """Places of what each rule needs."""

    order: NDArray[np.int32]
    """[n] Places in an order in which they come true."""

    first: NDArray[np.int32]
    """[n] Rule that made each true, by number here."""


@compiled
def room(rules: Rules) -> World:
    """Room for any one world."""
    variables, count = rules.start.size - 1, rules.head.size
    return World(
        np.full(variables, _NONE, dtype=np.int32),
        np.empty(variables, dtype=np.int32),
        np.empty(variables + 1, dtype=np.int64),
        np.empty(count + variables, dtype=np.int32),
        np.empty(count + variables, dtype=np.int32),
        np.empty(count + variables, dtype=np.int32),
        np.empty(count + variables + 1, dtype=np.int64),
        np.empty(rules.body.size, dtype=np.int32),
        np.empty(variables, dtype=np.int32),
        np.empty(variables, dtype=np.int32),
    )


@compiled
def gather(
    rules: Rules,
    goals: NDArray[np.int32],
    can_fail: NDArray[np.uint64],
    holding: NDArray[np.uint64],
    bit: np.uint64,
    world: World,
) -> int:
    """
    Collect what decides the goals of one world, from the goals backwards.

    Args:
        rules: Of the graph.
        goals: [goals] variables.
        can_fail: [variables] the worlds of one word in which some choice prevents each.
        holding: [rules] the worlds of that word in which each holds, by `open_rules`.
        bit: The world.
        world: Written, but for `order` and `first`. `clear` it before the next.

    Returns:
        Number of variables.
    """
    variables = rules.start.size - 1
    size = 0
    for i in range(goals.size):
        v = goals[i]
        if (can_fail[v] >> bit) & ONE and world.place[v] == _NONE:
            world.place[v] = size
            world.variable[size] = v
            size += 1
    i = 0
    r = 0
    e = 0
    while i < size:
        v = world.variable[i]
        world.rule_start[i] = r
        if rules.start[v] == rules.start[v + 1]:
            world.rule[r] = _NONE
            world.lever[r] = rules.lever_of[v]
            world.head[r] = i
            world.body_start[r] = e
            r += 1
        for rule in range(rules.start[v], rules.start[v + 1]):
            if not (holding[rule] >> bit) & ONE:
                continue
            world.rule[r] = rule
            world.lever[r] = rules.lever_of[variables + rule]
            world.head[r] = i
            world.body_start[r] = e
            r += 1
            for b in range(rules.body_start[rule], rules.body_start[rule + 1]):
                need = rules.body[b]
                if not (can_fail[need] >> bit) & ONE:
                    continue
                if world.place[need] == _NONE:
                    world.place[need] = size
                    world.variable[size] = need
                    size += 1
                world.body[e] = world.place[need]
                e += 1
        i += 1
    world.rule_start[size] = r
    world.body_start[r] = e
    return size


@compiled
def clear(world: World, size: int) -> None:
    """Make the room ready for the next world."""
    for i in range(size):
        world.place[world.variable[i]] = _NONE


@compiled
def put_in_order(world: World, size: int) -> None:
    """
    Find an order in which everything comes true with nothing chosen, and by which rule.

    A few sweeps over the variables, what is far from the goals first.
    """
    for i in range(size):
        world.first[i] = _NONE
    done = 0
    while done < size:
        before = done
        for i in range(size - 1, -1, -1):
            if world.first[i] != _NONE:
                continue
            for r in range(world.rule_start[i], world.rule_start[i + 1]):
                ready = True
                for b in range(world.body_start[r], world.body_start[r + 1]):
                    if world.first[world.body[b]] == _NONE:
                        ready = False
                        break
                if ready:
                    world.first[i] = r
                    world.order[done] = i
                    done += 1
                    break
        if done == before:
            break  # cannot be: everything here is true


class Acting(NamedTuple):
    """Which options act on which lever, and where a coin stays true with one of them alone."""

    start: NDArray[np.int64]
    """[levers + 1]"""

    option: NDArray[np.int32]
    """[items] Option."""

    kept: NDArray[np.uint64]
    """[items] Worlds of one word in which the coin stays true with this option alone."""


@compiled
def suspects(
    world: World,
    goals: NDArray[np.int32],
    acting: Acting,
    bit: np.uint64,
    seen: NDArray[np.bool_],
    stack: NDArray[np.int32],
    bit_of: NDArray[np.int32],
    found: NDArray[np.int32],
) -> int:
    """
    Options that break one way to some goal: no other option prevents a goal by itself.

    Args:
        world: In order.
        goals: [goals] variables.
        acting: Which options act where.
        bit: The world.
        seen: [variables] False for all places of this world; changed.
        stack: [variables] room.
        bit_of: [options] all -1; gets the place of each option found.
        found: [options] gets the options.

    Returns:
        Number of options found.
    """
    count = 0
    size = 0
    for g in range(goals.size):
        i = world.place[goals[g]]
        if i != _NONE and not seen[i]:
            seen[i] = True
            stack[size] = i
            size += 1
    while size > 0:
        size -= 1
        r = world.first[stack[size]]
        lever = world.lever[r]
        if lever != _NONE:
            for a in range(acting.start[lever], acting.start[lever + 1]):
                m = acting.option[a]
                if bit_of[m] == _NONE and not (acting.kept[a] >> bit) & ONE:
                    bit_of[m] = count
                    found[count] = m
                    count += 1
        for b in range(world.body_start[r], world.body_start[r + 1]):
            i = world.body[b]
            if not seen[i]:
                seen[i] = True
                stack[size] = i
                size += 1
    return count


@compiled
def one_by_one(
    world: World,
    size: int,
    acting: Acting,
    bit: np.uint64,
    low: int,
    bit_of: NDArray[np.int32],
    spared: NDArray[np.uint64],
    alive: NDArray[np.uint64],
    again: NDArray[np.int32],
) -> None:
    """
    Solve one world once for each of 64 options, side by side.

    Args:
        world: In order.
        size: Its variables.
        acting: Which options act where.
        bit: The world.
        low: First of the 64 options, by the places in `bit_of`.
        bit_of: [options] by `suspects`.
        spared: [m] room: options with which each gate stays open.
        alive: [n] written: options with which, alone, each variable is true still.
        again: [n] room.
    """
    for r in range(world.rule_start[size]):
        spared[r] = ALL
        lever = world.lever[r]
        if lever != _NONE:
            for a in range(acting.start[lever], acting.start[lever + 1]):
                place = bit_of[acting.option[a]] - low
                if 0 <= place < WORD and not (acting.kept[a] >> bit) & ONE:
                    spared[r] &= ~(ONE << np.uint64(place))
    for i in range(size):
        alive[i] = ZERO
    later = 0  # variables that looked at something not yet solved: once more, then all if need be
    todo, many, first_time, changed = world.order, size, True, True
    while changed:
        changed = False
        for k in range(many):
            i = todo[k]
            now = alive[i]
            if now == ALL:
                continue
            early = False
            for r in range(world.rule_start[i], world.rule_start[i + 1]):
                way = spared[r] & ~now
                for b in range(world.body_start[r], world.body_start[r + 1]):
                    need = alive[world.body[b]]
                    early |= need == ZERO
                    way &= need
                now |= way
            if now != alive[i]:
                alive[i] = now
                changed = True
            if first_time and early and now != ALL:
                again[later] = i
                later += 1
        if first_time:
            todo, many, first_time = again, later, False
        else:
            todo, many = world.order, size


@compiled
def single_values(
    rules: Rules,
    goals: NDArray[np.int32],
    loss: NDArray[np.float64],
    option_start: NDArray[np.int64],
    option: NDArray[np.int32],
    kept: NDArray[np.uint64],
    can_fail: NDArray[np.uint64],
    holding: NDArray[np.uint64],
    total: NDArray[np.float64],
    squares: NDArray[np.float64],
) -> None:
    """
    Add what each option alone would save in each world of a block.

    Args:
        rules: Of the graph.
        goals, loss: [goals] variables, and what each costs.
        option_start, option: Options that act on each lever.
        kept: [items of options, WORDS] where a coin stays true with this option alone.
        can_fail: [variables, WORDS] what some choice prevents.
        holding: [rules, WORDS] by `open_rules`.
        total, squares: [options] sums over worlds of what is saved, and of its square.
    """
    count = total.size
    world = room(rules)
    alive = np.empty(rules.start.size, dtype=np.uint64)
    spared = np.empty(world.rule.size, dtype=np.uint64)
    seen = np.zeros(rules.start.size, dtype=np.bool_)
    stack = np.empty(rules.start.size, dtype=np.int32)
    bit_of = np.full(count, _NONE, dtype=np.int32)
    found = np.empty(count, dtype=np.int32)
    saved = np.zeros(count)
    for word in range(WORDS):
        word_fail = can_fail[:, word].copy()
        word_holding = holding[:, word].copy()
        acting = Acting(option_start, option, kept[:, word].copy())
        for lane in range(64):
            bit = np.uint64(lane)
            size = gather(rules, goals, word_fail, word_holding, bit, world)
            put_in_order(world, size)
            options = suspects(world, goals, acting, bit, seen, stack, bit_of, found)
            for low in range(0, options, 64):
                one_by_one(world, size, acting, bit, low, bit_of, spared, alive, stack)
                for g in range(goals.size):
                    i = world.place[goals[g]]
                    if i == _NONE or alive[i] == ALL:
                        continue
                    for k in range(low, min(options, low + 64)):
                        if not (alive[i] >> np.uint64(k - low)) & ONE:
                            saved[k] += loss[g]
            for k in range(options):
                m = found[k]
                total[m] += saved[k]
                squares[m] += saved[k] * saved[k]
                saved[k] = 0.0
                bit_of[m] = _NONE
            seen[:size] = False
            clear(world, size)
