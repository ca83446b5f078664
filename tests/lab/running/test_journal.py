"""The journal of a run shows every change afterwards."""

from __future__ import annotations

import io
import json

import pytest

from ng911risk.lab.running.journal import START, Journal, broken_at


@pytest.fixture
def written() -> tuple[bytes, str]:
    file = io.BytesIO()
    journal = Journal(file)
    for number in range(5):
        journal.add("check", number=number, what="ümlaut")
    return file.getvalue(), journal.digest


def test_an_untouched_journal_fits(written: tuple[bytes, str]) -> None:
    data, digest = written

    assert broken_at(data) == 0
    assert json.loads(data.splitlines()[0])["before"] == START
    assert digest not in {START, json.loads(data.splitlines()[-1])["before"]}


@pytest.mark.parametrize("line", range(4))
def test_a_changed_line_is_found_by_the_next(written: tuple[bytes, str], line: int) -> None:
    lines = written[0].splitlines(keepends=True)
    lines[line] = lines[line].replace(b'"number"', b'"numbre"')

    assert broken_at(b"".join(lines)) == line + 2


def test_a_missing_line_is_found(written: tuple[bytes, str]) -> None:
    lines = written[0].splitlines(keepends=True)

    assert broken_at(b"".join(lines[:1] + lines[2:])) == 2
    assert broken_at(b"".join(lines[1:])) == 1


def test_what_is_no_journal_does_not_fit() -> None:
    assert broken_at(b"hello\n") == 1
    assert broken_at(b"[]\n") == 1
