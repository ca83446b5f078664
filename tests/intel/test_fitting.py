from __future__ import annotations

import pytest

from ng911risk.content import load_catalog
from ng911risk.intel.fitting import FITTING, fits
from ng911risk.model.observation import ObservedKind


@pytest.mark.parametrize("kind", ObservedKind)
def test_every_kind_fits_some_way_in(kind: ObservedKind) -> None:
    assert FITTING[kind]
    assert any(fits(kind, one) for one in load_catalog().vectors.values())


def test_a_burst_of_calls_is_a_flood_and_no_phishing() -> None:
    vectors = load_catalog().vectors

    assert fits(ObservedKind.CALL_BURST, vectors["tdos-pbx-voip"])
    assert not fits(ObservedKind.CALL_BURST, vectors["phishing"])
    assert not fits(ObservedKind.SIP_SCAN, vectors["carrier-or-power-outage"])
