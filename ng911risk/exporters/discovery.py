"""What a format is, and how the formats are found: one module or package ``*_report`` for each."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Protocol

import ng911risk.exporters
from ng911risk.model.report import RiskReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a rendering is called, served and stored."""

    name: str
    """What a user types: json, csv, html, text."""

    media_type: str
    """Content-Type with its charset."""

    ending: str
    """File ending with its dot."""


class Exporter(Protocol):
    """What a format module offers."""

    FORMAT: Format

    def render(self, report: RiskReport, *, public: bool) -> bytes:
        """The report, or its public edition, in this format; same report, same bytes."""
        ...


@cache
def exporters() -> Mapping[str, Exporter]:
    """Every format module by the name of its format, in name order."""
    room = ng911risk.exporters
    modules = [
        importlib.import_module(f"{room.__name__}.{module.name}")
        for module in pkgutil.iter_modules(room.__path__)
        if module.name.endswith("_report")
    ]
    return MappingProxyType(
        {module.FORMAT.name: module for module in sorted(modules, key=lambda m: m.FORMAT.name)}
    )
