"""
What every packet asks before it leaves: the scope, the budgets, the rate, the kill file.

Pure logic: clock, sleep and the time of day are given. The kernel's table (`kernel`) enforces
the same again; this one knows which check asks, and says no in words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from ng911risk.lab.check import Refused
from ng911risk.lab.door.pace import pace_of
from ng911risk.lab.door.reach import Reach
from ng911risk.model.lab import LabScope

LAYER_2: Final = "L2-"
"""How the ids of checks begin that send whole frames."""

BEACON: Final = "beacon"
"""What asks before any check does; no scope has to name it."""

_SLICE_S: Final = 0.1
"""How long it sleeps before it looks at the kill file again."""


class Governor:
    """Counts and paces what one run sends, and says no. For one thread."""

    def __init__(
        self,
        scope: LabScope,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        now: Callable[[], datetime],
    ) -> None:
        """
        Nothing is allowed until a check begins.

        Args:
            scope: What was authorised.
            clock: Seconds that only ever grow.
            sleep: Waits for so many seconds.
            now: The time of day, with its zone.
        """
        self._scope = scope
        self._reach = Reach.of(scope)
        self.packets_per_second = scope.packets_per_second
        self._pace = pace_of(scope.packets_per_second)
        self._clock, self._sleep, self._now = clock, sleep, now
        self._free_at = clock()
        self._stopped = ""
        self._check = ""
        self._limit = 0
        self.packets = 0
        self.bytes = 0
        self.packets_of_check = 0

    def begin(self, check_id: str, max_packets: int) -> None:
        """
        Say which check asks from now on, and how many packets it may send to its target.

        Raises:
            Refused: The scope does not name it, or the run has to stop.
        """
        self._check, self._limit, self.packets_of_check = "", 0, 0
        if check_id not in (BEACON, *self._scope.checks):
            raise Refused(f"The scope does not allow {check_id}.")
        self.watch()
        self._check = check_id
        self._limit = min(max_packets, self._scope.packets_per_check)

    def stop(self, why: str) -> None:
        """Say no to everything from now on."""
        self._stopped = self._stopped or why

    def take(self, address: str, size: int, packets: int = 1) -> None:
        """
        Wait until so many packets may leave, and count them.

        Args:
            address: Where they go.
            size: Bytes of them all together, headers included.
            packets: How many.

        Raises:
            Refused: The scope, a budget or a kill switch says no; nothing may be sent then.
        """
        reason = self.why_not(address)
        if reason:
            raise Refused(reason)
        self._admit(size, packets)

    def take_frame(self, size: int) -> None:
        """
        The same for one whole frame of a check of the switch.

        Raises:
            Refused: Another check asks, or a budget or a kill switch says no.
        """
        if not self._check.startswith(LAYER_2):
            raise Refused("Whole frames are for checks of the switch only.")
        self._admit(size, 1)

    def charge(self, size: int, packets: int) -> None:
        """
        Count packets that the kernel sent for us already, such as acknowledgements.

        What comes next waits for them too, so that the rate holds with them.

        Raises:
            Refused: A budget is spent by them: the check ends here.
        """
        self._afford(size, packets)
        self._pay(packets)
        self._count(size, packets)

    def watch(self) -> None:
        """
        Look at every kill switch.

        Raises:
            Refused: One of them says stop.
        """
        if not self._stopped:
            self._stopped = kill_reason(self._scope.kill_file) or self._window_reason()
        if self._stopped:
            raise Refused(self._stopped)

    def hold(self, seconds: float) -> None:
        """
        Do nothing for so long.

        Raises:
            Refused: A kill switch said stop meanwhile.
        """
        until = self._clock() + seconds
        self.watch()
        while (left := until - self._clock()) > 0:
            self._sleep(min(left, _SLICE_S))
            self.watch()

    def why_not(self, address: str) -> str:
        """Why nothing may be sent to an address, or taken from it; empty: it may."""
        if self._reach.zone_of(address) is not None:
            return ""
        return f"{address} is outside the scope, excluded, or not the address of one machine."

    def _admit(self, size: int, packets: int) -> None:
        self._afford(size, packets)
        part = packets
        while part > 0:
            now = min(part, self._pace.burst)
            self.hold(self._free_at - self._clock())
            self._pay(now)
            part -= now
        self._count(size, packets)

    def _afford(self, size: int, packets: int) -> None:
        if not self._check:
            raise Refused("No check is running.")
        if self.packets_of_check + packets > self._limit:
            raise Refused(f"{self._check} has spent its {self._limit} packets.")
        if self.packets + packets > self._scope.packets_in_all:
            raise Refused(f"The run has spent its {self._scope.packets_in_all} packets.")
        if self.bytes + size > self._scope.bytes_in_all:
            raise Refused(f"The run has spent its {self._scope.bytes_in_all} bytes.")

    def _pay(self, packets: int) -> None:
        self._free_at = max(self._free_at, self._clock()) + packets / self._pace.asked_rate

    def _count(self, size: int, packets: int) -> None:
        self.packets += packets
        self.packets_of_check += packets
        self.bytes += size

    def _window_reason(self) -> str:
        if self._scope.not_before <= self._now() < self._scope.not_after:
            return ""
        return "The scope is not valid at this time."


def kill_reason(path: str | Path) -> str:
    """Why the kill file says stop; one that cannot be watched says so too. Empty: it does not."""
    try:
        Path(path).lstat()  # a link that leads nowhere is there
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"The kill file cannot be watched: {error.strerror}."
    return "The kill file is there."
