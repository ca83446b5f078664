"""LOC-05: broken and large questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.lab.checks import loc_05_bad_input as check
from ng911risk.model.evidence import Verdict
from tests.lab.element import Element
from tests.lab.web_element import Front, ecrf

REFUSED = tuple(
    check.Tried(what=what, status=400, served=False, alive=200) for what in ("cut off", "two roots")
)


def looked(at: Element) -> check.Facts:
    wire = at.wire()
    facts = check.look(ecrf(), wire)
    assert 0 < wire.packets <= check.CHECK.max_packets
    return facts


@pytest.mark.parametrize("closes", [False, True])
@pytest.mark.parametrize("largest", [64_000, 1_000_000])
def test_refusing_and_living_is_effective(closes: bool, largest: int) -> None:
    facts = looked(Front(closes=closes, largest=largest).element())

    assert [one.status for one in facts.tried[:-1]] == [400] * 6
    assert check.judge(ecrf(), facts).verdict is Verdict.EFFECTIVE


def test_a_parser_that_fails_is_not_effective() -> None:
    said = check.judge(ecrf(), looked(Front(strict=False).element()))

    assert said.verdict is Verdict.NOT_EFFECTIVE
    assert "500 to cut off in the middle" in said.observed
    assert said.near_miss


def test_one_that_dies_is_not_effective_and_left_alone() -> None:
    at = Front(closes=True).element()
    at.dead_after = 2

    facts = looked(at)

    assert [one.alive for one in facts.tried] == [0]
    assert "dead after cut off" in check.judge(ecrf(), facts).observed


def test_one_that_does_not_serve_is_not_tried_further() -> None:
    facts = looked(Front(only=frozenset()).element())

    assert facts == check.Facts(before=400, tried=())
    assert check.judge(ecrf(), facts).verdict is Verdict.INCONCLUSIVE


def test_a_dead_one_is_inconclusive() -> None:
    facts = looked(Element())

    assert facts.tried == ()
    assert check.judge(ecrf(), facts).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "effective"),
        ({"status": 200}, "effective"),
        ({"status": 200, "served": True}, "not-effective"),
        ({"status": 200, "served": True, "what": check.LARGE}, "effective"),
        ({"status": 0}, "inconclusive"),
        ({"status": 0, "what": check.LARGE}, "effective"),
        ({"status": 429}, "inconclusive"),
        ({"status": 503}, "inconclusive"),
        ({"status": 502}, "not-effective"),
        ({"alive": 429}, "inconclusive"),
        ({"alive": 0}, "not-effective"),
    ],
)
def test_every_branch(change: dict[str, object], verdict: str) -> None:
    last = replace(REFUSED[-1], **change)  # type: ignore[arg-type]  # as the table says

    said = check.judge(ecrf(), check.Facts(before=200, tried=(*REFUSED, last), parsed=True))

    assert said.verdict == verdict
    assert bool(said.near_miss) is (verdict != "effective")
