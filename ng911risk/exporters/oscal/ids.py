"""
Who an OSCAL object is: UUIDv5 over a key of the domain, never over a name, a score or a time.

An observation, a risk or a party keeps its uuid from one assessment to the next; a document has
one that changes with every letter of it, as NIST asks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from ng911risk.exporters.exchange.given import ExchangeInput

NAMESPACE: Final = uuid5(NAMESPACE_URL, "https://ng911risk.example/oscal-ns/1")
"""Never change it: every uuid ever given out hangs on it."""

SYSTEM: Final = "https://ng911risk.example/ns/oscal/1"
"""Whose words properties and facets are: ours, where NIST has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """Uuids of one centre of one installation."""

    space: UUID
    """Namespace of the installation."""

    site: str
    """Key of the centre."""

    @classmethod
    def of(cls, given: ExchangeInput) -> Ids:
        """Uuids of what is exported."""
        return cls(space=uuid5(NAMESPACE, given.installation), site=given.site)

    def uuid(self, kind: str, *key: str) -> str:
        """
        Uuid of one object.

        Args:
            kind: What it is, for instance ``risk``.
            key: What tells it from all others of its kind at this centre.
        """
        return str(uuid5(self.space, canonical([kind, self.site, *key])))


def document_uuid(kind: str, content: dict[str, Any]) -> str:
    """Uuid of a document with this content."""
    return str(uuid5(NAMESPACE, canonical([kind, content])))


def canonical(tree: object) -> str:
    """JSON in one form: names sorted, no blanks; for trees of texts."""
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
