"""What would be assessed now: the latest inventory, the answers laid over it, the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence
from ng911risk.model.inventory import Inventory
from ng911risk.questionnaire.answered import lay_over
from ng911risk.records import json_bytes, to_json, to_tree
from ng911risk.store import Rooms, Site
from ng911risk.store.answers import SavedAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything that goes into an assessment of one site, as it stands now."""

    tenant: str
    site: Site
    described: Inventory
    """As it was entered, without the answers."""
    answers: Mapping[str, SavedAnswer]
    """The answers that count, by subject."""
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


def draft_of(rooms: Rooms, site_id: str, tenant: str, catalog: Catalog) -> Draft:
    """
    Return the draft of a site.

    Args:
        rooms: Of an open transaction.
        site_id: Site.
        tenant: Whose it is.
        catalog: Says what a yes to a question means.

    Raises:
        NotFoundError: No such site, somebody else's, or it has no inventory yet.
    """
    site = rooms.sites.get(site_id)
    latest = rooms.inventories.latest(site_id)
    answers = rooms.answers.standing(site_id)
    described = latest.inventory
    laid = lay_over(
        described, latest.places, [answers[one].counts for one in sorted(answers)], catalog
    )
    return Draft(
        tenant=tenant,
        site=site,
        described=described,
        answers=answers,
        inventory=laid.inventory,
        inventory_digest=sha256(to_json(laid.inventory)).hexdigest(),
        places=laid.places,
        evidence=rooms.evidence.standing(site_id),
    )
