"""What reading one file of intelligence takes and gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ng911risk.errors import Problem
from ng911risk.importers.intel.pieces import Pieces
from ng911risk.importers.intel.stix_tokens import Allowance
from ng911risk.model.catalog import Catalog
from ng911risk.model.intelligence import Feed
from ng911risk.records.text import FORBIDDEN, tidy

_LINE = 300


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file that was cut into its objects, and what is asked of its reader."""

    pieces: Pieces
    name: str
    """What the feed shall be called."""

    digest: str
    """SHA-256 of the bytes, as hexadecimal digits."""

    at: datetime
    """Now, in UTC."""

    catalog: Catalog
    """Whose vectors and mitigations say what is kept of a library."""

    allowance: Allowance
    """For the patterns of the file; what is read is taken off."""

    good_objects_only: bool = False
    """Leave out objects that are wrong, instead of refusing the file."""

    progress: Callable[[int, int], None] = field(default=lambda _done, _all: None)
    """Told now and then how many of how many objects were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFeed:
    """What one file gave."""

    feed: Feed
    """To be kept."""

    left_out: tuple[Problem, ...] = ()
    """What is wrong with the objects that were left out, if that was asked for."""

    warnings: tuple[str, ...] = ()
    """What the person who imports should see at once."""


def line(text: str) -> str:
    """`text` as one short line for people: hidden characters are shown, not obeyed."""
    flat = " ".join(tidy(text).split())
    seen = FORBIDDEN.sub(lambda found: f"\\u{ord(found.group()):04x}", flat)
    return tidy(seen if len(seen) <= _LINE else f"{seen[: _LINE - 3]}...")
