"""A report in which every text, at any depth, is a name that nothing public may hold."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from itertools import count
from typing import Any, TypeVar

from ng911risk.model.report import RiskReport
from tests.exporters.sample_report import SAMPLE

T = TypeVar("T")


def planted(report: RiskReport = SAMPLE) -> tuple[RiskReport, tuple[str, ...]]:
    """`report` with a numbered canary in every text but the name and state of the centre."""
    planter = _Planter()
    made: RiskReport = planter.plant(report)
    site = replace(made.site, name=report.site.name, state=report.site.state)
    kept = {made.site.name, made.site.state}
    return replace(made, site=site), tuple(one for one in planter.canaries if one not in kept)


class _Planter:
    """Copies records and swaps every text for a canary of its own."""

    def __init__(self) -> None:
        self.canaries: list[str] = []
        self._number = count()

    def plant(self, value: Any) -> Any:  # noqa: ANN401 -- whatever a field of a record holds
        if isinstance(value, Enum):
            return value
        if isinstance(value, str):
            self.canaries.append(f"canary{next(self._number):05d}yellow")
            return self.canaries[-1]
        if isinstance(value, tuple):
            return tuple(self.plant(item) for item in value)
        if is_dataclass(value) and not isinstance(value, type):
            swapped = {one.name: self.plant(getattr(value, one.name)) for one in fields(value)}
            return replace(value, **swapped)
        return value
