"""
An assessment -> what machines of others read: STIX for security teams, OSCAL for auditors.

An export is one module of this room whose name ends in ``_export``; it is found by looking.
The same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ng911risk.errors import NotFoundError
from ng911risk.exporters.exchange.given import ExchangeInput, Wishes

if TYPE_CHECKING:
    from ng911risk.exporters.exchange.discovery import Export

__all__ = ["ExchangeInput", "Wishes", "exports", "make"]


def exports() -> Mapping[str, Export]:
    """Every export by its name."""
    from ng911risk.exporters.exchange import discovery  # noqa: PLC0415 -- it looks in here

    return discovery.exports()


def make(name: str, given: ExchangeInput) -> bytes:
    """
    One export.

    Raises:
        NotFoundError: There is none of that name.
        NG911RiskError: It cannot be made of this, with the reason.
    """
    found = exports().get(name)
    if found is None:
        raise NotFoundError(f"there is no export '{name}'; known: {', '.join(exports())}")
    return found.render(given)
