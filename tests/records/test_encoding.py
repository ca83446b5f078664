from __future__ import annotations

import codecs

import pytest

from ng911risk.records.encoding import decode, position
from ng911risk.records.tree import SIZE_MAX, Refused


def test_a_byte_order_mark_and_windows_line_ends_are_removed() -> None:
    assert decode(codecs.BOM_UTF8 + "a: \u00e9\r\nb".encode()) == "a: \u00e9\nb"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_one_clear_problem(encoding: str) -> None:
    with pytest.raises(Refused) as caught:
        decode("title: x\n".encode(encoding))

    [complaint] = caught.value.complaints
    assert "not UTF-8" in complaint.message
    assert "Save it again" in complaint.hint


def test_a_byte_of_another_encoding_is_located() -> None:
    with pytest.raises(Refused) as caught:
        decode(b"a: b\nc: caf\xe9\n")

    [complaint] = caught.value.complaints
    assert complaint.at == (2, 7)
    assert "0xE9" in complaint.message


def test_every_hidden_character_is_located() -> None:
    with pytest.raises(Refused) as caught:
        decode("fine: x\nb\x00d: \u202ey\n".encode())

    assert [one.at for one in caught.value.complaints] == [(2, 2), (2, 6)]


def test_size_is_bounded() -> None:
    assert len(decode(b"x" * SIZE_MAX)) == SIZE_MAX
    with pytest.raises(Refused, match="larger than 5 MiB"):
        decode(b"x" * (SIZE_MAX + 1))


def test_position_counts_from_one() -> None:
    assert position("ab\ncd", 0) == (1, 1)
    assert position("ab\ncd", 4) == (2, 2)
