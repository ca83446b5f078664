"""
The steps of a plan, one after the other: look through the wire, judge, tell.

Knows no process, no socket and no clock: it runs over any `Wire`, so tests see what a run sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from ng911risk.lab.check import CheckModule, Judgement, Refused, Wire
from ng911risk.lab.running.plan import Step
from ng911risk.model.evidence import Verdict
from ng911risk.model.lab import CheckResult
from ng911risk.records import json_bytes

FACTS_MAX: Final = 9_000
"""Longest facts that are kept, in characters: no check has more to say."""


class Budget(Protocol):
    """What counts the packets of a run."""

    @property
    def packets(self) -> int:
        """Packets that were asked for so far, of the whole run."""
        ...

    def watch(self) -> None:
        """
        Look at every kill switch.

        Raises:
            Refused: Nothing may be sent any more, by any check.
        """
        ...

    def begin(self, check_id: str, max_packets: int) -> None:
        """
        A check begins; it may ask for so many.

        Raises:
            Refused: It may not run at all.
        """
        ...


def results(
    steps: tuple[Step, ...],
    checks: Mapping[str, CheckModule],
    wire: Wire,
    budget: Budget,
    *,
    since: datetime,
    elapsed: Callable[[], float],
    begun: Callable[[Step], None] = lambda _: None,
) -> Iterator[CheckResult]:
    """
    Do each step.

    Args:
        steps: In their order.
        checks: By id.
        wire: The way out.
        budget: Counts, and says when it is over.
        since: Moment at which `elapsed` was 0, UTC.
        elapsed: Seconds since then.
        begun: Told each step as it begins.

    Raises:
        Refused: A kill switch said stop between two steps, or during one after its result.
    """
    for step in steps:
        budget.watch()
        begun(step)
        before, began = budget.packets, elapsed()
        judgement, facts = _done(step, checks[step.check.id], wire, budget)
        yield CheckResult(
            check=step.check.id,
            target=step.target.id,
            verdict=judgement.verdict,
            observed=judgement.observed,
            near_miss=judgement.near_miss,
            facts=facts,
            packets=budget.packets - before,
            began=since + timedelta(seconds=round(began, 3)),
            seconds=round(elapsed() - began, 3),
        )


def _done(step: Step, module: CheckModule, wire: Wire, budget: Budget) -> tuple[Judgement, str]:
    try:
        budget.begin(step.check.id, step.check.max_packets)
        facts = module.look(step.target, wire)
        return module.judge(step.target, facts), _told(facts)
    except Refused as refused:
        return _nothing(f"It was not finished: {refused}"), ""
    except Exception as error:  # noqa: BLE001 - a mistake in one check must not cost the others
        return _nothing(
            f"A mistake of ours stopped this check ({type(error).__name__}); please report it."
        ), ""


def _told(facts: Any) -> str:  # noqa: ANN401 - each check has its own
    text = json_bytes(asdict(facts)).decode()
    return text if len(text) <= FACTS_MAX else json_bytes({"left_out_bytes": len(text)}).decode()


def _nothing(why: str) -> Judgement:
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed=why,
        near_miss="It would say something if it could run to its end.",
    )
