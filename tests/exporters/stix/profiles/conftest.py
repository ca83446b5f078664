"""Exports of all profiles, made once: of the rich input, and of the samples of the package."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.stix.frame import Stix
from ng911risk.exporters.stix.profiles import profiles
from ng911risk.model.tlp import Tlp
from tests.exporters.stix import real
from tests.exporters.stix.profiles import rich
from tests.exporters.stix.validator import complaints

SAMPLES = ("pine-county", "harbor-metro", "hollow-legacy", "prairie-hosted")


def shaped(given: ExchangeInput) -> dict[str, Any]:
    """What each profile makes of an input, read back from its bytes."""
    objects = rich.objects(given)
    return {name: json.loads(one.shape(objects, given)) for name, one in profiles().items()}


def inside(made: Any) -> list[Stix]:  # noqa: ANN401 -- a bundle, or the bodies for Sentinel
    """All objects of an export."""
    if isinstance(made, dict):
        return list(made["objects"])
    return [one for body in made for one in body["stixobjects"]]


def said(objects: Iterable[Stix]) -> list[str]:
    """Errors and warnings of the validator, but for OpenCTI's own properties."""
    return complaints(
        {key: value for key, value in one.items() if not key.startswith("x_opencti_")}
        for one in objects
    )


def references(one: Stix) -> Iterator[str]:
    """Ids that it names, but for what publishers say among themselves (``x_...``)."""
    for key, value in one.items():
        if not key.startswith("x_"):
            if key.endswith("_ref"):
                yield value
            elif key.endswith("_refs"):
                yield from value


@pytest.fixture(scope="session")
def with_a_past() -> dict[str, Any]:
    """What each profile makes of the rich input after an earlier one."""
    return shaped(rich.with_a_past())


@cache
def sample(name: str) -> Mapping[str, Any]:
    """What each profile makes of a sample of the package."""
    return shaped(replace(real.sample(name), wishes=Wishes(sentinel_tlp=Tlp.RED)))
