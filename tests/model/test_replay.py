from __future__ import annotations

from datetime import UTC, datetime

from ng911risk.content import load_catalog
from ng911risk.engine.replay import replay
from ng911risk.model.replay import Replay
from ng911risk.records import read_record, to_json
from tests.incidents.cases import inventory_of


def test_a_replay_reads_back_from_its_json() -> None:
    found = replay(
        inventory_of("eas-hoax-2013"),
        load_catalog(),
        at=datetime(2026, 1, 1, tzinfo=UTC),
        tool_version="test",
        inventory_digest="0" * 64,
        incidents=("eas-hoax-2013", "massachusetts-2024"),
    )
    data = to_json(found, omit_defaults=False)

    assert read_record(Replay, data, file="replay.json", format="json").value == found
