"""About 25 answers -> an inventory, with everything that nobody confirmed marked as assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files

from ng911risk.editing.cuts import without_assets, without_links
from ng911risk.importers.reading import read_inventory
from ng911risk.importers.start_answers import Answer, checked_answers, read_answers
from ng911risk.importers.start_questions import QUESTIONS, Question, QuestionKind, question
from ng911risk.model.inventory import (
    ControlAnswer,
    Fallback,
    FallbackKind,
    Inventory,
    ServiceKind,
    Shift,
    SiteProfile,
)
from ng911risk.model.scales import Status

__all__ = [
    "QUESTIONS",
    "Template",
    "build_inventory",
    "checked_answers",
    "question",
    "read_answers",
    "template_for",
    "template_inventory",
]

_SAID_BY = "answers to ng911risk start"


class Template(StrEnum):
    """Where an inventory begins; each is a file in importers/templates/."""

    LEGACY = "legacy"
    TRANSITIONAL = "transitional"
    HOSTED = "hosted"
    OWN_I3 = "own-i3"


_BY_ARRIVAL = {
    "phone-lines": Template.LEGACY,
    "gateway": Template.TRANSITIONAL,
    "state-network": Template.HOSTED,
    "own-network": Template.OWN_I3,
}


def template_for(answers: Mapping[str, object]) -> Template:
    """
    Template that fits how calls arrive; transitional when nobody said.

    Raises:
        InputError: An answer does not fit its question.
    """
    good = checked_answers({"arrival": answers.get("arrival")})
    return _BY_ARRIVAL[str(good.get("arrival", question("arrival").default))]


@cache
def template_inventory(name: str) -> Inventory:
    """
    Inventory of a template, as its file has it.

    Raises:
        ValueError: There is no template of that name.
    """
    file = f"{Template(name).value}.yaml"
    data = files("ng911risk.importers").joinpath("templates", file).read_bytes()
    return read_inventory(data, file=file).inventory


def build_inventory(answers: Mapping[str, object], template: str | None = None) -> Inventory:
    """
    Make an inventory from answers.

    Args:
        answers: Id of a question to its answer. What is missing, None or unknown is assumed.
        template: Name of a template; by default the one that fits the answers.

    Returns:
        The template changed by the answers. `assumed` names what nobody confirmed.

    Raises:
        InputError: An answer does not fit its question; carries every problem.
        ValueError: There is no template of that name.
    """
    good = checked_answers(answers)
    start = template_inventory(template or template_for(answers))
    inventory = _with_site(start, good)
    for asked in QUESTIONS:
        if good.get(asked.id) == Status.NO.value and asked.kind is QuestionKind.YES_NO:
            inventory = without_links(without_assets(inventory, asked.without), asked.cuts)
    inventory = replace(_with_fallback(inventory, good), controls=tuple(_controls(good)))
    return replace(inventory, assumed=tuple(_assumed(inventory, good, chosen=template is not None)))


def _with_site(inventory: Inventory, good: Mapping[str, Answer]) -> Inventory:
    """Numbers of the centre, and the assets that repeat them."""
    site = inventory.site
    for asked in QUESTIONS:
        if asked.site and asked.id in good:
            site = _set(site, asked, good[asked.id])
    site = replace(site, shifts=tuple(_shifts(site, good)))
    numbers = {"trunks-911": site.trunks_911, "office-lines": site.trunks_ten_digit}
    assets = tuple(
        replace(asset, channels=numbers[asset.id])
        if asset.id in numbers
        else replace(asset, count=site.positions)
        if asset.id == "positions"
        else asset
        for asset in inventory.assets
    )
    return replace(inventory, site=site, assets=assets)


def _set(site: SiteProfile, asked: Question, answer: Answer) -> SiteProfile:
    if asked.site == "backup_site.name":
        return replace(site, backup_site=replace(site.backup_site, name=str(answer)))
    if asked.site == "backup_site.diversion":
        return replace(site, backup_site=replace(site.backup_site, diversion=Status(str(answer))))
    changes: dict[str, object] = {asked.site: answer}
    return replace(site, **changes)  # type: ignore[arg-type]  # the question says which type


def _shifts(site: SiteProfile, good: Mapping[str, Answer]) -> Iterable[Shift]:
    for shift in site.shifts:
        night = shift.from_hour < 7 or shift.from_hour >= 23  # noqa: PLR2004 - as the question says
        duty, calls = ("on_duty_night", "calls_night") if night else ("on_duty_day", "calls_day")
        admin = None if night else good.get("admin_calls")
        yield replace(
            shift,
            on_duty=int(good.get(duty, shift.on_duty)),
            calls_per_hour=float(good.get(calls, shift.calls_per_hour)),
            admin_calls_per_hour=float(shift.admin_calls_per_hour if admin is None else admin),
        )


def _with_fallback(inventory: Inventory, good: Mapping[str, Answer]) -> Inventory:
    """Paper is a way to go on only for those who practise it; diversion only where it works."""
    manual = {"yes": FallbackKind.MANUAL, "partly": FallbackKind.MANUAL, "no": FallbackKind.NONE}
    divert = dict.fromkeys(("yes", "partly"), FallbackKind.DIVERSION) | {"no": FallbackKind.NONE}
    said = {
        ServiceKind.DISPATCH: manual.get(str(good.get("manual_dispatch"))),
        ServiceKind.RECEIVE: divert.get(str(good.get("diversion"))),
        ServiceKind.ANSWER: divert.get(str(good.get("diversion"))),
    }
    services = tuple(
        replace(service, fallback=Fallback(kind=kind))
        if (kind := said.get(service.kind)) is not None
        else service
        for service in inventory.services
    )
    return replace(inventory, services=services)


def _controls(good: Mapping[str, Answer]) -> Iterable[ControlAnswer]:
    for asked in QUESTIONS:
        if asked.control and asked.id in good:
            yield ControlAnswer(
                mitigation=asked.control, status=Status(str(good[asked.id])), said_by=_SAID_BY
            )


def _assumed(inventory: Inventory, good: Mapping[str, Answer], *, chosen: bool) -> Iterable[str]:
    """Paths that no answer confirmed; an answer of unknown confirms nothing."""
    known = {name for name, answer in good.items() if answer != Status.UNKNOWN.value}
    given = {asked.site for asked in QUESTIONS if asked.site and asked.id in known}
    if chosen or "arrival" in known:
        given.add("stage")
    if {"on_duty_day", "on_duty_night", "calls_day", "calls_night", "admin_calls"} <= known:
        given.add("shifts")
    for one in fields(SiteProfile):
        if one.name == "backup_site":
            parts = ("name", "diversion", "tested", "spare_positions")
            yield from (
                f"site.{one.name}.{part}" for part in parts if f"{one.name}.{part}" not in given
            )
        elif one.name not in given:
            yield f"site.{one.name}"
    yield from ("owners", "zones")
    there = {name for asked in QUESTIONS if good.get(asked.id) == "yes" for name in asked.without}
    yield from (f"assets[{asset.id}]" for asset in inventory.assets if asset.id not in there)
    yield from ("flows", "trusts", "services")
