"""The rooms of ng911risk that the routes call, gathered so that a test can replace one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from ng911risk.engine.assess import Opened
from ng911risk.model.catalog import Catalog
from ng911risk.model.report import RiskReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the web face is made of besides the store."""

    catalog: Catalog
    """What assessments are made with."""

    assess: Callable[..., RiskReport]
    """`ng911risk.engine.assess.assess`."""

    open_assessment: Callable[..., Opened]
    """`ng911risk.engine.assess.open_assessment`."""

    report_of: Callable[..., RiskReport]
    """`ng911risk.engine.assess.report_of`."""

    tool_version: str
    """Version that assessments are signed with."""

    now: Callable[[], datetime]
    """The clock, UTC."""


def installed_parts() -> Parts:
    """
    The real ones.

    Raises:
        ContentError: The catalogue has problems.
    """
    # Slow to load, so not before a server starts.
    from ng911risk.content import load_catalog  # noqa: PLC0415 - as said above
    from ng911risk.engine.assess import (  # noqa: PLC0415 - as said above
        assess,
        open_assessment,
        report_of,
    )

    return Parts(
        catalog=load_catalog(),
        assess=assess,
        open_assessment=open_assessment,
        report_of=report_of,
        tool_version=tool_version(),
        now=lambda: datetime.now(UTC),
    )


def tool_version() -> str:
    """Version of the installed package."""
    try:
        return version("ng911risk")
    except PackageNotFoundError:
        return "0+unknown"
