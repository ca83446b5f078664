"""SIP-01: plain SIP over UDP."""

from __future__ import annotations

import pytest

from ng911risk.lab.checks import sip_01_udp_plain as check
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target


def answering(status: str) -> FakeWire:
    def over_udp(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        lines = [x for x in data.split(b"\r\n") if x.startswith((b"Call-ID", b"CSeq"))]
        return (b"SIP/2.0 " + status.encode() + b"\r\n" + b"\r\n".join(lines) + b"\r\n\r\n",)

    return FakeWire(over_udp=over_udp)


def test_a_good_answer_over_plain_udp_is_not_effective() -> None:
    facts = check.look(target(), answering("200 OK"))

    said = check.judge(target(), facts)

    assert said.verdict is Verdict.NOT_EFFECTIVE
    assert "200" in said.observed
    assert said.near_miss


def test_a_refusal_is_effective() -> None:
    facts = check.look(target(), answering("403 TLS required"))

    assert check.judge(target(), facts).verdict is Verdict.EFFECTIVE


@pytest.mark.parametrize("status", ["404 Not Found", "500 Server Error", "100 Trying"])
def test_an_answer_that_neither_serves_nor_refuses_proves_nothing(status: str) -> None:
    facts = check.look(target(), answering(status))

    assert check.judge(target(), facts).verdict is Verdict.INCONCLUSIVE


def test_silence_alone_proves_nothing() -> None:
    wire = FakeWire()

    facts = check.look(target(sip_tls=5061), wire)

    assert check.judge(target(sip_tls=5061), facts).verdict is Verdict.INCONCLUSIVE
    assert len(wire.sent) <= check.CHECK.max_packets


@pytest.mark.parametrize(("sip_tls", "verdict"), [(5061, "effective"), (None, "inconclusive")])
def test_silence_is_effective_only_where_it_lives_over_tls(
    sip_tls: int | None, verdict: str
) -> None:
    about = target(sip_tls=sip_tls)

    said = check.judge(about, check.Facts(status=0, alive=True))

    assert said.verdict == verdict
