"""SIP-04: cipher suites."""

from __future__ import annotations

import ssl
from typing import Any

import pytest

from ng911risk.lab.checks import sip_04_tls_suites as check
from ng911risk.model.evidence import Verdict
from tests.lab.element import Element, context
from tests.lab.fake_wire import target

V = ssl.TLSVersion
ABOUT = target(sip_tls=5061)
WEB = target(sip=None, https=443)


def looked(at: Element) -> check.Facts:
    wire = at.wire()
    facts = check.look(ABOUT, wire)
    assert 0 < wire.packets <= check.CHECK.max_packets
    return facts


def test_weak_suites_are_named() -> None:
    facts = looked(Element(secure={5061: context(ciphers="ALL")}))

    said = check.judge(ABOUT, facts)

    assert "AES in CBC mode with SHA-1" in dict(facts.weak)
    assert said.verdict is Verdict.NOT_EFFECTIVE
    assert "suite 0xc0" in said.observed


def test_strong_ones_only_are_effective() -> None:
    facts = looked(Element(secure={5061: context()}))

    assert facts == check.Facts(
        before="TLS 1.2", strong=("TLS 1.2", "TLS 1.3"), weak=(), after=True
    )
    assert check.judge(ABOUT, facts).verdict is Verdict.EFFECTIVE


def test_tls_13_alone_is_tried_as_itself() -> None:
    facts = looked(Element(secure={5061: context(V.TLSv1_3)}))

    assert (facts.before, facts.strong, facts.after) == ("TLS 1.3", ("TLS 1.3",), True)


def test_aes_128_alone_is_not_effective() -> None:
    facts = looked(Element(secure={5061: context(V.TLSv1_2, V.TLSv1_2, "ECDHE+AES128")}))

    assert facts.strong == ()
    assert check.judge(ABOUT, facts).verdict is Verdict.NOT_EFFECTIVE


def test_nothing_there_is_inconclusive_and_not_asked_further() -> None:
    wire = Element().wire()

    assert check.judge(ABOUT, check.look(ABOUT, wire)).verdict is Verdict.INCONCLUSIVE
    assert wire.packets <= 8


def test_a_web_service_is_tried_at_its_own_port() -> None:
    wire = Element(secure={443: context()}).wire()

    assert check.look(WEB, wire).before == "TLS 1.2"


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({}, "effective"),
        ({"weak": (("RC4", 5),), "after": False}, "not-effective"),
        ({"strong": ()}, "not-effective"),
        ({"after": False}, "inconclusive"),
        ({"before": "", "after": False, "strong": ()}, "inconclusive"),
    ],
)
def test_every_branch(fields: dict[str, Any], verdict: str) -> None:
    good: dict[str, Any] = {"before": "TLS 1.2", "strong": ("TLS 1.2",), "weak": (), "after": True}

    said = check.judge(ABOUT, check.Facts(**(good | fields)))

    assert said.verdict == verdict
    assert bool(said.near_miss) is (verdict != "effective")


def test_a_weak_family_that_gets_no_word_is_not_refused() -> None:
    facts = check.Facts(
        before="TLS 1.2", strong=("TLS 1.2",), weak=(), after=True, unclear=("RC4",)
    )

    assert check.judge(target(sip_tls=5061), facts).verdict is Verdict.INCONCLUSIVE
