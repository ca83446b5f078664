from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.records.json_text import parse_json
from ng911risk.records.tree import Plain, Refused, Tree

plain: st.SearchStrategy[Plain] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet='abc \u00e9"\\/\n\t\U0001f6a8'),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet='a"\\'), inner),
    max_leaves=20,
)


@given(plain, st.sampled_from([None, 0, 2]), st.booleans())
def test_agrees_with_the_standard_library(
    value: Plain, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)

    assert parse_json(text.encode()).value == value


def test_places_count_from_one() -> None:
    mark = parse_json(b'{\n  "a": [1,\n   {"b": 22}]}').mark

    assert isinstance(mark.items, dict)
    a = mark.items["a"]
    assert (a.row, a.column, a.name_at) == (2, 8, (2, 3))
    assert isinstance(a.items, list)
    inner = a.items[1].items
    assert isinstance(inner, dict)
    assert (inner["b"].row, inner["b"].column) == (3, 10)


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("", "empty", (1, 1)),
        (" \n", "empty", (1, 1)),
        ("{", "name of a field in double quotes", (1, 2)),
        ("[", "the end is missing", (1, 2)),
        ("[1", "',' is expected", (1, 3)),
        ("[1,]", "a comma stands before", (1, 4)),
        ('{"a":1,}', "a comma stands before", (1, 8)),
        ("[,1]", "a value is expected here, not ','", (1, 2)),
        ("[1 2]", "',' is expected", (1, 4)),
        ("[1}", "',' is expected", (1, 3)),
        ('{"a" 1}', "':' is expected", (1, 6)),
        ("{a: 1}", "in double quotes", (1, 2)),
        ("[NaN]", "not 'NaN'", (1, 2)),
        ("[-Infinity]", "not '-Infinity'", (1, 2)),
        ("[010]", "',' is expected", (1, 3)),
        ("[1.]", "',' is expected", (1, 3)),
        ("[.5]", "not '.5'", (1, 2)),
        ("[+1]", "not '+1'", (1, 2)),
        ("[True]", "not 'True'", (1, 2)),
        ("['a']", "a value is expected", (1, 2)),
        ("[1] // why", "something follows", (1, 5)),
        ("{} {}", "something follows", (1, 4)),
        ('["a\nb"]', "not JSON", (1, 4)),
        ('["a', "not JSON", (1, 2)),
        ('["\\x"]', "not JSON", (1, 3)),
        ("[" * 1_000_000, "more than 32 lists", (1, 33)),
        ('{"a":' * 500_000, "more than 32 lists", (1, 161)),
    ],
)
def test_what_stops_the_reading(text: str, message: str, at: tuple[int, int]) -> None:
    with pytest.raises(Refused) as caught:
        parse_json(text.encode())

    last = caught.value.complaints[-1]
    assert message in last.message
    assert last.at == at


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ('{"a": 1,\n "a": 2}', "'a' is given twice, in line 1 and in line 2", (2, 2)),
        ('["\\ud800"]', "U+D800", (1, 2)),
        ('["\\u0000"]', "U+0000", (1, 2)),
        ('{"\\udfff": 1}', "U+DFFF", (1, 2)),
        ("[1e999]", "not a finite number", (1, 2)),
        ("[99999999999999999999]", "too large", (1, 2)),
        (f"[{'9' * 1_000_000}]", "too large", (1, 2)),
        (f"[-{'9' * 1_000_000}.5]", "not a finite number", (1, 2)),
    ],
    ids=range(8),
)
def test_what_is_noted_while_reading_goes_on(text: str, message: str, at: tuple[int, int]) -> None:
    tree = parse_json(text.encode())

    [complaint] = tree.complaints
    assert message in complaint.message
    assert complaint.at == at


def test_time_grows_with_the_length_only() -> None:
    begin = time.process_time()

    parse_json(b"[" + b'"x",\n' * 199_000 + b"1]")
    for text in ("[" + " " * 4_000_000, '"' + "\\\\" * 2_000_000, "-" * 4_000_000):
        with pytest.raises(Refused):
            parse_json(text.encode())

    assert time.process_time() - begin < 8


@given(st.binary() | st.text(alphabet='[]{}",:\\u0dtrnfalse1.-e \n').map(str.encode))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    try:
        tree = parse_json(data)
    except Refused:
        return  # said so in its own words; anything else fails this test
    else:
        assert isinstance(tree, Tree)
        assert tree.complaints or json.loads(data) == tree.value or b"\r" in data
