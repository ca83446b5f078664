"""LOC-02: a web service over TLS, both sides."""

from __future__ import annotations

import ssl

import pytest

from ng911risk.lab.check import ClientIdentity, Target
from ng911risk.lab.checks import loc_02_tls_mtls as check
from ng911risk.model.evidence import Verdict
from ng911risk.model.lab import LabZone
from tests.lab.element import Element, context, http_answer
from tests.lab.web_element import Front, ecrf

V = ssl.TLSVersion
KNOWN = Front(only=frozenset({ClientIdentity.OWN}))
OLD = Element(secure={443: context(V.TLSv1, V.TLSv1_2, "ALL")}, says=KNOWN.says)
OUTSIDE = Target(about=ecrf().about, zone=LabZone.EXTERNAL)


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (KNOWN.element(), Verdict.EFFECTIVE),
        (Front().element(), Verdict.NOT_EFFECTIVE),
        (OLD, Verdict.NOT_EFFECTIVE),
        (Front(only=frozenset()).element(), Verdict.INCONCLUSIVE),
        (Element(), Verdict.INCONCLUSIVE),
        (Element(clear=frozenset({80}), says=lambda d, c: http_answer(200)), Verdict.NOT_EFFECTIVE),
    ],
)
def test_versions_and_certificates_decide_together(at: Element, verdict: Verdict) -> None:
    wire = at.wire()

    said = check.judge(ecrf(), check.look(ecrf(), wire))

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)
    assert 0 < wire.packets <= check.CHECK.max_packets


def test_from_outside_only_versions_count() -> None:
    facts = check.look(OUTSIDE, Front().element().wire())

    assert facts.trial is None
    assert check.judge(OUTSIDE, facts).verdict is Verdict.EFFECTIVE


def test_the_same_odd_page_for_everybody_proves_nothing() -> None:
    at = Element(secure={443: context()}, says=lambda data, client: http_answer(404))

    assert check.judge(ecrf(), check.look(ecrf(), at.wire())).verdict is Verdict.INCONCLUSIVE
