"""What the answers make of an inventory: they are laid over it, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ng911risk.model.catalog import Catalog, YesMeans
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
        """What it says about a control, and about a protection that is asked for."""
        if self is AnswerValue.NOT_AVAILABLE:
            return Status.UNKNOWN
        return Status(self.value)

    @property
    def tells(self) -> bool:
        """Whether it says something: yes, partly or no."""
        return self.status is not Status.UNKNOWN


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOver:
    """An inventory with the answers in it, and where each of its fields comes from."""

    inventory: Inventory
    places: Mapping[str, str]
    """Field path -> place, as `ng911risk.store.place_in` takes them."""


def weakness_status(value: AnswerValue, yes_means: YesMeans) -> Status:
    """
    Whether the weakness is there, by the answer to the question about it.

    Args:
        value: The answer.
        yes_means: Whether the question asks for the weakness or for the protection.
    """
    if yes_means is YesMeans.WEAK:
        return value.status
    return _TURNED[value.status]


_TURNED = {
    Status.YES: Status.NO,
    Status.PARTLY: Status.PARTLY,
    Status.NO: Status.YES,
    Status.UNKNOWN: Status.UNKNOWN,
}


def answered(inventory: Inventory, answers: Iterable[Answered], catalog: Catalog) -> Inventory:
    """`inventory` with every answer in it; see `lay_over`."""
    return lay_over(inventory, {}, answers, catalog).inventory


def lay_over(
    inventory: Inventory,
    places: Mapping[str, str],
    answers: Iterable[Answered],
    catalog: Catalog,
) -> LaidOver:
    """
    Put every answer in place of what the inventory said about the same subject.

    An answer about a mitigation holds for the whole site and replaces what was said for
    the whole site; what was said for single zones or assets stays. An answer about an
    asset, a mitigation or a weakness that is no longer there changes nothing. What stands
    in the inventory keeps its number there, so its place stays true.

    Args:
        inventory: As it was described.
        places: Where its fields stood.
        answers: The answer that counts, of every subject.
        catalog: Says what a yes to a question means.
    """
    about_site: dict[str, Answered] = {}
    about_asset: dict[str, dict[str, Answered]] = {}
    for one in answers:
        name, at, asset = one.subject.partition("@")
        if at and name in catalog.weaknesses:
            about_asset.setdefault(asset, {})[name] = one
        elif not at and name in catalog.mitigations:
            about_site[name] = one
    moved: dict[str, str] = {}
    controls = _controls(inventory.controls, about_site, catalog, moved)
    assets = tuple(
        _weaknesses(asset, number, about_asset.get(asset.id, {}), catalog, moved)
        for number, asset in enumerate(inventory.assets)
    )
    return LaidOver(
        inventory=replace(inventory, controls=controls, assets=assets),
        places=_places(places, moved),
    )


def _controls(
    said: tuple[ControlAnswer, ...],
    answers: Mapping[str, Answered],
    catalog: Catalog,
    moved: dict[str, str],
) -> tuple[ControlAnswer, ...]:
    laid = list(said)
    numbers = {one.mitigation: number for number, one in enumerate(said) if not one.scope}
    for name, one in answers.items():
        control = ControlAnswer(
            mitigation=name,
            status=one.value.status,
            said_by=one.said_by,
            on=one.on,
            note=one.note,
        )
        number = numbers.get(name, len(laid))
        laid[number : number + 1] = [control]
        moved[f"controls[{number}]"] = place_of(one, catalog)
    return tuple(laid)


def _weaknesses(
    asset: Asset,
    number: int,
    answers: Mapping[str, Answered],
    catalog: Catalog,
    moved: dict[str, str],
) -> Asset:
    if not answers:
        return asset
    laid = list(asset.weaknesses)
    numbers = {one.name: place for place, one in enumerate(laid)}
    for name, one in answers.items():
        yes_means = catalog.weaknesses[name].yes_means
        known = KnownWeakness(
            name=name, status=weakness_status(one.value, yes_means), said_by=one.said_by
        )
        place = numbers.get(name, len(laid))
        laid[place : place + 1] = [known]
        moved[f"assets[{number}].weaknesses[{place}]"] = place_of(one, catalog)
    return replace(asset, weaknesses=tuple(laid))


_SAID = re.compile(r"controls\[\d+\]|assets\[\d+\]\.weaknesses\[\d+\]")
"""Where an answer can stand."""


def _places(places: Mapping[str, str], moved: Mapping[str, str]) -> Mapping[str, str]:
    """`places`, but all of what was answered comes from the answer."""
    if not moved:
        return places
    kept = {
        path: place
        for path, place in places.items()
        if (found := _SAID.match(path)) is None or found[0] not in moved
    }
    return {**kept, **moved}


def place_of(one: Answered, catalog: Catalog) -> str:
    """Where a number that rests on an answer comes from, for people."""
    name, _, asset = one.subject.partition("@")
    entry = catalog.weaknesses[name] if asset else catalog.mitigations[name]
    title = f"{entry.title} ({asset})" if asset else entry.title
    who = f", answered by {one.said_by}" if one.said_by else ", answered"
    return f"Questions: {title}{who} on {one.on.day} {one.on:%b %Y}"
