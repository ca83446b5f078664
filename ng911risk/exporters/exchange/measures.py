"""What is known about each mitigation at a centre, scope by scope: for formats of auditors."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.engine.controls import Control, Controls, controls_of, overall_status
from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix.privacy import clean
from ng911risk.model.catalog import Mitigation
from ng911risk.model.evidence import Evidence
from ng911risk.model.scales import Status


@dataclass(frozen=True, slots=True)
class Measures:
    """Every mitigation of the catalogue as it stands here, evidence applied."""

    given: ExchangeInput
    controls: Controls
    names: dict[str, str]
    """Asset, zone or owner id -> its name for people."""

    @classmethod
    def of(cls, given: ExchangeInput) -> Measures:
        """Measures of one assessment."""
        inventory = given.inventory
        owners = ((one.id, one.name) for one in inventory.owners)
        zones = ((one.id, one.name) for one in inventory.zones)
        assets = ((one.id, one.name) for one in inventory.assets)
        named = (*owners, *zones, *assets)
        return cls(
            given=given,
            controls=controls_of(inventory, given.catalog, given.evidence),
            names={id_: clean(name or id_, given.wishes) for id_, name in named},
        )

    def status(self, mitigation: str) -> Status:
        """Return one word for the whole site."""
        return overall_status(mitigation, self.controls)

    def scopes(self, mitigation: str) -> tuple[Control, ...]:
        """Return what is known for each scope somebody spoke of; the site where nobody did."""
        said = self.controls.by_mitigation.get(mitigation)
        return tuple(said.values()) if said else (self.controls.on(mitigation, None),)

    def evidence(self, mitigation: str) -> tuple[Evidence, ...]:
        """Return what was observed about it, the newest first."""
        found = (one for one in self.given.evidence if one.mitigation == mitigation)
        return tuple(sorted(found, key=lambda one: one.order, reverse=True))

    def name(self, scope: str) -> str:
        """Return a scope for people."""
        return self.names.get(scope, scope)


def proof(mitigation: Mitigation) -> str:
    """What an auditor accepts for it, in one line."""
    return "; ".join(one.rstrip(".") for one in mitigation.evidence)
