"""SIP-02: plain SIP over TCP."""

from __future__ import annotations

import pytest

from ng911risk.lab.check import ClientIdentity
from ng911risk.lab.checks import sip_02_tcp_plain as check
from ng911risk.model.evidence import Verdict
from tests.lab.element import Element, context, sip_answer
from tests.lab.fake_wire import target

BOTH = target(sip_tls=5061)


def element(status: str, *ports: int) -> Element:
    def says(data: bytes, client: ClientIdentity | None) -> bytes:
        return sip_answer("200 OK" if client else status, data)

    return Element(clear=frozenset(ports), secure={5061: context()}, says=says)


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (element("200 OK", 5060), Verdict.NOT_EFFECTIVE),
        (element("403 TLS only", 5060), Verdict.EFFECTIVE),
        (element("404 Not here", 5060), Verdict.INCONCLUSIVE),
        (element("", 5062), Verdict.EFFECTIVE),
        (Element(), Verdict.INCONCLUSIVE),
    ],
)
def test_what_it_says_over_tcp_decides(at: Element, verdict: Verdict) -> None:
    wire = at.wire()

    said = check.judge(BOTH, check.look(BOTH, wire))

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)
    assert 0 < wire.packets <= check.CHECK.max_packets


@pytest.mark.parametrize(
    ("connection", "words"), [("connected", "No answer over"), ("refused", "No connection over")]
)
def test_silence_is_effective_only_beside_an_answer_over_tls(connection: str, words: str) -> None:
    facts = check.Facts(connection=connection, status=0, alive=True, closed=True)

    assert check.judge(BOTH, facts).observed.startswith(words)
    assert check.judge(BOTH, facts).verdict is Verdict.EFFECTIVE
    assert check.judge(target(), facts).verdict is Verdict.INCONCLUSIVE


def test_an_open_connection_that_says_nothing_is_no_refusal() -> None:
    at = element("", 5060)
    at.holds = True

    said = check.judge(BOTH, check.look(BOTH, at.wire()))

    assert said.verdict is Verdict.INCONCLUSIVE
    assert "neither answered nor closed" in said.observed
