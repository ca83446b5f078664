"""LOC-03: document types of strangers."""

from __future__ import annotations

import pytest

from ng911risk.lab.check import ClientIdentity
from ng911risk.lab.checks import loc_03_dtd as check
from ng911risk.model.evidence import Verdict
from ng911risk.model.kinds import AssetKind
from tests.lab.element import Element
from tests.lab.web_element import Front, ecrf

KNOWN = frozenset({ClientIdentity.OWN})


@pytest.mark.parametrize("kind", [AssetKind.ECRF, AssetKind.LIS])
@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (Front(strict=True).element(), Verdict.EFFECTIVE),
        (Front(strict=False).element(), Verdict.NOT_EFFECTIVE),
        (Front(strict=False, only=KNOWN).element(), Verdict.NOT_EFFECTIVE),
        (Front(limit=2).element(), Verdict.INCONCLUSIVE),
        (Element(), Verdict.INCONCLUSIVE),
    ],
)
def test_the_parser_decides_whatever_the_front(
    at: Element, verdict: Verdict, kind: AssetKind
) -> None:
    wire = Element(secure=at.secure, says=at.says).wire()
    about = ecrf(kind=kind)

    said = check.judge(about, check.look(about, wire))

    assert said.verdict is verdict
    assert bool(said.near_miss) is (said.verdict is not Verdict.EFFECTIVE)
    assert 0 < wire.packets <= check.CHECK.max_packets


@pytest.mark.parametrize(
    ("before", "status", "served", "after", "verdict"),
    [
        (200, 400, False, 200, "effective"),
        (200, 200, False, 200, "effective"),
        (200, 200, True, 0, "not-effective"),
        (200, 500, False, 200, "inconclusive"),
        (200, 0, False, 200, "inconclusive"),
        (200, 400, False, 0, "inconclusive"),
        (0, 400, False, 200, "inconclusive"),
    ],
)
def test_every_branch(before: int, status: int, served: bool, after: int, verdict: str) -> None:
    said = check.judge(
        ecrf(), check.Facts(before=before, status=status, served=served, after=after, parsed=True)
    )

    assert said.verdict == verdict


def test_any_page_for_everybody_is_no_parser() -> None:
    said = check.judge(ecrf(), check.Facts(before=200, status=200, served=False, after=200))

    assert said.verdict is Verdict.INCONCLUSIVE
