"""Where observations were made: the inventory knows which of its zones are labs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ng911risk.intel.observed import named
from ng911risk.model.addresses import AddressBook
from ng911risk.model.inventory import Environment, Inventory
from ng911risk.model.observation import Observation


def placed(
    observations: Iterable[Observation], inventory: Inventory, *, said: Environment | None
) -> tuple[tuple[Observation, ...], tuple[str, ...]]:
    """
    Observations with the environment they were made in.

    An address that stands in a lab zone of the inventory makes it a lab, whatever was said:
    what was provoked on purpose must not go out as an attack.

    Args:
        observations: With any environment.
        inventory: Its assets say where addresses stand.
        said: What a person said; None: only the inventory decides.

    Returns:
        (observations in the order of their ids, addresses of those that cannot be placed).
    """
    labs = {zone.id for zone in inventory.zones if zone.environment is Environment.LAB}
    zones = {asset.id: asset.zone for asset in inventory.assets}
    book = AddressBook.of((text, one.id) for one in inventory.assets for text in one.addresses)
    found: list[Observation] = []
    unknown: dict[str, None] = {}
    for one in observations:
        hits = [*book.overlapping(one.source), *book.overlapping(one.target)]
        if any(zones[name] in labs for _, name in hits):
            where = Environment.LAB
        elif said is not None:
            where = said
        elif hits:
            where = Environment.PRODUCTION
        else:
            unknown[one.target] = None
            continue
        found.append(named(replace(one, environment=where)))
    return tuple(sorted(found, key=lambda one: one.id)), tuple(unknown)
