"""From about 25 answers to an inventory that says what it only assumes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.errors import InputError
from ng911risk.importers import read_inventory
from ng911risk.importers.start import (
    QUESTIONS,
    Template,
    build_inventory,
    template_for,
    template_inventory,
)
from ng911risk.importers.start_questions import Question, QuestionKind
from ng911risk.model.consistency import contradictions
from ng911risk.model.inventory import FallbackKind, ServiceKind
from ng911risk.model.scales import Stage, Status
from ng911risk.records import to_yaml


@pytest.mark.parametrize("name", Template)
def test_every_template_is_an_inventory(name: str) -> None:
    assert list(contradictions(template_inventory(name))) == []


def test_the_template_follows_how_calls_arrive() -> None:
    assert template_for({}) is Template.TRANSITIONAL
    assert template_for({"arrival": "state-network"}) is Template.HOSTED
    assert build_inventory({"arrival": "phone-lines"}).site.stage is Stage.LEGACY


def test_without_answers_everything_is_assumed() -> None:
    inventory = build_inventory({}, "hosted")

    assert inventory.controls == ()
    assert {f"assets[{asset.id}]" for asset in inventory.assets} <= set(inventory.assumed)
    assert {"site.hold_s", "site.positions", "site.shifts", "flows"} <= set(inventory.assumed)
    assert "site.stage" not in inventory.assumed


def test_an_answer_changes_the_site_and_is_no_longer_assumed() -> None:
    inventory = build_inventory(
        {"positions": 6, "trunks_911": "8", "on_duty_night": 1, "on_duty_day": 4}
    )

    assert inventory.site.positions == 6
    assert inventory.asset("positions").count == 6
    assert inventory.asset("trunks-911").channels == 8
    assert [shift.on_duty for shift in inventory.site.shifts] == [1, 4, 1]
    assert "site.positions" not in inventory.assumed
    assert "site.shifts" in inventory.assumed


def test_a_no_takes_assets_and_links_away() -> None:
    inventory = build_inventory({"text": "no", "shared_sign_in": "no"})

    assert "text-gateway" not in {asset.id for asset in inventory.assets}
    assert not any(
        "cad" in trust.targets for trust in inventory.trusts if trust.source == "directory"
    )


def test_unknown_changes_nothing_and_stays_assumed() -> None:
    inventory = build_inventory({"generator": "unknown", "diversion": "unknown"})

    assert "assets[generator]" in inventory.assumed
    assert "site.backup_site.diversion" in inventory.assumed
    assert [answer.status for answer in inventory.controls] == [Status.UNKNOWN]


def test_practised_paper_is_a_fallback_and_unpractised_is_none() -> None:
    for answer, kind in (("yes", FallbackKind.MANUAL), ("no", FallbackKind.NONE)):
        service = build_inventory({"manual_dispatch": answer}).service(ServiceKind.DISPATCH)
        assert service is not None
        assert service.fallback.kind is kind


def test_every_wrong_answer_is_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        build_inventory({"positions": "x", "text": "maybe", "nothing": 1})

    assert {one.field for one in caught.value.problems} == {"positions", "text", "nothing"}


def test_a_template_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        build_inventory({}, "nowhere")


def _answers(one: Question) -> st.SearchStrategy[object]:
    if one.kind is QuestionKind.NUMBER:
        return st.integers(one.low, min(one.high, 500))
    return st.sampled_from(one.allowed) if one.allowed else st.just("Some text")


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries({}, optional={one.id: _answers(one) for one in QUESTIONS}),
    st.none() | st.sampled_from(Template),
)
def test_any_answers_make_an_inventory_that_can_be_read(
    answers: dict[str, object], template: Template | None
) -> None:
    inventory = build_inventory(answers, template)

    assert read_inventory(to_yaml(inventory), file="site.yaml").inventory == inventory
