from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from ng911risk.content import load_catalog
from ng911risk.engine.assess import assess, open_assessment, report_of
from ng911risk.engine.history import Cause
from ng911risk.errors import SealBrokenError
from ng911risk.exporters import render
from ng911risk.model.inventory import ControlAnswer, Inventory
from ng911risk.model.scales import Status
from ng911risk.records import to_json
from ng911risk.store import Assessment, AssessmentHead
from ng911risk.store.seal import sealed
from ng911risk_api.parts import Parts
from ng911risk_api.work.comparing import Comparer, compare, point
from tests.store.sample import INVENTORY, NOW, digest_of

PARTS = Parts(
    catalog=load_catalog(),
    assess=assess,
    open_assessment=open_assessment,
    report_of=report_of,
    tool_version="0.1.0",
    now=lambda: NOW,
)
ANSWERED = replace(
    INVENTORY, controls=(ControlAnswer(mitigation="zone-segmentation", status=Status.YES),)
)


def seal(inventory: Inventory, number: int) -> Assessment:
    """A real assessment of a small inventory."""
    at = NOW + timedelta(hours=number)
    report = assess(
        inventory,
        PARTS.catalog,
        at=at,
        tool_version="0.1.0",
        inventory_digest=digest_of(inventory),
    )
    head = AssessmentHead(
        id=f"{number:032x}",
        site="5" * 32,
        number=number,
        made_at=at,
        sealed_at=at,
        tool_version=report.tool_version,
        catalog_version=report.catalog_version,
        catalog_digest=report.catalog_digest,
        inventory_digest=report.inventory_digest,
        seed=report.seed,
        content_hash="",
    )
    return sealed(
        Assessment(
            head=head,
            inventory_json=to_json(inventory),
            evidence_json=b"[]\n",
            places_json=b"{}\n",
            report_json=render(report, "json"),
        )
    )


@pytest.fixture(scope="module")
def two() -> dict[str, Assessment]:
    both = (seal(INVENTORY, 1), seal(ANSWERED, 2))
    return {one.head.id: one for one in both}


@pytest.fixture
def comparer() -> Iterator[Comparer]:
    made = Comparer(PARTS)
    yield made
    made.close()


def test_what_moved_the_result_is_told_with_what_was_answered(two: dict[str, Assessment]) -> None:
    old, new = two.values()
    found = compare(old, new, PARTS)

    shares = {one.cause: one.amount for one in found.history.moved}
    assert shares[Cause.ANSWERS] == found.history.difference
    assert [one.after for one in found.answers] == ["in place"]
    assert found.inventory == ()
    assert found.evidence == ()


def test_an_assessment_is_read_once_and_never_in_the_request(
    two: dict[str, Assessment], comparer: Comparer
) -> None:
    asked: list[str] = []

    def load(name: str) -> Assessment:
        asked.append(name)
        return two[name]

    heads = [one.head for one in two.values()]
    comparer.points(heads, load)
    comparer.wait()
    found = comparer.points(heads, load)

    assert asked == list(two)
    assert {name: one.found for name, one in found.items()} == {
        name: point(one) for name, one in two.items()
    }


def test_a_comparison_is_worked_out_once(two: dict[str, Assessment], comparer: Comparer) -> None:
    old, new = (one.head for one in two.values())
    comparer.compared(old, new, two.__getitem__)
    comparer.wait()
    first = comparer.compared(old, new, two.__getitem__).found

    assert first is not None
    assert comparer.compared(old, new, two.__getitem__).found is first


def test_what_was_damaged_is_not_compared_and_says_so(
    two: dict[str, Assessment], comparer: Comparer
) -> None:
    old, new = two.values()
    damaged = {**two, old.head.id: replace(old, report_json=new.report_json)}
    with pytest.raises(SealBrokenError):
        point(damaged[old.head.id])
    asked = comparer.compared(old.head, new.head, damaged.__getitem__)
    if asked.pending:
        comparer.wait()
        asked = comparer.compared(old.head, new.head, damaged.__getitem__)

    assert "no longer matches" in asked.failed
    assert not asked.pending
    again = comparer.compared(old.head, new.head, two.__getitem__)
    assert not again.failed


def test_a_defect_tells_nothing_of_what_is_inside(
    two: dict[str, Assessment], comparer: Comparer
) -> None:
    head = next(iter(two.values())).head

    def load(_: str) -> Assessment:
        raise RuntimeError("secret of the database")

    # a failure that is quick is told at once
    found = comparer.points([head], load)[head.id]
    if found.pending:
        comparer.wait()
        found = comparer.points([head], load)[head.id]

    assert found.failed == "It could not be worked out."
