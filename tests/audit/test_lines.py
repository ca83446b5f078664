from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.audit import GENESIS, Head, head_of, line_of, read_lines
from ng911risk.errors import InputError
from tests.audit.sample import whole

LINE = line_of(whole(1)[0])


def test_a_log_is_read_back_as_it_was() -> None:
    log = whole(5)

    assert tuple(read_lines(map(line_of, log), file="log.jsonl")) == log


def test_a_line_is_ascii_with_sorted_keys() -> None:
    assert LINE.isascii()
    assert list(json.loads(LINE)) == sorted(json.loads(LINE))


BAD = {
    "no JSON": b"{",
    "a list": b"[]",
    "a number": b"1",
    "deep": b"[" * 100_000,
    "long": b'"' + b"x" * 1_000_001 + b'"',
    "a field more": LINE.replace(b'{"action"', b'{"more":1,"action"'),
    "a field less": LINE.replace(b'"outcome":"done",', b""),
    "a number that is true": LINE.replace(b'"number":1', b'"number":true'),
    "a number as text": LINE.replace(b'"number":1', b'"number":"1"'),
    "a huge number": LINE.replace(b'"number":1', b'"number":' + b"9" * 30),
    "a key twice": LINE.replace(b'{"action"', b'{"action":"x","action"'),
    "a code in capitals": LINE.replace(b'"mac":"', b'"mac":"X'),
    "bytes": b"\xff\xfe",
}


@pytest.mark.parametrize("line", BAD.values(), ids=BAD)
def test_what_is_no_entry_is_refused_with_its_line(line: bytes) -> None:
    with pytest.raises(InputError) as told:
        tuple(read_lines([LINE, line], file="log.jsonl"))

    assert told.value.problems[0].row == 2


@given(st.binary(max_size=200))
def test_no_bytes_stumble_the_reader(data: bytes) -> None:
    with suppress(InputError):
        assert tuple(read_lines([data], file="log.jsonl")) == ()


def test_a_head_is_read_as_it_is_written() -> None:
    head = Head(number=7, mac="a" * 64)

    assert head_of(str(head)) == head
    assert head_of(f"0:{GENESIS}").number == 0


@pytest.mark.parametrize(
    "text", ["", "7", "7:", f"-1:{'a' * 64}", f"7:{'A' * 64}", "x:" + "a" * 64]
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="head"):
        head_of(text)
