"""SIP-03: versions of TLS."""

from __future__ import annotations

import ssl
from typing import Any

import pytest

from ng911risk.lab.checks import sip_03_tls_versions as check
from ng911risk.model.evidence import Verdict
from tests.lab.element import Element, context, sip_answer
from tests.lab.fake_wire import target

V = ssl.TLSVersion
ABOUT = target(sip_tls=5061)


def looked(at: Element) -> check.Facts:
    wire = at.wire()
    facts = check.look(ABOUT, wire)
    assert 0 < wire.packets <= check.CHECK.max_packets
    return facts


def test_old_versions_are_not_effective() -> None:
    facts = looked(Element(secure={5061: context(V.TLSv1, V.TLSv1_2, "ALL")}))

    said = check.judge(ABOUT, facts)

    assert facts.taken == ("TLS 1.0", "TLS 1.1", "TLS 1.2")
    assert said.verdict is Verdict.NOT_EFFECTIVE
    assert "TLS 1.0, TLS 1.1" in said.observed


def test_new_versions_are_effective() -> None:
    facts = looked(Element(secure={5061: context()}))

    assert facts.taken == ("TLS 1.2", "TLS 1.3")
    assert facts.refused == ("SSL 3.0", "TLS 1.0", "TLS 1.1")
    assert check.judge(ABOUT, facts).verdict is Verdict.EFFECTIVE


def test_no_tls_at_all_while_it_lives_is_not_effective() -> None:
    at = Element(clear=frozenset({5060}), says=lambda data, _: sip_answer("200 OK", data))

    assert check.judge(ABOUT, looked(at)).verdict is Verdict.NOT_EFFECTIVE


def test_a_port_that_swallows_everything_is_no_missing_tls() -> None:
    at = Element(
        clear=frozenset({5060}),
        swallows=frozenset({5061}),
        says=lambda data, _: sip_answer("200 OK", data),
    )

    assert check.judge(ABOUT, looked(at)).verdict is Verdict.INCONCLUSIVE


def test_nothing_at_all_is_inconclusive() -> None:
    said = check.judge(ABOUT, looked(Element()))

    assert said.verdict is Verdict.INCONCLUSIVE
    assert said.near_miss


def test_what_dies_meanwhile_is_inconclusive() -> None:
    facts = looked(Element(secure={5061: context()}, dead_after=5))

    assert facts.taken == ("TLS 1.2", "TLS 1.3")
    assert check.judge(ABOUT, facts).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"taken": ("TLS 1.3",), "again": True}, "effective"),
        ({"taken": ("SSL 3.0", "TLS 1.3"), "again": True}, "not-effective"),
        ({"taken": ("TLS 1.1",), "again": False}, "not-effective"),
        ({"taken": ("TLS 1.3",), "again": False}, "inconclusive"),
        ({"spoke": True}, "inconclusive"),
        ({"spoke": False, "without_tls": True}, "not-effective"),
        ({"spoke": False, "without_tls": False}, "inconclusive"),
    ],
)
def test_every_branch(fields: dict[str, Any], verdict: str) -> None:
    blank: dict[str, Any] = {
        "taken": (), "refused": (), "spoke": True, "again": False, "without_tls": None,
    }  # fmt: skip

    said = check.judge(ABOUT, check.Facts(**(blank | fields)))

    assert said.verdict == verdict
    assert bool(said.near_miss) is (verdict != "effective")


def test_an_old_version_that_gets_no_word_is_not_refused() -> None:
    facts = check.Facts(
        taken=("TLS 1.3",), refused=("TLS 1.0",), spoke=True, again=True, without_tls=None,
        unclear=("TLS 1.0",),
    )  # fmt: skip

    assert check.judge(ABOUT, facts).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("holds", [True, False])
def test_silence_of_an_open_line_is_no_refusal_and_no_missing_tls(*, holds: bool) -> None:
    at = Element(clear=frozenset({5060, 5061}), holds=holds)
    at.says = lambda data, _: sip_answer("200 OK", data) if data.startswith(b"OPTIONS") else b""

    facts = looked(at)

    assert (facts.unclear != ()) is holds
    assert facts.without_tls is not holds
