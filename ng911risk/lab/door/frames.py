"""Whole frames at both network ports, for checks of the switch."""

from __future__ import annotations

import select
import time
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from ng911risk.lab.check import Refused, SeenFrame
from ng911risk.lab.door.governor import Governor
from ng911risk.lab.door.host import Interface
from ng911risk.lab.door.tap import Tap

FRAMES_MAX: Final = 4_096
"""Most frames that one `listen` keeps: what comes later is left out."""

FRAME_MAX: Final = 1_514
"""Longest frame that is sent, in bytes."""

FRAME_MIN: Final = 14

_SLICE_S: Final = 0.5


class FramePorts:
    """Both ports; see `ng911risk.lab.check.Frames`."""

    def __init__(
        self, governor: Governor, interface: Interface, observer: Interface | None
    ) -> None:
        self._governor = governor
        self._names = [interface.name] + ([observer.name] if observer else [])
        self._taps: list[Tap] = []
        self.mac: str = interface.mac
        self.observer_mac: str = observer.mac if observer else ""
        own = (str(one.ip) for one in (observer.addresses if observer else ()) if one.version == 4)  # noqa: PLR2004 - IPv4
        self.observer_address: str = next(own, "")

    def __enter__(self) -> Self:
        """
        Open both ports.

        Raises:
            Refused: This machine does not let us.
        """
        try:
            for name in self._names:
                self._taps.append(Tap(name))
        except OSError as error:
            self._close()
            raise Refused(f"Whole frames are not possible here: {error.strerror}.") from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def send(self, frame: bytes, *, observer: bool = False) -> None:
        """
        Send one frame out of the interface, or of the observer.

        Raises:
            Refused: By the governor; or it is no frame; or there is no observer.
        """
        if not FRAME_MIN <= len(frame) <= FRAME_MAX:
            raise Refused(f"A frame of {len(frame)} bytes is not sent.")
        if observer and len(self._taps) < len(("interface", "observer")):
            raise Refused("There is no observer interface.")
        self._governor.take_frame(len(frame))
        # what the kernel's table or a closed port keeps back is not seen by anybody: silence
        with suppress(OSError):
            self._taps[1 if observer else 0].send(frame)

    def listen(self, seconds: float) -> tuple[SeenFrame, ...]:
        """
        Frames that came in within that time, and those that waited from before it.

        Raises:
            Refused: A kill switch says stop.
        """
        began = time.monotonic()
        seen: list[SeenFrame] = []
        while (left := began + seconds - time.monotonic()) > 0:
            self._governor.watch()
            ready, _, _ = select.select(self._taps, (), (), min(left, _SLICE_S))
            for tap in ready:
                frame = tap.read()
                if frame is None or frame.outgoing or len(seen) >= FRAMES_MAX:
                    continue
                after = time.monotonic() - began
                seen.append(SeenFrame(data=frame.data, port=self._taps.index(tap), after=after))
        return tuple(seen)

    def _close(self) -> None:
        while self._taps:
            self._taps.pop().close()
