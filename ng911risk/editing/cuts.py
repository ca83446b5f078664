"""Takes assets and links out of an inventory, with everything that refers to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from ng911risk.model.inventory import Inventory, Service, Trust


def without_assets(inventory: Inventory, gone: Collection[str]) -> Inventory:
    """`inventory` without the assets whose ids are in `gone`, and what speaks of them."""
    return replace(
        inventory,
        assets=tuple(asset for asset in inventory.assets if asset.id not in gone),
        flows=tuple(
            flow for flow in inventory.flows if flow.source not in gone and flow.target not in gone
        ),
        trusts=tuple(
            _trusts(inventory.trusts, lambda source, target: {source, target} & set(gone))
        ),
        services=tuple(_services(inventory.services, gone)),
    )


def without_links(inventory: Inventory, cuts: Collection[tuple[str, str]]) -> Inventory:
    """`inventory` without flows and trusts from the first to the second of a pair in `cuts`."""
    return replace(
        inventory,
        flows=tuple(flow for flow in inventory.flows if (flow.source, flow.target) not in cuts),
        trusts=tuple(_trusts(inventory.trusts, lambda source, target: (source, target) in cuts)),
    )


def _trusts(trusts: Iterable[Trust], gone: Callable[[str, str], object]) -> Iterator[Trust]:
    for trust in trusts:
        targets = tuple(target for target in trust.targets if not gone(trust.source, target))
        if targets:
            yield replace(trust, targets=targets)


def _services(services: tuple[Service, ...], gone: Collection[str]) -> Iterator[Service]:
    """Services that still need something, or never did."""
    for service in services:
        needs = tuple(
            replace(need, any_of=left)
            for need in service.needs
            if (left := tuple(name for name in need.any_of if name not in gone))
        )
        if needs or not service.needs:
            yield replace(service, needs=needs)
