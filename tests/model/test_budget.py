from __future__ import annotations

from datetime import UTC, datetime

from ng911risk.content import load_catalog
from ng911risk.engine.budget import budget_plan
from ng911risk.model.budget import BudgetPlan
from ng911risk.records import read_record, to_json
from tests.samples.test_stories import sample


def test_a_plan_reads_back_from_its_json() -> None:
    found = budget_plan(
        sample("harbor-metro"),
        load_catalog(),
        (50_000.0,),
        at=datetime(2026, 1, 1, tzinfo=UTC),
        tool_version="test",
        inventory_digest="0" * 64,
    )

    data = to_json(found, omit_defaults=False)

    assert read_record(BudgetPlan, data, file="plan.json", format="json").value == found
