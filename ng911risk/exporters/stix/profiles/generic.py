"""STIX 2.1 as it is meant: for every consumer that reads the standard, and as the history."""

from __future__ import annotations

from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix import bundle
from ng911risk.exporters.stix.frame import Stix
from ng911risk.exporters.stix.profiles import GENERIC, Profile


def shape(objects: tuple[Stix, ...], given: ExchangeInput) -> bytes:  # noqa: ARG001 -- as all profiles
    """One bundle with everything."""
    return bundle.as_bytes(objects)


PROFILE = Profile(
    name=GENERIC,
    title="STIX 2.1",
    serves="any tool that reads STIX 2.1; it is also the file that later exports compare with",
    shape=shape,
)
