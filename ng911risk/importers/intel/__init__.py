"""
Everything that becomes intelligence: STIX 2.1 bundles, lists of exploited flaws, advisories.

`read_feed` is the way in for one file. `read_intelligence` reads what was kept of earlier
ones, `with_feed` and `without_feed` change it. A library such as ATT&CK is cut down to the
objects that the catalogue points to, so that nobody has to read the whole of it again.
"""

from __future__ import annotations

from ng911risk.importers.intel.keeping import (
    feed_called,
    kept_bytes,
    read_intelligence,
    what_changed,
    with_feed,
    without_feed,
)
from ng911risk.importers.intel.mitre import looks_like_library
from ng911risk.importers.intel.reading import NAME_MAX, PATTERNS_QUICK, ReadFeed, read_feed

__all__ = [
    "NAME_MAX",
    "PATTERNS_QUICK",
    "ReadFeed",
    "feed_called",
    "kept_bytes",
    "looks_like_library",
    "read_feed",
    "read_intelligence",
    "what_changed",
    "with_feed",
    "without_feed",
]
