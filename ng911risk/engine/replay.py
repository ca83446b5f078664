"""
The incident library on one site: how far each would come here, and what would stop it.

For each incident the site's attack graph is cut down to the chain of the incident, its cause is
made true, and the coins fall as always. docs/method.md, "Replaying incidents", tells the same in
prose.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from ng911risk.engine.controls import controls_of
from ng911risk.engine.doors import Doors
from ng911risk.engine.fold import fold
from ng911risk.engine.layout import ENDS
from ng911risk.engine.ranges import ordered
from ng911risk.engine.scene import WORLDS, Scene, scene_of
from ng911risk.engine.states import service_name
from ng911risk.engine.stops import stops_of
from ng911risk.model.catalog import Catalog, Outcome
from ng911risk.model.evidence import Evidence
from ng911risk.model.grammar import Recovery
from ng911risk.model.inventory import Inventory, ServiceKind
from ng911risk.model.replay import IncidentReplay, Replay, ReplayFlood, ReplayService
from ng911risk.model.scales import Band

FORMAT = "ng911risk-replay/1"

_NAMED = 2


def replay(  # noqa: PLR0913 -- each is an input of the replay and none has a home
    inventory: Inventory,
    catalog: Catalog,
    *,
    at: datetime,
    tool_version: str,
    inventory_digest: str,
    evidence: Iterable[Evidence] = (),
    incidents: Sequence[str] = (),
    seed: int = 1,
) -> Replay:
    """
    Try known incidents on one site.

    Args:
        inventory: Consistent (model.consistency finds no contradiction).
        catalog: Checked content; every id the inventory names is in it.
        at: Moment it speaks of, with time zone.
        tool_version: Version of ng911risk, for the record.
        inventory_digest: SHA-256 of the inventory in canonical form, for the record.
        evidence: Observations that confirm or refute controls.
        incidents: Ids to try; empty: the whole library.
        seed: Of the worlds.

    Returns:
        Every incident, the costliest first; the same arguments give the same on every machine.

    Raises:
        KeyError: The library has no such incident.
    """
    evidence = tuple(evidence)
    folded = fold(inventory, apart={name for item in evidence for name in item.scope}).inventory
    controls = controls_of(folded, catalog, evidence)
    day = at.date()
    told = []
    for name in dict.fromkeys(incidents or sorted(catalog.incidents)):
        incident = catalog.incidents[name]
        scene = scene_of(incident, folded, catalog, controls, at=day, seed=seed)
        told.append(_told(name, scene, catalog, day))
    return Replay(
        format=FORMAT,
        made_at=at,
        tool_version=tool_version,
        catalog_version=catalog.version,
        catalog_digest=catalog.digest,
        inventory_digest=inventory_digest,
        seed=seed,
        worlds=WORLDS,
        site=inventory.site.name,
        incidents=tuple(sorted(told, key=lambda one: (-one.weighted, -one.reach, one.id))),
    )


def _told(name: str, scene: Scene, catalog: Catalog, day: date) -> IncidentReplay:
    incident, likely = scene.incident, scene.rates["likely"]
    main = incident.hit[0]
    answers = stops_of(scene)
    return IncidentReplay(
        id=name,
        code=incident.code,
        title=incident.title,
        year=incident.year,
        summary=incident.summary,
        begins=_begins(scene, catalog),
        service=main.service,
        outcome=main.outcome,
        described=any(one.kind is main.service for one in scene.inventory.services),
        chance=replace(scene, aim=(main.service, main.outcome)).hit(),
        instead=None if scene.aim == (main.service, main.outcome) else scene.aim[0],
        reach=scene.reach(likely),
        hours=_hours(scene),
        weighted=scene.weighted(likely),
        links=Doors(scene, day).links(),
        services=tuple(_services(scene)),
        floods=_floods(scene),
        holds=answers.holds,
        stops=answers.stops,
        shortens=answers.shortens,
    )


def _begins(scene: Scene, catalog: Catalog) -> str:
    """What is taken for granted."""
    if not scene.causes:
        return "nothing that is listed here can begin it"
    tries = [one for one in scene.built.tries.values() if scene.causes[-1] in (one.cause, one.luck)]
    if tries:
        labels = list(dict.fromkeys(one.asset.label for one in tries))
        happened = tries[0].step.title.replace("{target}", " and ".join(labels[:_NAMED]))
        return f"given that this happens, where it hurts most: {happened}"
    title = catalog.actors[scene.incident.actor].title
    return f"given one campaign against you: {title[:1].lower() + title[1:]}"


def _hours(scene: Scene) -> Band:
    service, outcome = scene.aim
    if outcome is Outcome.FLOODED:
        return next((flood.hours for flood in _floods(scene)), Band(low=0.0, likely=0.0, high=0.0))
    return scene.hours(service, "degraded" if outcome is Outcome.STOPPED else "misled")


def _services(scene: Scene) -> Iterable[ReplayService]:
    graph = scene.built.graph
    described = {one.kind for one in scene.inventory.services}
    for kind in (one for one in ServiceKind if one in described):
        stopped, lost, misled = (
            scene.chance(graph.get(service_name(outcome, kind, Recovery.FAILOVER)))
            for outcome in ("degraded", "lost", "misled")
        )
        yield ReplayService(
            service=kind,
            stopped=stopped,
            lost=lost,
            misled=misled,
            hours=scene.hours(kind, "degraded"),
        )


def _floods(scene: Scene) -> tuple[ReplayFlood, ...]:
    made = []
    for flood in scene.flooded():
        sizes = scene.floods.sizes(flood)
        lost, hours = (
            ordered(*(getattr(sizes[end], part) for end in ENDS))
            for part in ("callers_lost", "hours")
        )
        made.append(
            ReplayFlood(
                label=flood.channel.label,
                chance=scene.flood_chance(flood),
                callers_lost=lost,
                hours=hours,
            )
        )
    return tuple(made)
