"""Which lines of the process that looks are believed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from ng911risk.lab.check import all_checks
from ng911risk.lab.door import beacon
from ng911risk.lab.running.job import DONE, Said
from ng911risk.lab.running.order import Order, name
from ng911risk.lab.running.plan import Step, planned
from ng911risk.model.evidence import Verdict
from ng911risk.model.kinds import AssetKind
from ng911risk.model.lab import CheckResult, LabTarget
from tests.lab.door.standing import NOW, scope

_TARGET = LabTarget(id="bcf", kind=AssetKind.BCF, address="127.0.0.2", sip=5060)
_CHECKS = ("SIP-01", "SIP-02")


@pytest.fixture
def steps() -> tuple[Step, ...]:
    return planned(scope(checks=_CHECKS), (_TARGET,), all_checks()).steps


def result(step: str, asked: int = 0) -> Said:
    check, _, target = step.partition(" ")
    made = CheckResult(
        check=check,
        target=target,
        verdict=Verdict.EFFECTIVE,
        observed="It did.",
        near_miss="",
        facts="{}",
        packets=1,
        began=NOW,
        seconds=1.0,
    )
    return Said(result=made, asked=asked)


def said(order: Order, lines: Sequence[Said]) -> str:
    """What is wrong with the last of these lines; nothing is with those before."""
    *before, last = [order.wrong(one) for one in lines]
    assert not any(before)
    return last


def test_a_run_as_it_should_be_is_believed(steps: tuple[Step, ...]) -> None:
    first, second = (name(one) for one in steps)
    order = Order(steps, 60)
    lines = [Said(ready="a note"), Said(begun=first), result(first, 3)]
    lines += [Said(begun=second), result(second, 9), Said(over=DONE, asked=9)]

    assert said(order, lines) == ""
    assert order.most_asked == 9


def test_a_run_may_end_early_and_say_why(steps: tuple[Step, ...]) -> None:
    assert said(Order(steps, 60), [Said(over="The beacon does not answer.", asked=2)]) == ""


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (lambda one, two: [result(one)], "had not begun"),
        (lambda one, two: [Said(begun=one), result(two)], "had not begun"),
        (lambda one, two: [Said(begun=one), result(one), result(one)], "had not begun"),
        (lambda one, two: [Said(begun=two)], "not the next step"),
        (lambda one, two: [Said(begun=one), Said(begun=two)], "before SIP-01 bcf has ended"),
        (lambda one, two: [Said(begun=one), result(one), Said(over=DONE)], "still ahead"),
        (lambda one, two: [Said(begun=one), result(one, 10_000)], "asked for 10000 packets"),
        (lambda one, two: [Said(over="no"), Said(begun=one)], "after its end"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(
    steps: tuple[Step, ...], wrong: Callable[[str, str], list[Said]], word: str
) -> None:
    first, second = (name(one) for one in steps)

    assert word in said(Order(steps, 60), wrong(first, second))


def test_what_is_under_way_may_have_asked_for_all_that_it_may(steps: tuple[Step, ...]) -> None:
    order = Order(steps, 5)

    assert order.most_asked == beacon.TRIES
    assert not order.wrong(Said(begun=name(steps[0])))
    assert order.most_asked == beacon.TRIES + min(5, steps[0].packets)
