"""
Narrow places: what every attack that stops a service has to have, and where there is none.

Watching or closing a narrow place stops them all. A service with several ways in
has none, and that is worth knowing too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ng911risk.andor.chokes import necessary
from ng911risk.engine.andor_view import as_andor
from ng911risk.engine.run import Run
from ng911risk.engine.states import service_name
from ng911risk.model.choke import ChokePoint
from ng911risk.model.grammar import Access, Recovery
from ng911risk.model.inventory import ServiceKind

_WORDS: Mapping[str, str] = {
    f"control:{Access.USER.value}": "to act as a user of {label}",
    f"control:{Access.ADMIN.value}": "to act as an administrator of {label}",
    f"credential:{Access.USER.value}": "an account that {label} accepts",
    f"credential:{Access.ADMIN.value}": "an administrator's account that {label} accepts",
    "position": "to send from {label}",
}


def choke_points(run: Run) -> tuple[ChokePoint, ...]:
    """What every attack needs that stops a service for as long as a restart or longer."""
    attackers = {
        node: 1.0
        for name, one in sorted(run.catalog.actors.items())
        if not one.blameless and (node := run.built.graph.get(f"actor:{name}")) is not None
    }
    graph = as_andor(run.built.graph, "likely", attackers)
    return tuple(
        point
        for service in run.inventory.services
        if (goal := run.built.graph.get(service_name("degraded", service.kind, Recovery.RESTART)))
        is not None
        for point in _told(run, service.kind, [graph.names[n] for n in necessary(graph, goal)])
    )


def _told(run: Run, service: ServiceKind, names: list[str]) -> Iterator[ChokePoint]:
    """What people can watch: assets, accounts and inner zones; an administrator is a user too."""
    labels = {asset.id: asset.label for asset in run.inventory.assets}
    labels |= {zone.id: zone.name or zone.id for zone in run.inventory.zones}
    for name in names:
        what, _, rest = name.partition(":")
        subject, _, level = rest.partition(":")
        words = _WORDS.get(f"{what}:{level}" if level else what)
        implied = level == Access.USER.value and f"{what}:{subject}:{Access.ADMIN.value}" in names
        if words and subject in labels and not implied:
            yield ChokePoint(
                service=service,
                subject=subject,
                label=labels[subject],
                what=words.format(label=labels[subject]),
            )
