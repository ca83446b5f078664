from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stix2patterns.exceptions import ParseException
from stix2patterns.v21.pattern import Pattern

from ng911risk.importers.intel.stix_comparisons import NESTED_MAX, Comparison, comparisons_of
from ng911risk.importers.intel.stix_tokens import Allowance, Unreadable

LITERAL = re.compile(r"([thb]?)('(?:[^'\\]|\\['\\])*')")
DAY = "t'2026-01-01T00:00:00Z'"
MANY = 20_000


def read(pattern: str) -> list[Comparison]:
    return list(comparisons_of(pattern, Allowance(10_000_000)))


def plain(written: str) -> str:
    return re.sub(r"\\(.)", r"\1", written[1:-1]) if written.startswith("'") else written


def ours(pattern: str) -> Counter[tuple[object, ...]] | None:
    try:
        found = read(pattern)
    except Unreadable:
        return None
    return Counter(
        (
            one.kind,
            tuple(plain(step) for step in one.path),
            f"NOT {one.operator}" if one.negated else one.operator,
            one.texts,
        )
        for one in found
    )


def of_the_library(pattern: str) -> Counter[tuple[object, ...]] | None:
    try:
        by_kind = Pattern(pattern).inspect().comparisons
    except ParseException:
        return None
    return Counter(
        (
            kind,
            tuple(step for step in path if isinstance(step, str)),
            operator,
            tuple(text for letter, text in LITERAL.findall(written) if not letter),
        )
        for kind, rows in by_kind.items()
        for path, operator, written in rows
    )


# --- patterns that are right, made from the grammar, and some that are just not ------------

texts = st.sampled_from(["'x'", "'192.0.2.1'", "''", "'it\\'s'", "'a\\\\'", "' OR [('", "'//'"])
values = st.one_of(
    texts, st.sampled_from(["1", "-1", "0.5", "-.5", "+7", "true", "h'0f'", "b'AAA='", DAY])
)
steps = st.one_of(st.sampled_from([".b", ".b_1", "[0]", "[*]", "[12]"]), texts.map(".{}".format))
paths = st.builds(
    "{}:{}{}".format,
    st.sampled_from(["a", "ipv4-addr", "x-y-z"]),
    st.one_of(st.sampled_from(["value", "b"]), texts),
    st.lists(steps, max_size=2).map("".join),
)
spaces = st.sampled_from([" ", "  ", "\n", " /* ' */ ", " // x\n"])
nots = st.sampled_from(["", "", "NOT "])
sets = st.lists(values, max_size=3).map(lambda many: f"({', '.join(many)})")
tests = st.one_of(
    st.builds(
        "{}{}{} {}{}".format, paths, spaces, nots, st.sampled_from(["=", "==", "!=", "<>"]), values
    ),
    st.builds("{} {}{}{}".format, paths, nots, st.sampled_from(["<", "<=", ">", ">="]), values),
    st.builds("{} {}IN {}".format, paths, nots, sets),
    st.builds(
        "{} {}{} {}".format,
        paths,
        nots,
        st.sampled_from(["LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"]),
        values,
    ),
    st.builds("{}EXISTS {}".format, nots, paths),
)


def joined(one: st.SearchStrategy[str], *words: str) -> st.SearchStrategy[str]:
    return st.builds("{} {}{}{}".format, one, st.sampled_from(words), spaces, one)


