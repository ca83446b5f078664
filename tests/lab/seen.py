"""Observations and sites that tests hold against each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ng911risk.intel.observed import named
from ng911risk.model.inventory import (
    Asset,
    Environment,
    Inventory,
    Owner,
    OwnerClass,
    Shift,
    SiteProfile,
    Zone,
)
from ng911risk.model.kinds import AssetKind
from ng911risk.model.observation import Observation, ObservedKind, Promotion, Transport
from ng911risk.model.scales import Stage
from tests.lab.packets import ATTACKER, BORDER

ON = datetime(2026, 3, 2, tzinfo=UTC)
UNTIL = datetime(2026, 4, 1, tzinfo=UTC)

INVENTORY = Inventory(
    site=SiteProfile(
        name="Elm County 9-1-1",
        stage=Stage.I3,
        positions=4,
        shifts=(
            Shift(from_hour=0, to_hour=24, on_duty=2, calls_per_hour=3, admin_calls_per_hour=5),
        ),
        trunks_911=6,
        trunks_ten_digit=4,
    ),
    owners=(
        Owner(id="us", owner_class=OwnerClass.PSAP),
        Owner(id="carrier", owner_class=OwnerClass.CARRIER, networks=("77.90.0.0/16",)),
    ),
    zones=(
        Zone(id="border", live_call_path=True),
        Zone(id="bench", environment=Environment.LAB),
    ),
    assets=(
        Asset(id="sbc", kind=AssetKind.BCF, zone="border", owner="us", addresses=(BORDER,)),
        Asset(id="mail", kind=AssetKind.EMAIL, zone="border", owner="us"),
        Asset(
            id="target",
            kind=AssetKind.ADMIN_PBX,
            zone="bench",
            owner="us",
            addresses=("20.9.0.0/24",),
        ),
    ),
)
"""Every system that carries calls has an address."""


def observation(**changes: Any) -> Observation:  # noqa: ANN401 - any field
    """A scan that nothing speaks against, with changes."""
    return named(
        Observation(
            id="",
            kind=ObservedKind.SIP_SCAN,
            what="Looks for what is there: 40 SIP requests.",
            source=ATTACKER,
            source_port=5060,
            target=BORDER,
            target_port=5060,
            transport=Transport.UDP,
            protocol="sip",
            first_seen=datetime(2026, 3, 1, 12, 0, 0, 123_456, tzinfo=UTC),
            last_seen=datetime(2026, 3, 1, 12, 0, 9, 999_999, tzinfo=UTC),
            messages=40,
            methods=("OPTIONS", "REGISTER"),
            user_agent="friendly-scanner",
            environment=Environment.PRODUCTION,
            capture="0" * 64,
        )
        if not changes
        else replace(observation(), **changes)
    )


def promotion(of: Observation, **changes: Any) -> Promotion:  # noqa: ANN401 - any field
    """A decision about it that nothing speaks against, with changes."""
    made = Promotion(
        observation=of.id,
        vector="sip-signalling-flood",
        by="network manager",
        reason="It asked for a hundred names.",
        on=ON,
        valid_until=UNTIL,
    )
    return replace(made, **changes)
