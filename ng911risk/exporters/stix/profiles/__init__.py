"""
What each consumer takes without loss: a module of this room offers ``PROFILE``.

A profile only says how the objects are shaped. What the objects are, and which versions there
are of them, is the same for all, so that something taken back is taken back everywhere.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix.frame import Stix

GENERIC = "generic"
"""The one that is told by no name of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How one consumer takes the objects."""

    name: str
    """What a user types, for instance ``misp``."""

    title: str
    """For people."""

    serves: str
    """Whom it serves, and what they load it into."""

    shape: Callable[[tuple[Stix, ...], ExchangeInput], bytes]
    """
    Make the file of objects with their history: one version of each, what was taken back
    among them, see `ng911risk.exporters.stix.versions`. Same input, same bytes.
    """

    ending: str = ".json"
    """File ending with its dot."""

    media_type: str = "application/stix+json;version=2.1"
    """Content-Type."""


@cache
def profiles() -> Mapping[str, Profile]:
    """Every profile by its name, the generic one first, then in name order."""
    found: list[Profile] = [
        importlib.import_module(f"{__name__}.{module.name}").PROFILE
        for module in pkgutil.iter_modules(__path__)
    ]
    found.sort(key=lambda one: (one.name != GENERIC, one.name))
    return MappingProxyType({one.name: one for one in found})
