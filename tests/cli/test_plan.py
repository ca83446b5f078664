from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from ng911risk.cli.plan import _dollars, told
from ng911risk.model.budget import BudgetPlan, BudgetSet, Tie
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.scales import Band
from tests.cli.conftest import Run
from tests.engine.small import AT as MOMENT

AT = ("--at", "2026-11-24T00:00:00Z")

NOTHING = BudgetSet(
    budget=100.0,
    purchases=(),
    dollars=0.0,
    dollars_low=0,
    dollars_high=0,
    harm_before=Band(low=1.0, likely=2.0, high=3.0),
    harm_after=Band(low=1.0, likely=2.0, high=3.0),
    headline_before=0.4,
    headline_after=0.4,
    calls_before=3.0,
    calls_after=3.0,
    least=2.0,
    gap=0.0,
    ties=(),
)


def lines_of(one: BudgetSet) -> list[str]:
    plan = BudgetPlan(
        format="ng911risk-plan/1",
        made_at=MOMENT,
        tool_version="0",
        catalog_version="0",
        inventory_digest="",
        seed=1,
        site="Elm",
        headline=ServiceKind.ANSWER,
        candidates=3,
        sets=(one,),
    )
    return list(told(plan))


def test_every_budget_says_what_to_buy_and_what_is_proven(run: Run, site: Path) -> None:
    result = run("plan", site, "--budget", "5000", "--budget", "40000", *AT)

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("What to buy first at Elm County 9-1-1: ")
    assert [line for line in lines if line.startswith("$5,000: buy ")]
    assert [line for line in lines if line.startswith("$40,000: buy ")]
    assert (
        sum(
            "Proven, if costs and chances are right: no set within the budget" in line
            for line in lines
        )
        == 2
    )
    assert sum("Chance of trouble with" in line for line in lines) == 2


def test_machines_get_everything(run: Run, site: Path) -> None:
    tree = json.loads(run("plan", site, "--budget", "5000", "--json", *AT).stdout)

    assert tree["format"] == "ng911risk-plan/1"
    (one,) = tree["sets"]
    assert one["budget"] == 5000
    assert one["dollars"] <= 5000
    assert {"purchases", "gap", "least", "ties", "harm_before", "harm_after"} <= set(one)


def test_without_a_budget_three_are_tried(run: Run, site: Path) -> None:
    tree = json.loads(run("plan", site, "--json", *AT).stdout)

    assert [one["budget"] for one in tree["sets"]] == [10_000, 50_000, 150_000]


def test_a_negative_budget_is_a_mistake(run: Run, site: Path) -> None:
    result = run("plan", site, "--budget", "-5")

    assert result.exit_code != 0
    assert "budget" in result.stderr


def test_nothing_to_buy_is_said_in_words() -> None:
    text = "\n".join(lines_of(NOTHING))

    assert "$100: nothing that is to be had for this would change much." in text
    assert "Proven, if costs and chances are right: no set within the budget is better." in text


def test_a_gap_and_a_tie_are_said_in_words() -> None:
    tie = Tie(without=("a",), instead=("b", "c"), dollars=90.0, more=0.01, error=0.02)
    text = "\n".join(lines_of(replace(NOTHING, gap=0.05, least=1.9, ties=(tie,))))

    assert "leaves less than 1.9 weighted hours; this comes within 5 % of that." in text
    assert "As good, as far as we can tell: without a but with b, c, about $90" in text


@pytest.mark.parametrize("typed", ["50000", "50,000", "$50,000", " 5e4 "])
def test_an_amount_is_read_as_people_type_it(typed: str) -> None:
    assert _dollars(typed) == 50_000.0


@pytest.mark.parametrize("typed", ["nan", "-5", "much", "1e99", ""])
def test_what_is_no_amount_is_refused_in_words(typed: str) -> None:
    with pytest.raises(typer.BadParameter, match="no amount of dollars"):
        _dollars(typed)


def test_what_others_report_counts_as_in_an_assessment(
    run: Run, repository: Path, tmp_path: Path
) -> None:
    feed, kept = repository / "tests" / "importers" / "intel" / "partner.json", tmp_path / "i.json"
    site = repository / "ng911risk" / "samples" / "pine-county.yaml"
    assert run("intel", "import", feed, "--into", kept, "--at", AT[1]).exit_code == 0
    asked = ("plan", site, "--budget", "0", "--json", *AT)

    plain, told = run(*asked), run(*asked, "--intel", kept)

    before, after = (json.loads(one.stdout)["sets"][0]["harm_before"] for one in (plain, told))
    assert after["likely"] > before["likely"]
