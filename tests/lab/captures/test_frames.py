from __future__ import annotations

import gzip
import random
import struct
import sys
from pathlib import Path

import pytest

from ng911risk.errors import InputError, NG911RiskError
from ng911risk.lab.captures.blocks import BLOCK_MAX
from ng911risk.lab.captures.frames import FRAME_MAX, Ending, Mask, Numbers, frames
from tests.lab.packets import START, pcap, pcapng, request, sip, written

_FRAMES = [(0.5, sip(request("OPTIONS"))), (1.25, sip(request("INVITE")))]
_TIMES = [START * 10**9 + 500_000_000, START * 10**9 + 1_250_000_000]


@pytest.mark.parametrize("data", [pcap(_FRAMES), pcapng(_FRAMES)], ids=["pcap", "pcapng"])
@pytest.mark.parametrize("packed", [False, True])
def test_every_kind_of_capture_gives_the_same_frames(
    data: bytes, packed: bool, tmp_path: Path
) -> None:
    path = written(tmp_path, gzip.compress(data) if packed else data)

    found = list(frames(path))

    assert [data for *_, data in found] == [frame for _, frame in _FRAMES]
    assert [at for _, at, _, _ in found] == _TIMES
    assert {link for _, _, link, _ in found} == {1}


def test_a_link_layer_of_number_nought_stays_nought(tmp_path: Path) -> None:
    for data in (pcap(_FRAMES, link=0), pcapng(_FRAMES, link=0)):
        assert {link for _, _, link, _ in frames(written(tmp_path, data))} == {0}


def test_bits_that_tell_of_check_sums_are_no_link_layer(tmp_path: Path) -> None:
    path = written(tmp_path, pcap(_FRAMES, link=0x5400_0001))

    assert {link for _, _, link, _ in frames(path)} == {1}


def test_what_is_taken_by_the_block_is_left_out_but_for_the_first_and_the_last(
    tmp_path: Path,
) -> None:
    many = [(float(i), bytes([i]) * 60) for i in range(50)]
    asked: list[tuple[int, int]] = []

    def every_second(block: bytes, starts: Numbers, ends: Numbers, number: int) -> Mask:
        asked.append((number, len(starts)))
        assert [block[at] for at in starts] == list(range(1, 49))
        assert set((ends - starts).tolist()) == {60}
        taken: Mask = starts % 2 == starts[0] % 2
        taken[1::2] = False
        return taken

    found = list(frames(written(tmp_path, pcap(many)), bulk=every_second))

    assert asked == [(2, 48)]
    assert [number for number, *_ in found] == [1, *range(3, 50, 2), 50]
    assert all(data == bytes([number - 1]) * 60 for number, _, _, data in found)


