"""SIP-06: client certificates, judged on answers."""

from __future__ import annotations

from typing import Any

import pytest

from ng911risk.lab.check import ClientIdentity
from ng911risk.lab.checks import sip_06_mtls as check
from ng911risk.model.evidence import Verdict
from tests.lab.element import Element, context, sip_answer
from tests.lab.fake_wire import FakeStream, Late, target

ABOUT = target(sip_tls=5061)


def element(to_nobody: str, to_known: str = "200 OK", *, clear: str = "") -> Element:
    """Answers by who comes; nothing where there is no status."""
    statuses = {ClientIdentity.NONE: to_nobody, ClientIdentity.OWN: to_known, None: clear}

    def says(data: bytes, client: ClientIdentity | None) -> bytes:
        status = statuses[client]
        return sip_answer(status, data) if status else b""

    return Element(clear=frozenset({5060}), secure={5061: context()}, says=says)


def looked(at: Element, **fields: object) -> check.Facts:
    wire = at.wire(**fields)
    facts = check.look(ABOUT, wire)
    assert 0 < wire.packets <= check.CHECK.max_packets
    return facts


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (element(""), Verdict.EFFECTIVE),
        (element("403 Who are you"), Verdict.EFFECTIVE),
        (element("200 OK"), Verdict.NOT_EFFECTIVE),
        (element("478 No way there", "478 No way there"), Verdict.NOT_EFFECTIVE),
        (element("500 Oh"), Verdict.INCONCLUSIVE),
        (element("", ""), Verdict.INCONCLUSIVE),
        (element("403 No", "403 No"), Verdict.INCONCLUSIVE),
    ],
)
def test_who_gets_an_answer_decides(at: Element, verdict: Verdict) -> None:
    said = check.judge(ABOUT, looked(at))

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def test_tls_that_turns_us_down_is_not_missing_because_it_answers_in_the_clear() -> None:
    facts = looked(element("", "", clear="403 TLS only"))

    assert facts.without_tls is False
    assert check.judge(ABOUT, facts).verdict is Verdict.INCONCLUSIVE


def test_no_tls_while_it_lives_is_not_effective() -> None:
    at = Element(clear=frozenset({5060}), says=lambda data, _: sip_answer("200 OK", data))

    assert check.judge(ABOUT, looked(at)).verdict is Verdict.NOT_EFFECTIVE


def test_nothing_there_is_inconclusive() -> None:
    assert check.judge(ABOUT, looked(Element())).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("to_nobody", "verdict"), [("", Verdict.INCONCLUSIVE), ("200 OK", Verdict.NOT_EFFECTIVE)]
)
def test_without_a_certificate_of_the_lab_only_an_answer_says_something(
    to_nobody: str, verdict: Verdict
) -> None:
    facts = looked(element(to_nobody), has_client_certificate=False)

    assert (facts.own, facts.before, facts.after) == (False, 0, 0)
    assert check.judge(ABOUT, facts).verdict is verdict


def test_what_dies_meanwhile_is_inconclusive() -> None:
    at = element("")
    at.dead_after = 2

    assert check.judge(ABOUT, looked(at)).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(("same", "verdict"), [(True, "not-effective"), (False, "inconclusive")])
def test_the_same_odd_answer_to_everybody_counts_where_it_is_told_to(
    same: bool,
    verdict: str,
) -> None:
    facts = check.Facts(own=True, before=404, tried=404, after=404, without_tls=None)

    assert check.judge_trial(facts, "x", same=same).verdict == verdict


@pytest.mark.parametrize("status", sorted(check.REFUSALS))
def test_every_refusal_is_one(status: int) -> None:
    fields: dict[str, Any] = {"own": True, "before": 200, "after": 200, "without_tls": None}

    said = check.judge(ABOUT, check.Facts(tried=status, **fields))

    assert said.verdict is Verdict.EFFECTIVE
    assert str(status) in said.observed


def late(stream: FakeStream, data: bytes) -> list[bytes]:
    """Serves everybody, strangers after 1.7 s."""
    known = stream.offer is not None and stream.offer.client is ClientIdentity.OWN
    return [Late.of(sip_answer("200 OK", data), 0.0 if known else 1.7)]


def test_who_serves_strangers_late_serves_them() -> None:
    wire = element("").wire()
    wire.over_stream = late

    assert check.judge(ABOUT, check.look(ABOUT, wire)).verdict is Verdict.NOT_EFFECTIVE


def test_an_open_connection_that_says_nothing_is_no_refusal() -> None:
    at = element("")
    at.holds = True
    wire = at.wire()

    said = check.judge(ABOUT, check.look(ABOUT, wire))

    assert said.verdict is Verdict.INCONCLUSIVE
    assert "neither answered nor closed" in said.observed
    assert wire.waited >= 5


def test_an_answer_that_never_becomes_final_is_no_refusal() -> None:
    facts = looked(element("100 Trying"))

    assert facts.tried == 100
    assert check.judge(ABOUT, facts).verdict is Verdict.INCONCLUSIVE
