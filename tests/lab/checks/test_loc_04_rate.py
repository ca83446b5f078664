"""LOC-04: one source that asks too much."""

from __future__ import annotations

import pytest

from ng911risk.lab.check import ClientIdentity
from ng911risk.lab.checks import loc_04_rate as check
from ng911risk.model.evidence import Verdict
from tests.lab.element import Element
from tests.lab.fake_wire import FakeWire
from tests.lab.web_element import Front, ecrf


class Limited(Front):
    """Serves again once it was left alone for long enough."""

    wire: FakeWire | None = None
    patience_s = 4.0

    def says(self, data: bytes, client: ClientIdentity | None) -> bytes:
        if self.wire is not None and self.wire.waited >= self.patience_s:
            self.asked = 0
        return super().says(data, client)


def run(front: Front) -> tuple[check.Facts, FakeWire]:
    wire = front.element().wire()
    if isinstance(front, Limited):
        front.wire = wire
    facts = check.look(ecrf(), wire)
    assert 0 < wire.packets <= check.CHECK.max_packets
    return facts, wire


def test_all_served_is_not_effective() -> None:
    facts, _ = run(Front())

    assert facts.statuses == (200,) * check.REQUESTS
    said = check.judge(ecrf(), facts)
    assert said.verdict is Verdict.NOT_EFFECTIVE
    assert said.near_miss


@pytest.mark.parametrize("closes", [False, True])
def test_a_limit_that_lifts_is_effective(closes: bool) -> None:
    facts, _ = run(Limited(limit=6, closes=closes))

    assert facts.statuses == (200,) * 5 + (429,) * 15
    assert facts.recovered
    assert check.judge(ecrf(), facts).verdict is Verdict.EFFECTIVE


@pytest.mark.parametrize(
    ("packets_per_second", "closes", "verdict"),
    [
        (33, False, "inconclusive"), (34, False, "not-effective"),
        (109, True, "inconclusive"), (110, True, "not-effective"),
    ],
)  # fmt: skip
def test_slow_questions_are_no_test_of_a_limit(
    packets_per_second: int,
    closes: bool,
    verdict: str,
) -> None:
    wire = Front(closes=closes).element().wire(packets_per_second=packets_per_second)

    said = check.judge(ecrf(), check.look(ecrf(), wire))

    assert said.verdict == verdict
    assert said.near_miss


def test_a_limit_that_never_lifts_is_inconclusive_after_a_minute() -> None:
    facts, wire = run(Front(limit=6))

    assert not facts.recovered
    assert wire.waited >= 60
    assert check.judge(ecrf(), facts).verdict is Verdict.INCONCLUSIVE


def test_a_dead_one_is_inconclusive_and_not_asked_twenty_times() -> None:
    wire = Element().wire()

    facts = check.look(ecrf(), wire)

    assert facts == check.Facts(
        questions_per_second=0.0, before=False, statuses=(), recovered=False
    )
    assert check.judge(ecrf(), facts).verdict is Verdict.INCONCLUSIVE
    assert wire.packets < 20


def test_one_that_falls_silent_is_left_alone() -> None:
    at = Front(closes=True).element()
    at.dead_after = 6

    facts = check.look(ecrf(), at.wire())

    assert facts.statuses == (200,) * 5 + (0,) * 3


@pytest.mark.parametrize(
    ("statuses", "recovered", "verdict"),
    [
        ((200, 503) * 10, True, "effective"),
        ((200,) * 5 + (0,) * 3, True, "effective"),
        ((200,) * 5 + (0,) * 3, False, "inconclusive"),
        ((200,) * 5 + (-1,) * 3, True, "inconclusive"),
        ((200,) * 19 + (500,), True, "inconclusive"),
        ((429,) * 20, True, "inconclusive"),
        ((200,) * 20, False, "not-effective"),
    ],
)
def test_every_branch(statuses: tuple[int, ...], recovered: bool, verdict: str) -> None:
    said = check.judge(
        ecrf(),
        check.Facts(questions_per_second=10.0, before=True, statuses=statuses, recovered=recovered),
    )

    assert said.verdict == verdict
    assert bool(said.near_miss) is (verdict != "effective")


def test_an_open_line_without_a_word_is_told_from_one_that_was_closed() -> None:
    front = Front()
    at = front.element()
    at.says = lambda data, client: front.says(data, client) if front.asked < 6 else b""
    at.holds = True

    facts = check.look(ecrf(), at.wire())

    assert facts.statuses == (200,) * 5 + (-1,) * 3
