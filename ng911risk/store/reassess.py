"""Deep verification: make the report once more and compare every byte."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence
from ng911risk.model.intelligence import Intelligence
from ng911risk.model.inventory import Inventory
from ng911risk.model.report import RiskReport
from ng911risk.records.field_places import place_in
from ng911risk.store.seal import verify
from ng911risk.store.values import Assessment


class Assess(Protocol):
    """The shape of `ng911risk.engine.assess`; the store does not import the engine's sibling."""

    def __call__(  # noqa: PLR0913 - the signature of the engine
        self,
        inventory: Inventory,
        catalog: Catalog,
        *,
        at: datetime,
        tool_version: str,
        inventory_digest: str,
        evidence: tuple[Evidence, ...] = ...,
        intelligence: Intelligence = ...,
        place: Callable[[str], str] = ...,
        seed: int = ...,
    ) -> RiskReport:
        """Assess an inventory."""
        ...


def reassess(
    assessment: Assessment,
    catalog: Catalog,
    *,
    assess: Assess,
    render: Callable[[RiskReport], bytes],
) -> tuple[str, ...]:
    """
    Check the seal, then make the report again from the sealed inputs.

    Args:
        assessment: What was stored.
        catalog: The catalogue at hand; only the one that was used can give the same bytes.
        assess: `ng911risk.engine.assess`.
        render: Makes the JSON bytes of a report, as when it was sealed.

    Returns:
        What is different, in plain words; empty if every byte is the same.
    """
    if broken := verify(assessment):
        return broken
    head = assessment.head
    if catalog.digest != head.catalog_digest:
        used = f"{head.catalog_version} ({head.catalog_digest[:12]})"
        here = f"{catalog.version} ({catalog.digest[:12]})"
        return (f"The report was made with catalogue {used}; at hand is {here}.",)
    again = assess(
        assessment.inventory,
        catalog,
        at=head.made_at,
        tool_version=head.tool_version,
        inventory_digest=head.inventory_digest,
        evidence=assessment.evidence,
        intelligence=assessment.intelligence,
        place=place_in(assessment.places, assessment.inventory),
        seed=head.seed,
    )
    made = render(again)
    return () if made == assessment.report_json else (_first_difference(assessment, made),)


def _first_difference(assessment: Assessment, made: bytes) -> str:
    lines = zip(assessment.report_json.splitlines(), made.splitlines(), strict=False)
    number = next((n for n, (old, new) in enumerate(lines, 1) if old != new), None)
    where = f"from line {number} on" if number else "in its length"
    return (
        f"The report made again differs {where}; it was made with version "
        f"{assessment.head.tool_version}."
    )
