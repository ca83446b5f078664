"""A recording of both network ports while a run lasts: what left, and what came back."""

from __future__ import annotations

import os
import select
import struct
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Final

from ng911risk.lab.door.tap import Tap, Tapped
from ng911risk.lab.door.telling import tells

RECORDING_BYTES_MAX: Final = 64 * 1024 * 1024
"""Largest recording; what comes later is counted and not kept."""

_MAGIC_NS: Final = 0xA1B23C4D
_SNAP: Final = 65_535
_ETHERNET: Final = 1
_HEADER: Final = struct.pack("=IHHiIII", _MAGIC_NS, 2, 4, 0, 0, _SNAP, _ETHERNET)
_PACKET: Final = struct.Struct("=IIII")
_SLICE_S: Final = 0.2
_MODE: Final = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What a recording holds."""

    outgoing: int
    """Frames that this machine sent."""

    telling: int
    """Those of them that carry something: no acknowledgement, no ARP (see `telling`)."""

    missed: int
    """Frames that came too fast to be kept."""

    whole: bool
    """Whether everything that was not missed is in the file."""

    digest: str
    """SHA-256 of the file."""


class Recording:
    """Runs in a thread of its own, from its making until `stop`."""

    def __init__(
        self, path: Path, interfaces: Sequence[str], at_most: int = RECORDING_BYTES_MAX
    ) -> None:
        """
        Begin: every frame from now on is in it.

        Args:
            path: A new file, readable by its owner only.
            interfaces: Names of the ports.
            at_most: Largest size, in bytes.

        Raises:
            OSError: Not allowed, no such interface, or the file is there already.
        """
        self._taps: list[Tap] = []
        self._outgoing = self._telling = self._missed = 0
        self._room = at_most - len(_HEADER)
        self._whole = True
        self._stop = threading.Event()
        try:
            self._taps += (Tap(name) for name in interfaces)
            number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _MODE)
        except OSError:
            self._close()
            raise
        self._file = os.fdopen(number, "w+b")
        self._file.write(_HEADER)
        self._thread = threading.Thread(target=self._run, name="recording")
        self._thread.start()

    def stop(self) -> Recorded:
        """End it, with everything that waits."""
        self._stop.set()
        self._thread.join()
        self._missed += sum(tap.missed() for tap in self._taps)
        self._close()
        with self._file as file:
            # by the open file: who gave privileges up may not open it again
            file.seek(0)
            digest = file_digest(file, "sha256").hexdigest()
        return Recorded(
            outgoing=self._outgoing,
            telling=self._telling,
            missed=self._missed,
            whole=self._whole,
            digest=digest,
        )

    def _run(self) -> None:
        while not self._stop.is_set():
            ready, _, _ = select.select(self._taps, (), (), _SLICE_S)
            for tap in ready:
                self._drain(tap)
        for tap in self._taps:
            self._drain(tap)

    def _drain(self, tap: Tap) -> None:
        while (frame := tap.read()) is not None:
            self._outgoing += frame.outgoing
            self._telling += frame.outgoing and tells(frame.data)
            self._keep(frame)
        self._file.flush()  # whoever kills this process finds what was recorded

    def _keep(self, frame: Tapped) -> None:
        data = frame.data[:_SNAP]
        if _PACKET.size + len(data) > self._room or not self._whole:
            self._whole = False
            return
        self._room -= _PACKET.size + len(data)
        seconds, nanoseconds = frame.at
        self._file.write(_PACKET.pack(seconds, nanoseconds, len(data), len(frame.data)) + data)

    def _close(self) -> None:
        while self._taps:
            self._taps.pop().close()
