from __future__ import annotations

from ng911risk.model.choke import ChokePoint
from ng911risk.model.inventory import ServiceKind
from ng911risk.records import to_json


def test_a_narrow_place_is_a_record() -> None:
    one = ChokePoint(service=ServiceKind.DISPATCH, subject="cad", label="CAD", what="to have it")

    assert b'"dispatch"' in to_json(one)
