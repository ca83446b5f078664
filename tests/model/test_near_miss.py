from __future__ import annotations

from ng911risk.model.near_miss import NearMiss, NearMissKind
from ng911risk.model.scales import Band
from ng911risk.records import to_json


def test_a_near_miss_is_a_record() -> None:
    one = NearMiss(
        kind=NearMissKind.FOOTHOLD,
        subject="office",
        change="Somebody gets in.",
        place="zones[0]",
        service=None,
        chance_before=0.1,
        chance_after=0.2,
        harm_added=Band(low=0.0, likely=1.0, high=2.0),
    )

    assert b'"foothold"' in to_json(one)
