"""SIP-05: the certificate."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from ng911risk.lab.checks import sip_05_cert as check
from ng911risk.lab.messages import certificates
from ng911risk.model.evidence import Verdict
from tests.lab.element import NAME, Element, certificate, context, der
from tests.lab.fake_wire import target

ABOUT = target(sip_tls=5061, name=NAME)
GOOD = der(certificate(ec.generate_private_key(ec.SECP256R1())))
SHORT = der(certificate(rsa.generate_private_key(65_537, 1_024)))  # noqa: S505 - short on purpose


def element(*chain: bytes) -> Element:
    return Element(secure={5061: context()}, chain=chain)


def looked(at: Element, **fields: object) -> check.Facts:
    wire = at.wire(**fields)
    facts = check.look(ABOUT, wire)
    assert 0 < wire.packets <= check.CHECK.max_packets
    return facts


@pytest.mark.parametrize(
    ("chain", "fields", "verdict", "words"),
    [
        ((GOOD,), {}, "effective", "trusted for bcf.esinet.lab, until 2027-01-01"),
        ((GOOD,), {"distrust": "it expired on 2026-02-01"}, "not-effective", "it expired on"),
        ((SHORT,), {}, "not-effective", "(RSA, 1024 bits) is too short"),
        ((SHORT,), {"has_authority": False}, "not-effective", "too short"),
        ((GOOD,), {"has_authority": False, "distrust": "x"}, "inconclusive", "no authority"),
        ((b"rubbish",), {}, "not-effective", "cannot be read"),
        ((), {}, "inconclusive", "showed no certificate"),
    ],
)
def test_what_it_shows_decides(
    chain: tuple[bytes, ...], fields: dict[str, object], verdict: str, words: str
) -> None:
    said = check.judge(ABOUT, looked(element(*chain), **fields))

    assert said.verdict == verdict
    assert words in said.observed
    assert bool(said.near_miss) is (verdict != "effective")


def test_nothing_there_is_inconclusive() -> None:
    assert check.judge(ABOUT, looked(Element())).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("change", "words"),
    [({"digest": "sha1"}, "rests on sha1"), ({"own_signature": True}, "signed itself")],
)
def test_what_is_wrong_is_told(change: dict[str, object], words: str) -> None:
    shown = certificates.read(GOOD)
    assert shown is not None
    worse = replace(shown, **change)  # type: ignore[arg-type]  # as the table says
    facts = check.Facts(shown=worse, chain=1, authority=True, distrust="", failure="")

    said = check.judge(ABOUT, facts)

    assert said.verdict is Verdict.NOT_EFFECTIVE
    assert words in said.observed
    assert "signed itself; it signed itself" not in said.observed
