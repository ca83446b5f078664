from __future__ import annotations

import random
import tracemalloc

from ng911risk.lab.captures.decode import Packet, Piece
from ng911risk.lab.captures.fragments import OPEN_MAX, PIECES_MAX, Fragments

_BODY = bytes(range(256)) * 4


def _pieces(name: bytes = b"\0\1", size: int = 64) -> list[Packet]:
    return [
        _piece(at, _BODY[at : at + size], name, more=at + size < len(_BODY))
        for at in range(0, len(_BODY), size)
    ]


def _piece(at: int, body: bytes, name: bytes = b"\0\1", *, more: bool = True) -> Packet:
    piece = Piece(name, at, more)
    return Packet(17, b"\x0a\0\0\1", b"\x0a\0\0\2", body, True, piece)


def test_fragments_in_any_order_become_the_packet() -> None:
    pieces = _pieces()
    random.Random(1).shuffle(pieces)  # noqa: S311 - a test that can be repeated
    fragments = Fragments()

    found = [fragments.add(one) for one in pieces]

    assert found[:-1] == [None] * (len(pieces) - 1)
    assert found[-1] == Packet(17, b"\x0a\0\0\1", b"\x0a\0\0\2", _BODY, True, None)


def test_a_fragment_that_comes_twice_or_overlaps_changes_nothing() -> None:
    fragments = Fragments()
    fragments.add(_piece(0, _BODY[:100]))
    fragments.add(_piece(0, b"\xff" * 100))
    fragments.add(_piece(64, b"\xee" * 36 + _BODY[100:200]))

    found = fragments.add(_piece(200, _BODY[200:], more=False))

    assert found is not None
    assert found.body == _BODY


def test_bytes_that_come_twice_do_not_fill_a_gap() -> None:
    fragments = Fragments()
    fragments.add(_piece(0, _BODY[:200]))
    fragments.add(_piece(8, _BODY[8:208]))

    assert fragments.add(_piece(400, _BODY[400:500], more=False)) is None


def test_packets_of_different_names_are_apart() -> None:
    fragments = Fragments()
    fragments.add(_piece(0, _BODY[:64], b"\0\1"))

    assert fragments.add(_piece(64, _BODY[64:], b"\0\2", more=False)) is None


def test_a_whole_packet_passes() -> None:
    whole = Packet(17, b"", b"", b"x", True, None)

    assert Fragments().add(whole) is whole


def test_what_never_ends_is_forgotten() -> None:
    fragments = Fragments()
    tracemalloc.start()
    for number in range(20_000):
        fragments.add(_piece(8, b"x" * 1_000, number.to_bytes(4, "big")))
        fragments.add(_piece(8 + number * 8 % 60_000, b"x" * 1_000, b"same"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(fragments._open) <= OPEN_MAX
    assert all(len(one.pieces) <= PIECES_MAX for one in fragments._open.values())
    assert peak < 5_000_000
