"""What would be assessed now: the latest inventory, the answers laid over it, the evidence."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence
from ng911risk.model.intelligence import NOTHING_IMPORTED, Intelligence
from ng911risk.model.inventory import Inventory
from ng911risk.questionnaire.answered import Answered, lay_over
from ng911risk.records import json_bytes, to_json, to_tree
from ng911risk.store import Rooms, Site
from ng911risk.store.answers import SavedAnswer
from ng911risk.store.values import StoredInventory


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
    intelligence: Intelligence = NOTHING_IMPORTED
    """What others report, as the organisation imported it."""

    @property
    def key(self) -> str:
        """Changes when, and only when, the result could."""
        rest = json_bytes([[to_tree(one) for one in self.evidence], dict(self.places)])
        heard = " ".join(f"{one.name} {one.digest}" for one in self.intelligence.feeds)
        return sha256(
            f"{self.tenant} {self.site.id} {self.inventory_digest} ".encode()
            + rest
            + heard.encode()
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
    laid = _laid_over(latest, tuple(answers[one].counts for one in sorted(answers)), catalog)
    return Draft(
        tenant=tenant,
        site=site,
        described=laid.described,
        answers=answers,
        inventory=laid.inventory,
        inventory_digest=laid.digest,
        places=laid.places,
        evidence=rooms.evidence.standing(site_id),
        intelligence=rooms.intelligence.standing(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    """What reading an inventory and laying answers over it gives."""

    described: Inventory
    inventory: Inventory
    digest: str
    places: Mapping[str, str]
    catalog: Catalog
    """Kept, so that no other one has its address."""


_KEPT: Final = 8
"""Every page asks for the draft; only the first after a change has to make it."""

_known: OrderedDict[object, _Laid] = OrderedDict()
_lock = threading.Lock()


def _laid_over(latest: StoredInventory, answers: tuple[Answered, ...], catalog: Catalog) -> _Laid:
    """Make it once for the same content: nothing of whose it is goes in, so nothing leaks out."""
    content = sha256(latest.inventory_json).digest() + sha256(latest.places_json).digest()
    key = (content, answers, id(catalog))
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    described = latest.inventory
    laid = lay_over(described, latest.places, answers, catalog)
    made = _Laid(
        described=described,
        inventory=laid.inventory,
        digest=sha256(to_json(laid.inventory)).hexdigest(),
        places=laid.places,
        catalog=catalog,
    )
    with _lock:
        _known[key] = made
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return made
