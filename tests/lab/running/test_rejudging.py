"""Verdicts follow from the facts in the record."""

from __future__ import annotations

from dataclasses import replace
from typing import get_type_hints

import pytest
from pydantic import ValidationError

from ng911risk.lab.check import all_checks
from ng911risk.lab.running.rejudging import differences
from ng911risk.model.evidence import Verdict
from ng911risk.model.lab import CheckResult
from ng911risk.records.read import adapter_of
from tests.lab.lab_files import lab_run, result

HONEST = result(
    facts='{"status": 200, "alive": null}',
    observed="It answered 200 to OPTIONS over plain UDP.",
)


def test_an_honest_record_has_no_difference() -> None:
    assert list(differences(lab_run(HONEST), all_checks())) == []


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        (replace(HONEST, verdict=Verdict.EFFECTIVE), "its facts say not-effective"),
        (replace(HONEST, observed="It refused."), "the record says"),
        (replace(HONEST, facts='{"status": 403, "alive": null}'), "its facts say effective"),
        (replace(HONEST, facts='{"hello": 1}'), "cannot be read"),
        (replace(HONEST, check="SIP-99"), "no such check"),
        (replace(HONEST, target="ghost"), "no such target"),
    ],
)
def test_every_change_is_told(changed: CheckResult, word: str) -> None:
    (said,) = differences(lab_run(changed), all_checks())

    assert word in said


@pytest.mark.parametrize("name", all_checks())
def test_facts_of_every_check_can_be_read_from_a_record(name: str) -> None:
    kind = get_type_hints(all_checks()[name].judge)["facts"]

    with pytest.raises(ValidationError):
        adapter_of(kind).validate_json('{"nothing of": "the kind"}')


def test_what_was_not_finished_has_nothing_to_be_judged() -> None:
    assert list(differences(lab_run(result(facts="")), all_checks())) == []
