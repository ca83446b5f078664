"""What was recorded can be read again, is bounded, and is nobody else's."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from ng911risk.lab.door import recording
from ng911risk.lab.door.recording import Recording
from ng911risk.lab.door.tap import Tapped

FRAMES = {
    "e0": [
        Tapped(b"a" * 60, outgoing=True, at=(1_700_000_000, 5)),
        Tapped(b"b" * 100, outgoing=False, at=(1_700_000_001, 6)),
    ],
    "e1": [Tapped(b"c" * 70_000, outgoing=True, at=(0, 0))],
}


class FakeTap:
    """A port at which those frames pass."""

    def __init__(self, interface: str) -> None:
        if interface == "none":
            raise OSError(19, "No such device")
        self._left = list(FRAMES[interface])
        # something that select finds ready
        self._here, self._there = socket.socketpair()
        self._there.send(b"x")
        LINES.extend((self._here, self._there))

    def fileno(self) -> int:
        return self._here.fileno()

    def read(self) -> Tapped | None:
        return self._left.pop(0) if self._left else None

    def missed(self) -> int:
        return 2

    def close(self) -> None:
        self._here.close()
        self._there.close()


LINES: list[socket.socket] = []


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No packet socket; and every line is closed in the end."""
    LINES.clear()
    monkeypatch.setattr(recording, "Tap", FakeTap)
    yield
    assert all(line.fileno() == -1 for line in LINES)


def _packets(path: Path) -> list[tuple[int, int, int, int]]:
    data = path.read_bytes()
    assert struct.unpack_from("=IHHiIII", data) == (0xA1B23C4D, 2, 4, 0, 0, 65_535, 1)
    found, at = [], 24
    while at < len(data):
        head = struct.unpack_from("=IIII", data, at)
        found.append(head)
        at += 16 + head[2]
    assert at == len(data)
    return found


def test_everything_that_passes_is_kept_and_what_left_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "run.pcap"
    made = Recording(path, ["e0", "e1"]).stop()

    assert sorted(_packets(path)) == [
        (0, 0, 65_535, 70_000),
        (1_700_000_000, 5, 60, 60),
        (1_700_000_001, 6, 100, 100),
    ]
    assert (made.outgoing, made.telling, made.missed, made.whole) == (2, 2, 4, True)
    assert made.digest == sha256(path.read_bytes()).hexdigest()
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_was_recorded_is_in_the_file_before_the_end(tmp_path: Path) -> None:
    path = tmp_path / "run.pcap"
    recording = Recording(path, ["e0", "e1"])
    try:
        until = time.monotonic() + 5
        while path.stat().st_size < 24 + 3 * 16 + 65_695 and time.monotonic() < until:
            time.sleep(0.01)
        assert len(_packets(path)) == 3
    finally:
        recording.stop()


def test_a_full_recording_goes_on_counting(tmp_path: Path) -> None:
    path = tmp_path / "run.pcap"
    made = Recording(path, ["e0"], at_most=24 + 16 + 60).stop()

    assert len(_packets(path)) == 1
    assert (made.outgoing, made.whole) == (1, False)


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "run.pcap"
    path.write_text("mine")

    with pytest.raises(FileExistsError):
        Recording(path, ["e0"])
    assert path.read_text() == "mine"


def test_an_interface_that_is_not_there_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such device"):
        Recording(tmp_path / "run.pcap", ["e0", "none"])
    assert not any(tmp_path.iterdir())
