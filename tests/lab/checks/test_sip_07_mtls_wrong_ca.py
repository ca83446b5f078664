"""SIP-07: a client certificate that signed itself."""

from __future__ import annotations

import pytest

from ng911risk.lab.check import ClientIdentity
from ng911risk.lab.checks import sip_07_mtls_wrong_ca as check
from ng911risk.model.evidence import Verdict
from tests.lab.element import Element, context, sip_answer
from tests.lab.fake_wire import target

ABOUT = target(sip_tls=5061)


@pytest.mark.parametrize(
    ("served", "verdict"),
    [
        ({ClientIdentity.OWN}, Verdict.EFFECTIVE),
        ({ClientIdentity.OWN, ClientIdentity.NONE}, Verdict.EFFECTIVE),
        ({ClientIdentity.OWN, ClientIdentity.STRANGER}, Verdict.NOT_EFFECTIVE),
        (set(), Verdict.INCONCLUSIVE),
    ],
)
def test_the_stranger_decides(served: set[ClientIdentity], verdict: Verdict) -> None:
    def says(data: bytes, client: ClientIdentity | None) -> bytes:
        return sip_answer("200 OK", data) if client in served else b""

    wire = Element(secure={5061: context()}, says=says).wire()

    said = check.judge(ABOUT, check.look(ABOUT, wire))

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)
    assert 0 < wire.packets <= check.CHECK.max_packets


def test_nothing_there_is_inconclusive() -> None:
    said = check.judge(ABOUT, check.look(ABOUT, Element().wire()))

    assert said.verdict is Verdict.INCONCLUSIVE