@pytest.mark.parametrize("order", ["<", ">"])
def test_nanoseconds_and_both_orders_of_bytes_are_understood(order: str, tmp_path: Path) -> None:
    head = struct.pack(f"{order}IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, 1)
    record = struct.pack(f"{order}IIII", START, 500_000_999, 3, 3) + b"abc"

    [found] = frames(written(tmp_path, head + record))

    assert found == (1, _TIMES[0] + 999, 1, b"abc")


@pytest.mark.parametrize("data", [b"", b"no capture at all", b"\x1f\x8bno", b"\xa1\xb2\xc3\xd4"])
def test_what_is_no_capture_is_told(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        list(frames(written(tmp_path, data)))

    assert "this is no capture" in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        list(frames(tmp_path / "none.pcap"))


@pytest.mark.parametrize("make", [pcap, pcapng])
def test_a_capture_that_ends_in_the_middle_gives_what_came_before(
    make: object, tmp_path: Path
) -> None:
    assert callable(make)
    data = make(_FRAMES)

    cut_in_the_frame = list(frames(written(tmp_path, data[:-5])))

    assert cut_in_the_frame[0][3] == _FRAMES[0][1]
    assert len(cut_in_the_frame) == 1 or len(cut_in_the_frame[1][3]) == len(_FRAMES[1][1]) - 5


@pytest.mark.parametrize("make", [pcap, pcapng])
@pytest.mark.parametrize("packed", [False, True])
def test_wherever_a_capture_is_cut_it_is_noted_after_how_many_whole_frames(
    make: object, packed: bool, tmp_path: Path
) -> None:
    assert callable(make)
    whole, ends = make(_FRAMES), [len(make(_FRAMES[:number])) for number in (0, 1, 2)]

    for size in range(ends[0], len(whole) + 1):
        data = gzip.compress(whole[:size]) if packed else whole[:size]
        ending = Ending()
        list(frames(written(tmp_path, data), ending=ending))
        full = sum(size >= end for end in ends[1:])
        assert (ending.cut, ending.whole) == (size not in ends, full), size


@pytest.mark.parametrize("make", [pcap, pcapng])
def test_what_was_packed_and_then_cut_is_noted(make: object, tmp_path: Path) -> None:
    assert callable(make)
    packed, ending = gzip.compress(make(_FRAMES)), Ending()

    list(frames(written(tmp_path, packed[:-9]), ending=ending))

    assert ending.cut


@pytest.mark.parametrize("make", [pcap, pcapng])
@pytest.mark.parametrize("packed", [False, True])
def test_no_mangled_capture_is_an_error(make: object, packed: bool, tmp_path: Path) -> None:
    assert callable(make)
    whole = make(_FRAMES * 3)
    whole = gzip.compress(whole) if packed else whole
    luck = random.Random(5)  # noqa: S311 - a test that can be repeated

    for _ in range(150):
        data = bytearray(whole)
        for _ in range(luck.randint(1, 8)):
            data[luck.randrange(len(data))] = luck.randrange(256)
        path = written(tmp_path, bytes(data[: luck.randint(1, len(data))]))
        try:
            assert len(list(frames(path))) <= 50
        except InputError as error:
            assert "this is no capture" in str(error)  # noqa: PT017 - either is right


def test_a_block_that_asks_for_too_much_ends_the_capture(tmp_path: Path) -> None:
    size = BLOCK_MAX + 4
    bomb = struct.pack("<II", 0xBAD, size + 12) + b"\0" * size + struct.pack("<I", size + 12)
    one = pcapng(_FRAMES[:1])
    whole = one + bomb + one[len(pcapng([])) :]

    path = written(tmp_path, gzip.compress(whole, 1))

    assert len(list(frames(path))) == 1


def test_without_scapy_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [*sys.modules]:
        if name == "scapy" or name.startswith("scapy."):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "scapy", None)

    with pytest.raises(NG911RiskError) as caught:
        list(frames(written(tmp_path, pcap(_FRAMES))))

    assert "ng911risk[lab]" in str(caught.value)


def test_a_packed_file_is_read_up_to_a_bound_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ng911risk.lab.captures.frames.UNPACKED_SMALL", 3 << 20)
    one = struct.pack("<IIII", START, 0, 60, 60) + b"x" * 60
    data = pcap([]) + one * 100_000
    ending, plain = Ending(), Ending()

    read = len(list(frames(written(tmp_path, gzip.compress(data)), ending=ending)))
    every = len(list(frames(written(tmp_path, data), ending=plain)))

    assert 20_000 < read == ending.whole < 42_000
    assert (ending.beyond, ending.cut) == (True, False)
    assert (every, plain.beyond, plain.cut) == (100_000, False, False)


def test_zeros_are_no_frames(tmp_path: Path) -> None:
    ending = Ending()
    data = pcap(_FRAMES) + bytes(3_000_000)

    found = list(frames(written(tmp_path, gzip.compress(data)), ending=ending))

    assert (len(found), ending.whole, ending.cut) == (2, 2, True)


def test_an_empty_frame_that_has_a_time_is_one(tmp_path: Path) -> None:
    assert [data for *_, data in frames(written(tmp_path, pcap([(0.0, b""), (1.0, b"x")])))] == [
        b"",
        b"x",
    ]


@pytest.mark.parametrize("size", [FRAME_MAX + 1, BLOCK_MAX + 1, 2**31, 2**32 - 1])
def test_a_frame_that_is_too_long_is_nonsense(size: int, tmp_path: Path) -> None:
    ending = Ending()
    data = pcap(_FRAMES) + struct.pack("<IIII", START, 0, size, size) + bytes(FRAME_MAX * 2)

    assert len(list(frames(written(tmp_path, data), ending=ending))) == 2
    assert (ending.whole, ending.cut) == (2, True)


def test_a_long_block_that_is_packed_is_read_at_once(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(BLOCK_MAX // 4)  # noqa: S311 - a test that can be repeated
    long = struct.pack("<II", 4, len(noise) + 12) + noise + struct.pack("<I", len(noise) + 12)
    data = pcapng(_FRAMES[:1]) + long + pcapng(_FRAMES[1:])

    found = list(frames(written(tmp_path, gzip.compress(data, 1))))

    assert [data for *_, data in found] == [frame for _, frame in _FRAMES]


def test_what_is_taken_by_the_block_is_left_out_of_pcapng_too(tmp_path: Path) -> None:
    many = [(float(i), bytes([i]) * 40) for i in range(50)]

    def every(block: bytes, starts: Numbers, ends: Numbers, number: int) -> Mask:
        assert [block[at] for at in starts] == list(range(number - 1, number - 1 + len(starts)))
        assert set((ends - starts).tolist()) == {40}
        return starts > 0

    found = list(frames(written(tmp_path, pcapng(many)), bulk=every))
    other = list(frames(written(tmp_path, pcapng(many, link=113)), bulk=every))

    assert [number for number, *_ in found] == [1, 50]
    assert len(other) == 50
