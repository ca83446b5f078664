"""Why nothing may be sent from this machine now. Pure: it is asked before anything is opened."""

from __future__ import annotations

from collections.abc import Iterator

from ng911risk.lab.door.host import Host
from ng911risk.model.lab import LabScope


def unready(scope: LabScope, host: Host) -> Iterator[str]:
    """Everything about this machine that a scope does not allow, in words."""
    for name in filter(None, (scope.interface, scope.observer)):
        found = host.interface(name)
        if found is None:
            yield f"there is no network interface {name} here"
        elif not found.up:
            yield f"the network interface {name} is down, or has no cable"
        for route in host.ways_out(name):
            way = f" by way of {route.gateway}" if route.gateway else ""
            yield (
                f"{name} leads out of the lab: it has a default route{way}. "
                "Take the route away, or use a network without one"
            )
