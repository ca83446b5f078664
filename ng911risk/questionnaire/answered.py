"""What the answers make of an inventory: they are laid over it, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ng911risk.model.inventory import Asset, ControlAnswer, Inventory, KnownWeakness
from ng911risk.model.scales import Status


class AnswerValue(StrEnum):
    """What may be answered to any question."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"
    """I don't know: it lowers nothing and goes on the list of what to find out."""

    NOT_AVAILABLE = "not-available"
    """Not ours to have: a question to the provider. Counts as unknown until they answer."""

    @property
    def status(self) -> Status:
        """What it says about a control."""
        if self is AnswerValue.NOT_AVAILABLE:
            return Status.UNKNOWN
        return Status(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer as it counts now."""

    subject: str
    """Mitigation id, or ``weakness@asset``; the subject of a `model.report.Unknown`."""

    value: AnswerValue
    said_by: str
    """Who said so: a role or an organisation is enough."""

    on: date
    note: str = ""


def answered(inventory: Inventory, answers: Iterable[Answered]) -> Inventory:
    """
    `inventory` with every answer in place of what it said about the same subject.

    An answer about a mitigation holds for the whole site and replaces what was said for
    the whole site; what was said for single zones or assets stays. An answer about an
    asset that is no longer there changes nothing. A question about a weakness asks whether
    the asset is *protected* from it: yes means that the weakness is not there.
    """
    controls = {(one.mitigation, one.scope): one for one in inventory.controls}
    weak: dict[str, dict[str, KnownWeakness]] = {}
    for one in answers:
        name, at, asset = one.subject.partition("@")
        if at:
            known = KnownWeakness(name=name, status=_WEAK[one.value.status], said_by=one.said_by)
            weak.setdefault(asset, {})[name] = known
        else:
            controls[name, ()] = ControlAnswer(
                mitigation=name,
                status=one.value.status,
                said_by=one.said_by,
                on=one.on,
                note=one.note,
            )
    return replace(
        inventory,
        controls=tuple(controls.values()),
        assets=tuple(_with(asset, weak.get(asset.id, {})) for asset in inventory.assets),
    )


_WEAK = {
    Status.YES: Status.NO,
    Status.PARTLY: Status.PARTLY,
    Status.NO: Status.YES,
    Status.UNKNOWN: Status.UNKNOWN,
}


def _with(asset: Asset, known: dict[str, KnownWeakness]) -> Asset:
    if not known:
        return asset
    kept = tuple(one for one in asset.weaknesses if one.name not in known)
    return replace(asset, weaknesses=(*kept, *known.values()))
