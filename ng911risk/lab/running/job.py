"""What the keeper tells the assessor to do, and what the assessor tells back, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ng911risk.model.lab import CheckResult, LabScope, LabTarget
from ng911risk.model.record import Record

DONE: Final = "done"
"""What the assessor says last when everything was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials(Record):
    """Files with certificates; an empty name: there is none."""

    ca: str = ""
    """Certificates that the lab trusts, PEM."""

    certificate: str = ""
    """Certificate that the lab gave to the assessor, PEM."""

    key: str = ""
    """Its private key, PEM without a passphrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Record):
    """Everything that the assessor needs; it reads nothing else."""

    scope: LabScope
    targets: tuple[LabTarget, ...]
    credentials: Credentials
    since: datetime
    """Now, UTC: the assessor reads no clock of its own."""

    frames: bool = False
    """Whether whole frames may be sent: only where a table in the kernel holds them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Record):
    """One line of the assessor. Exactly one of its parts says something."""

    ready: str = ""
    """It has given its privileges up; how, in words."""

    begun: str = ""
    """A check begins: its id and target."""

    result: CheckResult | None = None
    """A check has ended."""

    over: str = ""
    """The run ends: why. ``done`` where everything was done."""

    asked: int = 0
    """Packets that were asked for so far."""
