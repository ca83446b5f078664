"""Which boxes the picture of the paths has: stops by position, look-alikes merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ng911risk.model.report import AttackPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One box."""

    column: int
    """0 for the actor, then the position of the stop."""

    key: str
    """Asset or actor id."""

    label: str
    """For people."""

    zone: str
    """Lane."""

    zone_label: str
    """Its name."""

    does: tuple[str, ...] = ()
    """What happens there: ids of the steps without the asset; empty for the actor."""

    last: bool = False
    """The path ends here."""

    alike: int = 1
    """How many boxes it stands for."""


def merged(paths: Sequence[AttackPath], actor_lane: str) -> tuple[tuple[Node, ...], ...]:
    """
    One route of nodes for each path, in the same order.

    Nodes of one column and lane to which the same happens, and which come from and
    lead to the same nodes, are drawn once: the first of them stands for all. Actors
    and the ends of paths are never merged: who starts and what is lost has a name.
    """
    routes = [_route(path, actor_lane) for path in paths]
    sources: dict[Node, set[Node]] = {}
    targets: dict[Node, set[Node]] = {}
    for route in routes:
        for node in route:
            sources.setdefault(node, set())
            targets.setdefault(node, set())
        for source, target in pairwise(route):
            sources[target].add(source)
            targets[source].add(target)
    alike: dict[object, list[Node]] = {}
    for node, before in sources.items():
        around = (frozenset(before), frozenset(targets[node]))
        merges = node.does and not node.last
        role = (node.column, node.zone, node.does, around) if merges else node
        alike.setdefault(role, []).append(node)
    shown = {
        node: replace(members[0], alike=len(members))
        for members in alike.values()
        for node in members
    }
    return tuple(tuple(shown[node] for node in route) for route in routes)


def _route(path: AttackPath, actor_lane: str) -> tuple[Node, ...]:
    actor = Node(
        column=0, key=path.actor, label=path.actor_title, zone=actor_lane, zone_label="Who starts"
    )
    stops = (
        Node(
            column=column,
            key=stop.asset,
            label=stop.label,
            zone=stop.zone,
            zone_label=stop.zone_label,
            does=tuple(step.partition("@")[0] for step in stop.steps),
            last=column == len(path.stops),
        )
        for column, stop in enumerate(path.stops, start=1)
    )
    return (actor, *stops)
