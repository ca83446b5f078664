from __future__ import annotations

import struct
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.captures.blocks import (
    INTERFACES_MAX,
    LAST,
    NO_TIME,
    Found,
    Sections,
    begins,
)

_NANO = 1_000_000_000


def _block(kind: int, body: bytes, order: str = "<") -> bytes:
    body += bytes(-len(body) % 4)
    size = struct.pack(f"{order}I", len(body) + 12)
    return struct.pack(f"{order}I", kind) + size + body + size


def _section(order: str = "<", version: int = 1) -> bytes:
    return _block(0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, version, 0, -1), order)


def _interface(link: int = 1, longest: int = 0, options: bytes = b"", order: str = "<") -> bytes:
    return _block(1, struct.pack(f"{order}HHI", link, 0, longest) + options, order)


def _packet(data: bytes, time: int = 0, interface: int = 0, order: str = "<") -> bytes:
    high, low = divmod(time, 2**32)
    head = struct.pack(f"{order}IIIII", interface, high, low, len(data), len(data))
    return _block(6, head + data, order)


def _data(found: Found, some: bytes) -> list[bytes]:
    return [some[a:b] for a, b in zip(found.starts, found.ends, strict=True)]


def _moments(some: bytes) -> list[int]:
    found = Sections().walk(some)
    assert found.sense
    pairs = zip(found.interfaces, found.blocks, strict=True)
    return [one.moment(some, at) for one, at in pairs]


def test_each_kind_of_packet_is_found() -> None:
    old = _block(2, struct.pack("<HHIIII", 0, 9, 0, 7_000_000, 3, 3) + b"old")
    simple = _block(3, struct.pack("<I", 99) + b"simple..")
    some = _section() + _interface(longest=6) + _packet(b"new", 5_000_000) + old + simple

    found = Sections().walk(some)

    assert _data(found, some) == [b"new", b"old", b"simple"]
    assert _moments(some) == [5 * _NANO, 7 * _NANO, NO_TIME]
    assert (found.behind, found.sense) == (len(some), True)


def test_each_section_has_its_own_order_and_interfaces() -> None:
    some = b"".join(
        _section(order) + _interface(link, order=order) + _packet(b"x", link, order=order)
        for order, link in (("<", 1), (">", 113), ("<", 101))
    )
    sections = Sections()

    found = sections.walk(some)

    assert [one.link for one in found.interfaces] == [1, 113, 101]
    assert _moments(some) == [1_000, 113_000, 101_000]
    assert sections.links == {1, 113, 101}


def test_many_sections_with_many_interfaces_are_fine_and_keep_little() -> None:
    some = (_section() + _interface() * 50) * 1_000 + _packet(b"x")
    tracemalloc.start()

    found = Sections().walk(some)

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (_data(found, some), found.sense) == ([b"x"], True)
    assert most < 1_000_000


def test_too_many_interfaces_are_nonsense_at_once() -> None:
    before = _section() + _interface() * INTERFACES_MAX

    assert Sections().walk(before).sense
    found = Sections().walk(before + _interface() * 100_000)

    assert (found.sense, found.behind) == (False, len(before))


@pytest.mark.parametrize(
    ("options", "time", "expected"),
    [
        (struct.pack("<HHBxxx", 9, 1, 9), 5, 5),
        (struct.pack("<HHBxxx", 9, 1, 0x80 | 10), 1_024, _NANO),
        (struct.pack("<HHBxxx", 9, 1, 0x7F), 5, 0),
        (struct.pack("<HHBxxx", 9, 1, 0xFF), 5, 0),
        (struct.pack("<HHBxxx", 9, 1, 0), 2**64 - 1, NO_TIME),
        (struct.pack("<HHq", 14, 8, 3), 5_000_000, 8 * _NANO),
        (struct.pack("<HHq", 14, 8, -6), 5_000_000, NO_TIME),
        (struct.pack("<HHq", 14, 8, -(2**63)), 5_000_000, NO_TIME),
        (struct.pack("<HHI", 2, 3, 0) + struct.pack("<HHBxxx", 9, 1, 9), 5, 5),
        (struct.pack("<HH", 9, 400), 5_000_000, 5 * _NANO),
        (struct.pack("<HH", 0, 0) + struct.pack("<HHBxxx", 9, 1, 9), 5, 5_000),
    ],
)
def test_clocks_of_interfaces_are_understood(options: bytes, time: int, expected: int) -> None:
    assert _moments(_section() + _interface(options=options) + _packet(b"x", time)) == [expected]


@pytest.mark.parametrize(
    "wrong",
    [
        _packet(b"x", interface=1),
        _packet(b"x")[:-4] + struct.pack("<I", 99),
        _block(6, struct.pack("<IIIII", 0, 0, 0, 2**31, 1) + b"x"),
        _block(6, b"short"),
        _block(3, b""),
        _block(1, b"abc"),
        struct.pack("<III", 6, 8, 8),
        struct.pack("<III", 6, 2**32 - 1, 8),
        _section(version=2),
        _section().replace(b"\x4d\x3c\x2b\x1a", b"nope"),
    ],
)
def test_nonsense_ends_the_walk(wrong: bytes) -> None:
    before = _section() + _interface() + _packet(b"good")
    found = Sections().walk(before + wrong + bytes(40))

    assert (len(found.starts), found.sense, found.behind) == (1, False, len(before))


def test_what_is_not_there_yet_is_asked_for() -> None:
    some = _section() + _interface() + _packet(b"x" * 100)

    for cut in range(len(some)):
        sections = Sections()
        first = sections.walk(some[:cut])
        rest = some[first.behind :]
        assert cut - first.behind < first.needed <= len(rest), cut
        second = sections.walk(rest)
        assert (_data(second, rest), second.behind) == ([b"x" * 100], len(rest))


def test_a_head_is_known() -> None:
    assert begins(_section())
    assert begins(_section(">"))
    for wrong in (b"", _section()[:-1], _section(version=2), b"x" + _section()[1:]):
        assert not begins(wrong)


@given(some=st.binary(max_size=200), cut=st.integers(0, 150))
def test_no_bytes_are_an_error(some: bytes, cut: int) -> None:
    some = (_section() + _interface() + _packet(b"x"))[:cut] + some

    found = Sections().walk(some)

    assert 0 <= found.behind <= len(some)
    for one, at in zip(found.interfaces, found.blocks, strict=True):
        assert NO_TIME <= one.moment(some, at) <= LAST