compared = st.recursive(
    tests, lambda one: st.one_of(one.map("({})".format), joined(one, "AND", "OR")), max_leaves=4
)
qualifiers = st.sampled_from(
    [
        f" START {DAY} STOP {DAY}",
        *(" WITHIN 300 SECONDS", " WITHIN 0.5 SECONDS", " WITHIN -1 SECONDS"),
        *(" REPEATS 5 TIMES", " REPEATS 1.5 TIMES"),
    ]
)
patterns = st.recursive(
    compared.map("[{}]".format),
    lambda one: st.one_of(
        one.map("({})".format),
        joined(one, "AND", "OR", "FOLLOWEDBY"),
        st.builds("{}{}".format, one, qualifiers),
    ),
    max_leaves=3,
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Return a pattern with one token left out, written twice or put in place of another."""
    bits = re.findall(r"[thb]?'(?:[^'\\]|\\.)*'|\w+|\s+|.", draw(patterns), re.DOTALL)
    at = draw(st.integers(0, len(bits) - 1))
    other = draw(st.sampled_from(["", bits[at] * 2, *bits]))
    return "".join([*bits[:at], other, *bits[at + 1 :]])


@given(patterns)
@settings(max_examples=150, deadline=None)
def test_a_pattern_has_the_comparisons_that_the_parser_of_the_standard_finds(pattern: str) -> None:
    assert ours(pattern) == of_the_library(pattern)


@given(damaged())
@settings(max_examples=250, deadline=None)
def test_what_is_damaged_is_taken_or_refused_as_the_parser_of_the_standard_does(
    pattern: str,
) -> None:
    try:
        wanted = of_the_library(pattern)
    except AttributeError:  # the library takes [-1] and then trips over it
        return
    assert ours(pattern) == wanted


@pytest.mark.parametrize(
    "pattern",
    [
        f"[a:b = 'x'] START {DAY} STOP {DAY}",
        "[a:b = h'00ff' AND ipv4-addr:value = '192.0.2.1']",
        f"[a:b = {DAY} OR ipv4-addr:value IN ('192.0.2.1', '192.0.2.2')]",
        r"[ipv4-addr:'value' = '192.0.2.1' AND a:b.'c d'[0].e LIKE 'it\'s' AND a:f = 'g\\']",
        "[a:b = ''] OR [ipv4-addr:value='192.0.2.1']",
        *("[a:b = ''']", r"[a:b = 'x\y' AND ipv4-addr:value = '192.0.2.1']", "[a:b = 'x' 'y']"),
        *("[a:b = '", "[a:hash'x' = 'y']", "[EXISTS a:b]", "[NOT EXISTS a:b]", "[NOT a:b = 1]"),
        *("[a:b LIKE 1]", "[a:b < true]", "[a:b IN ()]", "[a:b IN (1,)]", "[a:b IN 1]", "[]", "()"),
        *("[(a:b = 1]", "[a:b = 1)]", "([a:b = 1]", "[a:b = 1])", "[a:b=1] [a:b=1]", "[a:AND=1]"),
        *("[a:b = 1] WITHIN 5", "[a:b-c = 1]", "[a-b:c = 1]", "[(a:b = 1) FOLLOWEDBY a:b = 1]"),
    ],
)  # fmt: skip
def test_odd_patterns_are_taken_or_refused_as_the_parser_of_the_standard_does(
    pattern: str,
) -> None:
    assert ours(pattern) == of_the_library(pattern)


def test_a_place_counted_from_the_end_is_read() -> None:
    assert read("[a:b[-1] = 'c']") == [Comparison("a", ("b",), "=", False, ("'c'",))]


def test_a_place_of_thousands_of_digits_is_nothing_to_trip_over() -> None:
    assert len(read(f"[a:b[{'9' * 5000}] = 'c']")) == 1


# --- as long as you like ------------------------------------------------------------------


@pytest.mark.parametrize("number", [1_400, MANY])
@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(lambda n: f"[{' OR '.join(['a:b = 1'] * n)}]", id="comparisons with OR"),
        pytest.param(lambda n: f"[{' AND '.join(['a:b = 1'] * n)}]", id="comparisons with AND"),
        pytest.param(lambda n: f"[{' OR '.join(['(a:b = 1)'] * n)}]", id="in brackets"),
        pytest.param(lambda n: " OR ".join(["[a:b = 1]"] * n), id="observations with OR"),
        pytest.param(lambda n: " AND ".join(["[a:b = 1]"] * n), id="observations with AND"),
        pytest.param(lambda n: " FOLLOWEDBY ".join(["[a:b = 1]"] * n), id="FOLLOWEDBY"),
    ],
)
def test_a_chain_is_as_long_as_it_is(pattern: object, number: int) -> None:
    assert callable(pattern)
    assert len(read(pattern(number))) == number


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("[a:b = 1]" + " REPEATS 2 TIMES" * MANY, id="REPEATS"),
        pytest.param("[a:b = 1]" + " WITHIN 2 SECONDS" * MANY, id="WITHIN"),
        pytest.param("[a:b = 1]" + f" START {DAY} STOP {DAY}" * MANY, id="START"),
        pytest.param(f"[a:b{'.b' * MANY} = 1]", id="names on the way"),
        pytest.param(f"[a:b{'[0]' * MANY} = 1]", id="places in lists"),
        pytest.param(f"[a:b IN ({'1, ' * MANY}1)]", id="values of a set"),
        pytest.param("[/*x*/" + " /*x*/" * MANY + "a:b = 1]", id="remarks"),
    ],
)
def test_one_comparison_is_as_long_as_it_is(pattern: str) -> None:
    assert len(read(pattern)) == 1


@pytest.mark.parametrize("frame", ["{}[a:b = 1]{}", "[{}a:b = 1{}]"])
def test_forty_brackets_inside_each_other_are_the_most(frame: str) -> None:
    assert NESTED_MAX == 40
    assert len(read(frame.format("(" * 40, ")" * 40))) == 1
    with pytest.raises(Unreadable, match="more than 40 brackets inside each other"):
        read(frame.format("(" * 41, ")" * 41))


def test_work_grows_with_the_length_and_no_faster() -> None:
    used = []
    for number in (1_000, 2_000, 3_000):
        allowance = Allowance(10_000_000)
        list(comparisons_of(f"[{' OR '.join(['a:b = 1'] * number)}]", allowance))
        used.append(allowance.most - allowance.left)

    assert len({after - before for before, after in pairwise(used)}) == 1
