"""STIX 2.1, once for each profile: ``stix`` for everybody, ``stix-opencti`` and the like."""

from __future__ import annotations

from functools import partial
from typing import Final

from ng911risk.exporters.exchange.discovery import Audience, Export
from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix import bundle, earlier, versions
from ng911risk.exporters.stix.frame import Stix
from ng911risk.exporters.stix.profiles import GENERIC, Profile, profiles

NAME: Final = "stix"


def objects(given: ExchangeInput) -> tuple[Stix, ...]:
    """
    Every object of the generic model with its history: what a server keeps and serves.

    Raises:
        ConflictError: A later assessment was given out, or the earlier objects are of another
            profile.
        InputError: The earlier objects are none that can be a history.
    """
    earlier.require_history(given.previous)
    return versions.with_history(
        bundle.objects_of(given), given.previous, given.report.made_at, given.wishes
    )


def _render(given: ExchangeInput, *, profile: Profile) -> bytes:
    return profile.shape(objects(given), given)


EXPORTS: Final = tuple(
    Export(
        name=NAME if profile.name == GENERIC else f"{NAME}-{profile.name}",
        title=profile.title,
        serves=profile.serves,
        ending=profile.ending,
        media_type=profile.media_type,
        render=partial(_render, profile=profile),
        audience=Audience.SECURITY,
    )
    for profile in profiles().values()
)
"""One export for each profile."""
