"""What an export is, and how they are found: modules of this room named ``*_export``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from types import MappingProxyType

import ng911risk.exporters.exchange
from ng911risk.errors import NotFoundError
from ng911risk.exporters.exchange.given import ExchangeInput


class Audience(StrEnum):
    """Whom a format is for; who may take it out of a server hangs on it."""

    SECURITY = "security"
    """Whoever defends networks: loads it into platforms of threat intelligence."""

    AUDITOR = "auditor"
    """Whoever checks: reads it beside the report and the evidence, which they may see anyway."""

    @property
    def words(self) -> str:
        """As a heading."""
        return _AUDIENCES[self]


_AUDIENCES = {
    Audience.SECURITY: "For your security team",
    Audience.AUDITOR: "For auditors",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One machine-readable format of an assessment. A module offers ``EXPORTS``, a tuple."""

    name: str
    """What a user types, for instance ``stix-misp``."""

    title: str
    """For people."""

    serves: str
    """Whom it serves, and what they load it into."""

    ending: str
    """File ending with its dot."""

    media_type: str
    """Content-Type."""

    render: Callable[[ExchangeInput], bytes]
    """The same input gives the same bytes."""

    audience: Audience = Audience.SECURITY
    """Whom it is for; what does not say so is not for auditors, who may take less out."""


@cache
def exports() -> Mapping[str, Export]:
    """Every export by its name, in name order."""
    room = ng911risk.exporters.exchange
    found = [
        export
        for module in pkgutil.iter_modules(room.__path__)
        if module.name.endswith("_export")
        for export in importlib.import_module(f"{room.__name__}.{module.name}").EXPORTS
    ]
    return MappingProxyType({one.name: one for one in sorted(found, key=lambda one: one.name)})


def of_profile(profile: str) -> Export:
    """
    STIX 2.1 as one consumer wants it: ``generic``, ``opencti``, ``misp``, ``sentinel``, ...

    Raises:
        NotFoundError: There is no such profile.
    """
    named = {
        name.removeprefix("stix").removeprefix("-") or "generic": one
        for name, one in exports().items()
        if name == "stix" or name.startswith("stix-")
    }
    if profile in named:
        return named[profile]
    close = get_close_matches(profile[:60].lower(), list(named), n=1)
    guess = f" Did you mean '{close[0]}'?" if close else ""
    raise NotFoundError(
        f"There is no profile '{profile[:60]}' of STIX.{guess} "
        f"There are: {', '.join(sorted(named)) or 'none'}."
    )
