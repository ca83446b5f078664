from __future__ import annotations

from dataclasses import replace
from functools import cache

from ng911risk.exporters.exchange.measures import Measures, proof
from ng911risk.model.evidence import Standing
from ng911risk.model.scales import Status
from tests.exporters.oscal.given import EVIDENCE, plain, rich


@cache
def _measures() -> Measures:
    return Measures.of(rich())


def test_evidence_counts_and_unknown_is_an_answer() -> None:
    nobody = next(
        name
        for name, one in rich().catalog.mitigations.items()
        if name not in {answer.mitigation for answer in rich().inventory.controls}
        and rich().inventory.site.stage in one.stages
    )

    assert _measures().status("tested-offline-backups") is Status.NO
    assert _measures().scopes("tested-offline-backups")[0].standing is Standing.REFUTED
    assert _measures().status(nobody) is Status.UNKNOWN
    assert [one.status for one in _measures().scopes(nobody)] == [Status.UNKNOWN]


def test_the_newest_evidence_comes_first() -> None:
    older = replace(EVIDENCE[0], on=EVIDENCE[0].on.replace(year=2025))
    measures = Measures.of(replace(plain(), evidence=(older, *EVIDENCE)))

    assert measures.evidence("tested-offline-backups") == (EVIDENCE[0], older)


def test_places_have_names_for_people() -> None:
    asset = next(one for one in rich().inventory.assets if one.name)

    assert _measures().name(asset.id) == asset.name
    assert _measures().name("the whole site") == "the whole site"


def test_what_proves_it_is_one_line() -> None:
    entry = replace(rich().catalog.mitigations["exercises"], evidence=("A list.", "Minutes"))

    assert proof(entry) == "A list; Minutes"
