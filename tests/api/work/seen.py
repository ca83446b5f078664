"""Observations for tests over HTTP, and an inventory that knows all its addresses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from ng911risk.intel.observed import observation_id
from ng911risk.model.inventory import Environment, Inventory
from ng911risk.model.observation import Observation, ObservedKind, Transport
from ng911risk_api.work.seen_desk import NewPromotion
from tests.store.sample import INVENTORY, NOW

OWN: Final = "9.9.9.10"
"""Address of the sample's only system."""

ADDRESSED: Final[Inventory] = replace(
    INVENTORY, assets=(replace(INVENTORY.assets[0], addresses=(OWN,)),)
)


def seen(
    source: str = "9.9.9.9",
    *,
    environment: Environment = Environment.PRODUCTION,
    answered: int = 0,
    what: str = "Asks who is there.",
) -> Observation:
    """Somebody who scans."""
    bare = Observation(
        id="",
        kind=ObservedKind.SIP_SCAN,
        what=what,
        source=source,
        target=OWN,
        target_port=5060,
        transport=Transport.UDP,
        protocol="sip",
        first_seen=NOW - timedelta(hours=2),
        last_seen=NOW - timedelta(hours=1),
        messages=40,
        answered_calls=answered,
        environment=environment,
        capture="c" * 64,
    )
    return replace(bare, id=observation_id(bare))


WANTED: Final = NewPromotion(
    vector="sip-signalling-flood",
    reason="It scans and never calls.",
    valid_until=NOW + timedelta(days=30),
)
