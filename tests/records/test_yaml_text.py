from __future__ import annotations

import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ng911risk.records.tree import Plain, Refused, Tree
from ng911risk.records.yaml_text import parse_yaml, plain_value

# Nine levels of nine aliases: 400 million values for a parser that expands them.
ALIAS_BOMB = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2026-03-31", "2026-03-31"),
        ("=", "="),
        ("-", "-"),
        ("1.2.3", "1.2.3"),
        ("null", None),
        ("~", None),
        ("", None),
        ("true", True),
        ("FALSE", False),
        ("0", 0),
        ("-7", -7),
        ("+7", 7),
        ("1.50", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-2.5E-3", -0.0025),
    ],
)
def test_a_word_without_quotes_is_read_as_yaml_1_2_says(text: str, value: object) -> None:
    read = plain_value(text)

    assert read == value
    assert type(read) is type(value)


def test_quotes_and_blocks_are_always_text() -> None:
    tree = parse_yaml(b"- 'true'\n- \"1\"\n- |\n  2\n- >-\n  ~\n")

    assert tree.value == ["true", "1", "2\n", "~"]


def test_places_count_characters_from_one() -> None:
    tree = parse_yaml("a: 1\n\u00e9\u00e9: {b: [2, 33]}\n".encode())

    items = tree.mark.items
    assert isinstance(items, dict)
    inner = items["\u00e9\u00e9"].items
    assert isinstance(inner, dict)
    [two, three] = inner["b"].items or []
    assert (items["a"].row, items["a"].column) == (1, 4)
    assert inner["b"].name_at == (2, 6)
    assert isinstance(two, type(tree.mark))
    assert isinstance(three, type(tree.mark))
    assert (three.row, three.column) == (2, 13)


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        (ALIAS_BOMB, "anchors (&a0) are not used here", (1, 5)),
        ("a: *b\n", "aliases (*b) are not used here", (1, 4)),
        ("a: 1\nb: !!python/object/apply:os.system [id]\n", "tags (tag:yaml.org", (2, 4)),
        ("a: ! x\n", "tags (!) are not used here", (1, 4)),
        ("a: !!str 1\n", "tags (tag:yaml.org,2002:str)", (1, 4)),
        ("a: {<<: {b: 1}}\n", "merge keys", (1, 5)),
        ("a: 1\n---\nb: 2\n", "a second document", (2, 1)),
        ("%YAML 1.1\n---\na: 1\n", "directives", (1, 1)),
        ("? [a, b]\n: c\n", "cannot be the name of a field", (1, 3)),
        ("? \n: c\n", "a colon without a name", (1, 2)),
        ("[" * 200_000, "more than 32 lists", (1, 33)),
        ("{a: " * 100_000, "more than 32 lists", (1, 129)),
        ("- " * 100_000, "more than 32 lists", (1, 65)),
        ("a:\n\tb: 1\n", "no value can begin with this", (2, 1)),
        ("a: b: c\n", "a colon stands where none is expected", (1, 5)),
        ("a: 'b\n", "not YAML", (2, 1)),
        ("", "the file is empty", (1, 1)),
        ("# only a comment\n", "the file is empty", (1, 1)),
        ("a: @b\n", "no value can begin with this", (1, 4)),
        ('a: "\\ud800"\n', "not YAML", (1, 7)),
    ],
)
def test_what_stops_the_reading(text: str, message: str, at: tuple[int, int]) -> None:
    with pytest.raises(Refused) as caught:
        parse_yaml(text.encode())

    last = caught.value.complaints[-1]
    assert message in last.message
    assert last.at == at


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("a: 1\nb: 2\na: 3\n", "'a' is given twice, in line 1 and in line 3", (3, 1)),
        ("a: .inf\n", "not a finite number", (1, 4)),
        ("a: -.INF\n", "not a finite number", (1, 4)),
        ("a: .nan\n", "not a finite number", (1, 4)),
        ("a: 1e999\n", "not a finite number", (1, 4)),
        ("a: 9223372036854775808\n", "too large", (1, 4)),
        (f"a: {'9' * 100_000}\n", "too large", (1, 4)),
        ('a: "x\\0y"\n', "U+0000", (1, 4)),
        (f"a: {'x' * 10_001}\n", "10,001 characters", (1, 4)),
    ],
    ids=range(9),
)
def test_what_is_noted_while_reading_goes_on(text: str, message: str, at: tuple[int, int]) -> None:
    tree = parse_yaml(text.encode())

    [complaint] = tree.complaints
    assert message in complaint.message
    assert complaint.at == at


def test_bombs_are_refused_at_once() -> None:
    begin = time.process_time()

    for text in ("[" * 5_000_000, "{a: " * 1_000_000, "- " * 2_000_000, "? " * 2_000_000):
        with pytest.raises(Refused):
            parse_yaml(text.encode())

    assert time.process_time() - begin < 5


@given(st.binary() | st.text().map(str.encode))
@example(b"\xef\xbb\xbf")
@example(b"a: |9\n")
@example(b"%\n")
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    try:
        tree = parse_yaml(data)
    except Refused:
        return  # said so in its own words; anything else fails this test
    else:
        assert isinstance(tree, Tree)


plain: st.SearchStrategy[Plain] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet="abc \u00e9:#-'"),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet="abc:"), inner),
    max_leaves=12,
)


@given(plain)
def test_json_is_read_the_same(value: Plain) -> None:
    tree = parse_yaml(json.dumps(value, ensure_ascii=False).encode())

    assert tree.value == value
