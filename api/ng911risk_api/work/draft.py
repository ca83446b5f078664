"""What would be assessed now: the latest inventory, the answers laid over it, the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from ng911risk.model.evidence import Evidence
from ng911risk.model.inventory import Inventory
from ng911risk.records import json_bytes, to_json, to_tree
from ng911risk.store import Rooms, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything that goes into an assessment of one site, as it stands now."""

    tenant: str
    site: Site
    inventory: Inventory
    """With the answers in it."""
    inventory_digest: str
    """SHA-256 of `inventory` in canonical form."""
    places: Mapping[str, str]
    evidence: tuple[Evidence, ...]

    @property
    def key(self) -> str:
        """Changes when, and only when, the result could."""
        rest = json_bytes([[to_tree(one) for one in self.evidence], dict(self.places)])
        return sha256(
            f"{self.tenant} {self.site.id} {self.inventory_digest} ".encode() + rest
        ).hexdigest()


def draft_of(rooms: Rooms, site_id: str, tenant: str) -> Draft:
    """
    Return the draft of a site.

    Raises:
        NotFoundError: No such site, somebody else's, or it has no inventory yet.
    """
    site = rooms.sites.get(site_id)
    latest = rooms.inventories.latest(site_id)
    # the answers and the evidence of the workspace are laid over it here
    inventory = latest.inventory
    return Draft(
        tenant=tenant,
        site=site,
        inventory=inventory,
        inventory_digest=sha256(to_json(inventory)).hexdigest(),
        places=latest.places,
        evidence=(),
    )
