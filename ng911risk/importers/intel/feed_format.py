"""What each module in `ng911risk.importers.intel.feeds` offers, and how they are found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ng911risk.importers.intel import feeds
from ng911risk.importers.intel.result import ReadFeed, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFormat:
    """One way in which others write down what they know."""

    name: str
    """For people, for instance ``a STIX 2.1 bundle``."""

    fits: Callable[[Mapping[str, Any]], bool]
    """Whether a file with this outermost mapping is meant to be one."""

    read: Callable[[Source], ReadFeed]
    """Raises InputError with every problem."""


@cache
def all_feed_formats() -> tuple[FeedFormat, ...]:
    """Every format: the `FORMAT` of each module in the folder of feeds, by module name."""
    names = sorted(module.name for module in pkgutil.iter_modules(feeds.__path__))
    modules = (importlib.import_module(f"{feeds.__name__}.{name}") for name in names)
    return tuple(module.FORMAT for module in modules)
