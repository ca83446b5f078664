"""What each module in `ng911risk.importers.formats` offers, and how they are found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ng911risk.importers import formats
from ng911risk.importers.result import Draft
from ng911risk.importers.sheets.grid import Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryFormat:
    """One way to write down an inventory."""

    name: str
    """For people, for instance ``a workbook``."""

    endings: tuple[str, ...]
    """Ends of file names, lower case, with the dot."""

    read: Callable[[bytes, str, bool], Draft]
    """
    Bytes, name of the file, whether bad rows may be left out -> Draft.

    Raises InputError with every problem of the fields. Only a format that has rows
    may leave any out.
    """

    grids: Callable[[bytes, str], list[Grid]] | None = None
    """For a format of rows and columns: its cells. Raises InputError as `read` does."""


@cache
def all_formats() -> tuple[InventoryFormat, ...]:
    """Every format: the `FORMAT` of each module in the formats folder, by module name."""
    names = sorted(module.name for module in pkgutil.iter_modules(formats.__path__))
    names = [name for name in names if not name.startswith("_")]
    modules = (importlib.import_module(f"{formats.__name__}.{name}") for name in names)
    return tuple(module.FORMAT for module in modules)


def endings() -> tuple[str, ...]:
    """Every end of a file name that can be read, for help and for a file dialogue."""
    return tuple(end for one in all_formats() for end in one.endings)
