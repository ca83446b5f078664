from __future__ import annotations

from typing import Any

import pytest

from ng911risk.model.tlp import Tlp
from tests.importers.intel.bundles import indicator, read

RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
GREEN = "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"
OWN = "marking-definition--11111111-1111-4111-8111-111111111111"
TLP_2 = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
PATTERN = "[ipv4-addr:value = '192.0.2.1']"


def marking(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any property
    made = {"type": "marking-definition", "spec_version": "2.1", "id": OWN}
    return {**made, "created": "2022-10-01T00:00:00.000Z", **fields}


def test_a_feed_without_markings_has_none() -> None:
    assert read(indicator(1, PATTERN)).feed.marking is None


def test_the_strictest_of_all_markings_is_that_of_the_feed() -> None:
    one = read(
        indicator(1, PATTERN, object_marking_refs=[GREEN]),
        indicator(2, PATTERN, granular_markings=[{"marking_ref": RED, "selectors": ["name"]}]),
    )

    assert one.feed.marking is Tlp.RED
    assert "TLP:RED" in one.warnings[0]


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        ({"definition_type": "tlp", "definition": {"tlp": "white"}}, Tlp.CLEAR),
        ({"name": "TLP:AMBER+STRICT"}, Tlp.AMBER_STRICT),
        ({"extensions": {TLP_2: {"tlp_2_0": "amber+strict"}}}, Tlp.AMBER_STRICT),
        ({"extensions": {TLP_2: 7}, "name": "TLP:GREEN"}, Tlp.GREEN),
        ({"definition_type": "statement", "definition": {"statement": "Copyright"}}, None),
    ],
)
def test_a_marking_may_be_defined_in_the_file(fields: dict[str, Any], level: Tlp | None) -> None:
    one = read(indicator(1, PATTERN, object_marking_refs=[OWN]), marking(**fields))

    assert one.feed.marking is level
