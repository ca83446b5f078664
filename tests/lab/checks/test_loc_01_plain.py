"""LOC-01: a location service in the clear."""

from __future__ import annotations

import pytest

from ng911risk.lab.check import ClientIdentity
from ng911risk.lab.checks import loc_01_plain as check
from ng911risk.model.evidence import Verdict
from tests.lab.element import Element, http_answer
from tests.lab.web_element import Front, ecrf

OVER_TLS_ONLY = Front(only=frozenset({ClientIdentity.OWN}))


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (Front().element(clear=True), Verdict.NOT_EFFECTIVE),
        (Front().element(), Verdict.EFFECTIVE),
        (OVER_TLS_ONLY.element(clear=True), Verdict.EFFECTIVE),
        (Front(only=frozenset()).element(clear=True), Verdict.INCONCLUSIVE),
        (Element(), Verdict.INCONCLUSIVE),
        (
            Element(clear=frozenset({80}), says=lambda data, client: http_answer(426)),
            Verdict.EFFECTIVE,
        ),
    ],
)
def test_what_it_serves_in_the_clear_decides(at: Element, verdict: Verdict) -> None:
    wire = at.wire()

    said = check.judge(ecrf(), check.look(ecrf(), wire))

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)
    assert 0 < wire.packets <= check.CHECK.max_packets


@pytest.mark.parametrize(
    ("status", "location", "alive", "verdict"),
    [
        (301, "https://ecrf.esinet.lab/", None, "effective"),
        (301, "http://ecrf.esinet.lab/new", None, "inconclusive"),
        (301, "http://ecrf.esinet.lab/new", True, "inconclusive"),
        (302, "/elsewhere", True, "inconclusive"),
        (404, "", True, "effective"),
        (404, "", False, "inconclusive"),
        (429, "", True, "inconclusive"),
        (503, "", True, "inconclusive"),
        (100, "", True, "inconclusive"),
        (0, "", True, "inconclusive"),
        (0, "", None, "inconclusive"),
    ],
)
def test_every_branch(status: int, location: str, alive: bool | None, verdict: str) -> None:
    facts = check.Facts(connection="connected", status=status, location=location, alive=alive)

    assert check.judge(ecrf(), facts).verdict == verdict


def test_without_tls_there_is_no_control() -> None:
    wire = Front().element().wire()

    facts = check.look(ecrf(https=None), wire)

    assert facts.alive is None
    assert check.judge(ecrf(https=None), facts).verdict is Verdict.INCONCLUSIVE
