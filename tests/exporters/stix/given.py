"""An assessment of the small site of the tests of captures, ready to be exported."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from ng911risk.content import load_catalog
from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.model.catalog import Catalog
from tests.exporters.sample_report import SAMPLE
from tests.lab.seen import INVENTORY

INSTALLATION = "5f0c2f6e-8f6b-4b57-9a0c-1d6a0f6f2b11"


@cache
def catalog() -> Catalog:
    """The catalogue of the checkout."""
    return load_catalog()


def seen_input(**changes: Any) -> ExchangeInput:  # noqa: ANN401 - any field
    """What an export is made from, with changes."""
    made = ExchangeInput(
        report=SAMPLE,
        inventory=INVENTORY,
        catalog=catalog(),
        site="elm",
        installation=INSTALLATION,
    )
    return replace(made, **changes)
