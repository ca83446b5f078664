"""Which version of a STIX object one is, told from the object itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from ng911risk.store.moments import moment_text


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a version one within a stream."""

    object: str
    version: str
    hash: str


class Stream:
    """What a collection holds."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.versions: set[tuple[str, str]] = set()
        self.contents: set[tuple[str, str]] = set()
        for key in keys:
            self.add(key)

    def add(self, key: Key) -> None:
        """Hold one more."""
        self.versions.add((key.object, key.version))
        self.contents.add((key.object, key.hash))


def is_known(content: Mapping[str, Any], key: Key, stream: Stream) -> bool:
    """Whether a collection holds a version; what has no version of its own is its content."""
    if own_version(content):
        return (key.object, key.version) in stream.versions
    return (key.object, key.hash) in stream.contents


def key_of(content: Mapping[str, Any], date_added: str) -> Key:
    """Return what tells a version from all others, added at `date_added`."""
    own = own_version(content)
    return Key(str(content["id"]), version_of(own) if own else date_added, hash_of(content))


def own_version(content: Mapping[str, Any]) -> str:
    """Version that an object gives itself, as it writes it; observables have none."""
    return str(content.get("modified") or content.get("created") or "")


def version_of(moment: str) -> str:
    """
    Moment of STIX with microseconds, so that text order is time order.

    Raises:
        ValueError: It is none.
    """
    return moment_text(datetime.fromisoformat(moment))


def spec_version(content: Mapping[str, Any]) -> str:
    """Version of STIX an object says it is of; what says nothing and has no dates is of 2.1."""
    return str(content.get("spec_version") or ("2.0" if "created" in content else "2.1"))


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of an object, whatever the order of its properties."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode("ascii")).hexdigest()


def bytes_of(content: object) -> bytes:
    """JSON without blanks, properties in their order."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
