"""What a verdict weighs: whether it moves its control, and if it does not, why."""

from __future__ import annotations

from typing import Protocol

from ng911risk.model.evidence import Verdict


class Bearing(Protocol):
    """What a check or a detector says about itself."""

    @property
    def verifies(self) -> bool:
        """Whether a pass shows that the whole control works."""
        ...

    @property
    def refutes(self) -> bool:
        """Whether a failure shows that the control does not work."""
        ...


def refutation(verdict: Verdict, about: Bearing) -> bool:
    """Whether a verdict refutes the control by itself."""
    return verdict is Verdict.NOT_EFFECTIVE and about.refutes


def doubt_of(verdict: Verdict, about: Bearing, refuted_by: str) -> str:
    """
    Why a verdict does not move its control; empty: it does, or it has nothing to say.

    Args:
        verdict: Of one check or detector.
        about: What passes and failures of it prove.
        refuted_by: What refuted the same control of the same asset at the same time; empty:
            nothing did. One refutation is not outvoted, whichever came last.
    """
    if verdict is Verdict.NOT_EFFECTIVE and not about.refutes:
        return "A shortcoming; it does not show by itself that the whole control fails."
    if verdict is not Verdict.EFFECTIVE:
        return ""
    if refuted_by:
        return f"This passed; {refuted_by} shows at the same time that the control fails."
    return "" if about.verifies else "This passed; it shows a part of the control only."
