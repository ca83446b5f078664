"""What each record of evidence does to the result now, in words that a page can show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from ng911risk.engine.evidence_effects import is_overdue
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence, Verdict
from ng911risk.model.inventory import Inventory
from ng911risk.model.scales import Status
from ng911risk.store.evidence import EvidenceRecord

SITE: Final = "the whole site"


class Effect(StrEnum):
    """What a record does now."""

    VERIFIED = "verified"
    REFUTED = "refuted"
    OVERRIDDEN = "overridden"
    """A newer one of the same mitigation and place counts."""
    INCONCLUSIVE = "inconclusive"
    UNKNOWN = "unknown"
    """Of a mitigation that the catalogue no longer has."""
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """For people."""
        return _WORDS[self]


_WORDS: Final[Mapping[Effect, str]] = {
    Effect.VERIFIED: "Confirmed: it works",
    Effect.REFUTED: "Refuted: it does not work",
    Effect.OVERRIDDEN: "A newer record counts instead",
    Effect.INCONCLUSIVE: "Not clear: changes nothing",
    Effect.UNKNOWN: "No longer in the catalogue: changes nothing",
    Effect.WITHDRAWN: "Withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """One record as a page shows it."""

    record: EvidenceRecord
    title: str
    """Of the mitigation, for people."""
    where: tuple[str, ...]
    """Names of zones, owners and assets; empty for the whole site."""
    effect: Effect
    against: tuple[EvidenceRecord, ...]
    """Records about the same that say the contrary and are not withdrawn."""
    declared: Status
    """What was answered about it, without any evidence."""
    overdue: bool = False
    """Whether it should have been looked at again by now; it counts until somebody does."""

    @property
    def agrees(self) -> bool:
        """Whether what was seen is what was answered."""
        said = Status.YES if self.effect is Effect.VERIFIED else Status.NO
        return self.declared is said


def lines_of(
    records: Sequence[EvidenceRecord],
    inventory: Inventory | None,
    catalog: Catalog,
    *,
    at: datetime,
) -> tuple[EvidenceLine, ...]:
    """
    Every record with what it does now.

    Args:
        records: `EvidenceRecords.of_site`, latest observation first.
        inventory: With the answers in it; None while there is none.
        catalog: Where titles are looked up.
        at: Now.
    """
    counting = _counting(records)
    names = _names(inventory)
    return tuple(
        EvidenceLine(
            record=one,
            title=_title(one.evidence.mitigation, catalog),
            where=tuple(names.get(id, f"{id} (no longer there)") for id in one.evidence.scope),
            effect=_effect(one, counting, catalog),
            against=_against(one, records),
            declared=declared(one.evidence, inventory),
            overdue=is_overdue(one.evidence.lab, at),
        )
        for one in records
    )


def declared(evidence: Evidence, inventory: Inventory | None) -> Status:
    """What was answered there: for the place itself, its owner, its zone, else for the site."""
    if inventory is None:
        return Status.UNKNOWN
    said = [one for one in inventory.controls if one.mitigation == evidence.mitigation]
    assets = [one for one in inventory.assets if one.id in evidence.scope]
    places = (set(evidence.scope), {one.owner for one in assets}, {one.zone for one in assets})
    for layer in places:
        for answer in said:
            if layer & set(answer.scope):
                return answer.status
    return next((one.status for one in reversed(said) if not one.scope), Status.UNKNOWN)


def _counting(records: Iterable[EvidenceRecord]) -> frozenset[str]:
    """Ids of records that count somewhere: as in the engine, the newest conclusive ones."""
    newest: dict[tuple[str, str], str] = {}
    for one in sorted(records, key=lambda one: (one.evidence.moment, one.at, one.id)):
        if one.withdrawn_at is None and one.evidence.verdict is not Verdict.INCONCLUSIVE:
            for place in one.evidence.scope or (SITE,):
                newest[one.evidence.mitigation, place] = one.id
    return frozenset(newest.values())


def _effect(record: EvidenceRecord, counting: frozenset[str], catalog: Catalog) -> Effect:
    if record.withdrawn_at is not None:
        return Effect.WITHDRAWN
    if record.evidence.mitigation not in catalog.mitigations:
        return Effect.UNKNOWN
    if record.evidence.verdict is Verdict.INCONCLUSIVE:
        return Effect.INCONCLUSIVE
    if record.id not in counting:
        return Effect.OVERRIDDEN
    works = record.evidence.verdict is Verdict.EFFECTIVE
    return Effect.VERIFIED if works else Effect.REFUTED


def _against(
    record: EvidenceRecord, records: Iterable[EvidenceRecord]
) -> tuple[EvidenceRecord, ...]:
    if record.withdrawn_at is not None or record.evidence.verdict is Verdict.INCONCLUSIVE:
        return ()
    places = set(record.evidence.scope or (SITE,))
    return tuple(
        one
        for one in records
        if one.withdrawn_at is None
        and one.evidence.mitigation == record.evidence.mitigation
        and one.evidence.verdict not in (record.evidence.verdict, Verdict.INCONCLUSIVE)
        and places & set(one.evidence.scope or (SITE,))
    )


def _title(mitigation: str, catalog: Catalog) -> str:
    entry = catalog.mitigations.get(mitigation)
    return entry.title if entry else mitigation


def _names(inventory: Inventory | None) -> dict[str, str]:
    if inventory is None:
        return {}
    return {
        **{one.id: one.name or one.id for one in inventory.owners},
        **{one.id: one.name or one.id for one in inventory.zones},
        **{one.id: one.label for one in inventory.assets},
    }
