"""One inventory, indexed: who opens what, who holds which power over whom."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from ng911risk.engine.weaknesses import Surroundings
from ng911risk.model.grammar import Of, Per, Related, Target
from ng911risk.model.inventory import Asset, DataFlow, Direction, Inventory, Relation
from ng911risk.model.kinds import AssetKind, Interface
from ng911risk.model.scales import Status


class Neighbours:
    """Look-ups the builder asks again and again; order follows the inventory."""

    def __init__(self, inventory: Inventory, at: date) -> None:
        self.at = at
        self.by_id: dict[str, Asset] = {asset.id: asset for asset in inventory.assets}
        self.in_zone: dict[str, list[Asset]] = defaultdict(list)
        self.isolated = {zone.id for zone in inventory.zones if zone.isolated is Status.YES}
        self._kinds: dict[AssetKind, list[Asset]] = defaultdict(list)
        self._index: dict[str, int] = {}
        self._flows: dict[str, list[tuple[int, DataFlow]]] = defaultdict(list)
        self._openers: dict[str, list[tuple[str, Interface]]] = defaultdict(list)
        self._sources: dict[tuple[Relation, str], list[Asset]] = defaultdict(list)
        self._targets: dict[tuple[Relation, str], list[Asset]] = defaultdict(list)
        for index, asset in enumerate(inventory.assets):
            self._index[asset.id] = index
            self.in_zone[asset.zone].append(asset)
            self._kinds[asset.kind].append(asset)
        for index, flow in enumerate(inventory.flows):
            self._flow(index, flow)
        for trust in inventory.trusts:
            for target in trust.targets:
                self._sources[trust.relation, target].append(self.by_id[trust.source])
                self._targets[trust.relation, trust.source].append(self.by_id[target])

    def _flow(self, index: int, flow: DataFlow) -> None:
        interface = flow.protocol.interface
        self._flows[flow.target].append((index, flow))
        self._openers[flow.target].append((flow.source, interface))
        if flow.direction is Direction.BOTH and flow.source in self.by_id:
            self._flows[flow.source].append((index, flow))
            self._openers[flow.source].append((flow.target, interface))

    def targets_of(self, target: Target) -> list[Asset]:
        """Assets that a step's target names, in inventory order."""
        found = [
            asset
            for kind in target.kinds
            for asset in self._kinds.get(kind, ())
            if (target.carries is None or asset.carries is target.carries)
            and all(self.sources(relation, asset) for relation in target.related)
        ]
        return sorted(found, key=lambda asset: self._index[asset.id])

    def meant(self, ref: Of | Related, target: Asset) -> list[Asset]:
        """Assets that a need or gift speaks of."""
        if isinstance(ref, Of):
            return [target]
        table = self._targets if ref.inverse else self._sources
        return table.get((ref.related, target.id), [])

    def sources(self, relation: Relation, target: Asset) -> list[Asset]:
        """Assets that hold `relation` to `target`."""
        return self._sources.get((relation, target.id), [])

    def openers(self, asset: Asset, over: Interface) -> list[str]:
        """Ids of assets and zones that may open a flow of interface class `over` to `asset`."""
        return list(
            dict.fromkeys(
                source
                for source, interface in self._openers.get(asset.id, ())
                if Interface.ANY in (over, interface) or over is interface
            )
        )

    def surroundings(self, asset: Asset) -> Surroundings:
        """The asset with its place and the flows into it."""
        return Surroundings(
            asset=asset,
            index=self._index[asset.id],
            flows=tuple(self._flows.get(asset.id, ())),
            at=self.at,
        )

    def unit(self, per: Per, asset: Asset) -> str:
        """What shares a coin with `asset`: itself, its product, its owner, or the site."""
        if per is Per.SITE:
            return "site"
        if per is Per.OWNER:
            return f"owner {asset.owner}"
        if per is Per.PRODUCT and asset.software:
            return f"product {asset.software[0].product}"
        return asset.id
