from __future__ import annotations

import re
import tracemalloc

import pytest

from ng911risk.errors import InputError, Problem
from ng911risk.importers.intel import pieces
from ng911risk.importers.intel.pieces import Fault, load, split

DEEP = pieces.DEPTH_MAX


def problem_of(data: bytes) -> Problem:
    with pytest.raises(InputError) as caught:
        split(data, file="x.json")
    [problem] = caught.value.problems
    assert problem.file == "x.json"
    return problem


def test_the_objects_of_every_list_are_found_and_nothing_else_is_cut_out() -> None:
    data = b'{"a": {"b": {}}, "c": [{"d": [{}]}, 1, {}, [{"e": 2}]], "f": [{"g": "}{"}]}'

    cut = split(data, file="x.json")

    assert cut.head == {"a": {"b": {}}, "c": [{}, 1, {}, [{"e": 2}]], "f": [{}]}
    first, second, third, fourth = cut.lists["c"]
    assert first is not None
    assert third is not None
    assert (second, fourth) == (None, None)
    assert (cut.load(first), cut.load(third)) == ({"d": [{}]}, {})
    [only] = cut.lists["f"]
    assert only is not None
    assert cut.load(only) == {"g": "}{"}


def test_a_byte_order_mark_is_passed_over() -> None:
    assert split(b'\xef\xbb\xbf{"a": [{}]}', file="x.json").head == {"a": [{}]}


def test_fifty_million_brackets_are_refused_at_the_first_too_many_and_nothing_is_built() -> None:
    data = b"[" * 50_000_000
    tracemalloc.start()
    try:
        problem = problem_of(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    # It stopped at the bracket it names; the row is all that was decoded.
    assert (problem.row, problem.column) == (1, DEEP + 1)
    assert "inside each other" in problem.message
    assert peak < 100_000


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b'{"a": [' + b"[]," * 40 + b"0]}", "lists and mappings in one", id="lists"),
        pytest.param(b'{"a": [' + b"{}," * 15 + b"0]}", "objects in one", id="objects"),
        pytest.param(b'{"a": [{"b": [' + b"1," * 30 + b"1]}]}", "", id="values of one object"),
        pytest.param(b'{"a": [' + b"1," * 30 + b"1]}", "too many values", id="values around"),
    ],
)
def test_there_is_an_end_to_what_one_file_may_hold(
    monkeypatch: pytest.MonkeyPatch, data: bytes, message: str
) -> None:
    monkeypatch.setattr(pieces, "OPENED_MAX", 20)
    monkeypatch.setattr(pieces, "PIECES_MAX", 10)
    monkeypatch.setattr(pieces, "MEMBERS_MAX", 25)

    if message:
        assert message in problem_of(data).message
    else:
        cut = split(data, file="x.json")
        [piece] = cut.lists["a"]
        assert piece is not None
        with pytest.raises(Fault, match="too many values"):
            cut.load(piece)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(
            b'{"a": [%s0]}' % (b"[]," * 2_000_000),
            "more than 2,000,000 lists and mappings in one file",
            id="lists",
        ),
        pytest.param(
            b'{"a": [%s0]}' % (b"{}," * 200_001),
            "more than 200,000 objects in one file",
            id="objects",
        ),
        pytest.param(
            b'{"a": [%s0]}' % (b"1," * 500_000),
            "this part of the file has too many values",
            id="values",
        ),
        pytest.param(
            b'{"a": %s' % (b"[" * 32),
            "more than 32 lists and mappings inside each other",
            id="depth",
        ),
    ],
)
def test_the_limits_are_where_a_machine_still_copes(data: bytes, message: str) -> None:
    assert problem_of(data).message == message


def test_the_largest_file_has_64_mib() -> None:
    assert problem_of(b" " * (64 * 1024 * 1024 + 1)).message == "the file is larger than 64 MiB"


def test_what_is_just_within_the_limits_is_read() -> None:
    assert split(b'{"a": [%s0]}' % (b"1," * 499_998), file="x.json").lists["a"]
    assert split(b'{"a": [%s0]}' % (b"{}," * 200_000), file="x.json").lists["a"]
    assert split(b'{"a": %s%s}' % (b"[" * 31, b"]" * 31), file="x.json").lists["a"]


def test_a_file_over_the_limit_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "SIZE_MAX", 1024 * 1024)

    assert problem_of(b"[" * (1024 * 1024 + 1)).message == "the file is larger than 1 MiB"


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (b"", (1, 1), "the file is empty"),
        (b" \n ", (1, 1), "the file is empty"),
        (b"[{}]", (1, 1), "holds no mapping"),
        (b'{"a": 1}}', (1, 9), "something follows the end"),
        (b'{"a": 1} x', (1, 10), "extra data"),
        (b'{"a": [1, 2}', (1, 12), "',' is expected here"),
        (b'{"a": [1, 2]', (1, 1), "never closed"),
        (b'{"a": "b", "c": "d"e", "f": [1,\n2]}', (1, 20), "',' is expected here"),
        (b'{"a": [1 2, {"b": 1}}', (1, 10), "',' is expected here"),
        (b'{"a: 1,\n "b": "c"}', (1, 2), "not closed on its line"),
        (b'{"a": "b\n}', (1, 7), "not closed on its line"),
        (b'{\n "a": nul}', (2, 7), "expecting value"),
        (b'{"a": 1, "a": 2}', (1, 10), "'a' is given twice"),
        (b'{"a": "\xe9"}', (1, 8), "not UTF-8 text"),
        (b'{"\xc3\xa9": NaN}', (1, 7), "'NaN' is no number"),
        ('{"a": 1}'.encode("utf-16"), (1, 1), "UTF-16"),
        ('{"a": 1}'.encode("utf-32-le"), (1, 1), "UTF-16"),
        (b"PK\x03\x04zip", (1, 1), "a zip file"),
        (b"<?xml version='1.0'?>", (1, 1), "XML"),
    ],
)
def test_it_says_where_a_file_breaks(data: bytes, place: tuple[int, int], message: str) -> None:
    problem = problem_of(data)

    assert message in problem.message
    assert (problem.row, problem.column) == place


def test_what_breaks_between_objects_is_named_by_its_place_in_the_file() -> None:
    problem = problem_of(b'{"a": [{"long": "object"},\n {"and": "another"} {}]}')

    assert (problem.row, problem.column) == (2, 21)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'{"a": -Infinity}', "'-Infinity' is no number"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": %s}' % (b"9" * 5000), "too large"),
        (b'{"a": 0.%s}' % (b"1" * 5000), "too long"),
        (rb'{"a": "\ud83d"}', "half a character"),
        (rb'{"a\udc00": 1}', "half a character"),
        (b'{"a": {"b": 1, "b": 1}}', "'b' is given twice"),
        (b'{"a": "\x01"}', "invalid control character"),
        (b"{'a': 1}", "double quotes"),
    ],
)
def test_json_is_taken_to_the_letter(text: bytes, message: str) -> None:
    with pytest.raises(Fault, match=re.escape(message)):
        load(text)


def test_a_whole_character_in_two_escapes_is_a_character() -> None:
    assert load(rb'{"a": "\ud83d\ude00"}') == {"a": "\U0001f600"}
