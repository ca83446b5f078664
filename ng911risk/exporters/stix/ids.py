"""
Who a STIX object is: UUIDv5 over a key of the domain, never over a name, a score or a time.

Content of the catalogue has one namespace for the whole world, so that two installations
speak of the same vector; what an installation has of its own has a namespace of that
installation, so that the "sbc-1" of two counties are two. Both are frozen for ever.
The observables of STIX (addresses, traffic) have the ids that STIX itself prescribes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from stix2.canonicalization.Canonicalize import canonicalize

GLOBAL: Final = uuid5(NAMESPACE_URL, "https://ng911risk.example/stix-ns/1")
"""Namespace of the catalogue. Never change it: every id ever given out hangs on it."""

BEGINNING: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""
When everything that centres share was created. Never change it.

Many make one and the same object, and STIX wants one `created` of it everywhere.
"""

_OBSERVABLES: Final = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
"""Namespace of STIX 2.1, section 2.9, for observables."""


def namespace_of(installation: str) -> UUID:
    """Namespace of what an installation has of its own."""
    return uuid5(GLOBAL, installation)


@lru_cache(maxsize=8192)
def own_id(kind: str, namespace: UUID, *key: str) -> str:
    """
    Id of an object of ours.

    Args:
        kind: STIX type.
        namespace: `GLOBAL`, or that of an installation.
        key: What tells it from all others of its type, for instance site and asset.
    """
    return f"{kind}--{uuid5(namespace, _text({'key': list(key), 'type': kind}))}"


def observable_id(kind: str, contributing: Mapping[str, Any]) -> str:
    """Id of an observable from its id contributing properties, as STIX 2.1 prescribes."""
    return f"{kind}--{uuid5(_OBSERVABLES, canonical(dict(contributing)))}"


def _text(value: Mapping[str, Any]) -> str:
    """
    Canonical text of text alone, twenty times as fast.

    RFC 8785 and this differ in numbers and in the order of names beyond ASCII; here are neither.
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def canonical(value: Any) -> str:  # noqa: ANN401 - any JSON
    """JSON text in the one form of RFC 8785."""
    text: str = canonicalize(value, utf8=False)
    return text
