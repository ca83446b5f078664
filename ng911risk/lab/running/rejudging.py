"""
A record judged again: the verdicts of a run follow from its facts alone, or somebody changed one.

For an auditor, years later and without the lab: what was seen is in the record as facts, and to
judge is pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_type_hints

from pydantic import ValidationError

from ng911risk.lab.check import CheckModule, Judgement, Target
from ng911risk.lab.door.reach import Reach
from ng911risk.model.lab import CheckResult, LabRun
from ng911risk.records.read import adapter_of


def differences(run: LabRun, checks: Mapping[str, CheckModule]) -> Iterator[str]:
    """
    Everything in a record that does not follow from its facts, in words.

    What was not finished has no facts, and nothing to be judged again. A check that this version
    judges in another way than the one that made the record is told as well.
    """
    targets = {one.id: one for one in run.targets}
    reach = Reach.of(run.scope)
    for result in run.results:
        about = targets.get(result.target)
        where = f"{result.check} {result.target}"
        if about is None or result.check not in checks:
            yield f"{where}: this version knows no such check, or the record no such target"
            continue
        if not result.facts:
            continue
        zone = reach.zone_of(about.address) or run.scope.networks[0].zone
        again = _judged(checks[result.check], Target(about=about, zone=zone), result)
        if again is None:
            yield f"{where}: its facts cannot be read by this version"
        elif (again.verdict, again.observed) != (result.verdict, result.observed):
            yield f"{where}: the record says {result.verdict}, its facts say {again.verdict}"


def _judged(module: CheckModule, target: Target, result: CheckResult) -> Judgement | None:
    """Judgement of the facts in a result; None: they are no facts of this check."""
    try:
        facts = adapter_of(get_type_hints(module.judge)["facts"]).validate_json(result.facts)
    except ValidationError:
        return None
    return module.judge(target, facts)
