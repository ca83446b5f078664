"""
Cyber risk assessment for 9-1-1 centres: an inventory in, a report anyone can act on out.

The public names are `assess`, `load_catalog`, `read_inventory` and `RiskReport`.
They are imported when first used, so that `import ng911risk` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ng911risk.content import load_catalog
    from ng911risk.engine.assess import assess
    from ng911risk.importers import read_inventory
    from ng911risk.model.report import RiskReport

__all__ = ["RiskReport", "assess", "load_catalog", "read_inventory"]

_HOMES: Final = {
    "RiskReport": "ng911risk.model.report",
    "assess": "ng911risk.engine.assess",
    "load_catalog": "ng911risk.content",
    "read_inventory": "ng911risk.importers",
}


def __getattr__(name: str) -> object:
    """Import a public name from where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
