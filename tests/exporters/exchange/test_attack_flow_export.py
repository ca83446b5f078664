from __future__ import annotations

import json

from ng911risk.exporters.exchange import exports, make
from ng911risk.exporters.exchange.discovery import Audience
from tests.exporters.stix.profiles.rich import rich_input


def test_it_is_found_and_makes_one_flow() -> None:
    made = json.loads(make("attack-flow", rich_input()))

    assert [one["type"] for one in made["objects"]].count("attack-flow") == 1


def test_it_is_for_security_teams_and_no_auditor_takes_it() -> None:
    assert exports()["attack-flow"].audience is Audience.SECURITY
