"""
What the process that looks may say next: the plan, step by step.

Pure. The keeper believes no line that does not fit: a result is of the step that has begun, and a
step that begins is the next of the plan.
"""

from __future__ import annotations

from collections.abc import Sequence

from ng911risk.lab.door import beacon
from ng911risk.lab.running.job import DONE, Said
from ng911risk.lab.running.plan import Step


class Order:
    """Follows the lines of one run."""

    def __init__(self, steps: Sequence[Step], packets_per_check: int) -> None:
        """
        Nothing has begun.

        Args:
            steps: Of the plan, in their order.
            packets_per_check: Most packets of a step that the scope allows.
        """
        self._ahead = list(reversed(steps))
        self._per_check = packets_per_check
        self._open: Step | None = None
        self._over = False
        self._asked = 0
        self._allowed = beacon.TRIES

    @property
    def most_asked(self) -> int:
        """Packets that may have been asked for by now: what has begun and not ended counts full."""
        open_ones = self._most(self._open) if self._open else 0
        return (self._asked or beacon.TRIES) + open_ones

    def wrong(self, said: Said) -> str:
        """Why a line cannot be true, and go on to what comes after it; empty: it can."""
        why = self._wrong(said)
        return f"the process that looks said what cannot be: {why}" if why else ""

    def _wrong(self, said: Said) -> str:
        if self._over:
            return "something after its end"
        if said.begun:
            return self._begins(said.begun)
        if said.result is not None and (
            self._open is None or name(self._open) != f"{said.result.check} {said.result.target}"
        ):
            return f"a result of {said.result.check}, which had not begun"
        if said.result is not None:
            self._open = None
        if said.asked > self._allowed:
            return f"it asked for {said.asked} packets, and may for {self._allowed}"
        self._asked = max(said.asked, self._asked)
        self._over = bool(said.over)
        if said.over == DONE and (self._ahead or self._open):
            return "all is done, with steps of the plan still ahead"
        return ""

    def _begins(self, what: str) -> str:
        if self._open is not None:
            return f"{what} begins before {name(self._open)} has ended"
        if not self._ahead or name(self._ahead[-1]) != what:
            return f"{what} begins, which is not the next step of the plan"
        self._open = self._ahead.pop()
        self._allowed += self._most(self._open)
        return ""

    def _most(self, step: Step) -> int:
        return min(step.packets, self._per_check)


def name(step: Step) -> str:
    """How a step is called on the way between the processes."""
    return f"{step.check.id} {step.target.id}"
