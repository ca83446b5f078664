"""Plans of forms name fields that exist."""

from __future__ import annotations

from dataclasses import fields

import pytest

from ng911risk.editing.parts import Part
from ng911risk.editing.plans import PLANS, SITE, FormPlan


@pytest.mark.parametrize("plan", [SITE, *PLANS.values()])
def test_every_path_begins_with_a_field_of_the_record(plan: FormPlan) -> None:
    known = {one.name for one in fields(plan.record)}

    named = {one.path.partition(".")[0] for one in plan.fields} | {one.path for one in plan.rows}

    assert named <= known


@pytest.mark.parametrize("part", list(Part))
def test_what_no_form_shows_is_only_what_has_another_page_or_is_made_by_itself(part: Part) -> None:
    plan = PLANS[part]
    named = {one.path.partition(".")[0] for one in plan.fields} | {one.path for one in plan.rows}

    assert {one.name for one in fields(plan.record)} - named <= {"id", "weaknesses"}
