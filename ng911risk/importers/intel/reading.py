"""The one way in for intelligence: bytes of any known format -> a feed, or every problem."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath

from ng911risk.errors import InputError, Problem
from ng911risk.importers.intel.feed_format import all_feed_formats
from ng911risk.importers.intel.pieces import split
from ng911risk.importers.intel.result import ReadFeed, Source, line
from ng911risk.importers.intel.stix_tokens import Allowance
from ng911risk.model.catalog import Catalog

NAME_MAX = 100
"""Longest name of a feed, in characters."""

PATTERNS_MAX = 50_000_000
"""Most work with the patterns of a file, in steps of an `Allowance`: about a minute."""

PATTERNS_QUICK = 3_000_000
"""The same where others wait for their turn: a few seconds, enough for 100,000 addresses."""

__all__ = ["NAME_MAX", "PATTERNS_MAX", "PATTERNS_QUICK", "ReadFeed", "feed_name", "read_feed"]


def read_feed(  # noqa: PLR0913 - each is one thing a caller decides
    data: bytes,
    *,
    file: str,
    at: datetime,
    catalog: Catalog,
    name: str = "",
    good_objects_only: bool = False,
    patterns_max: int = PATTERNS_MAX,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> ReadFeed:
    """
    Read one file of intelligence; its content says which format it is.

    Args:
        data: The bytes as they came, at most 64 MiB of UTF-8.
        file: Name of the file as its author knows it; only its last part is repeated.
        at: Now, in UTC.
        catalog: Whose vectors and mitigations say what is kept of ATT&CK and CAPEC.
        name: What the feed shall be called; else the name of the file without its ending.
        good_objects_only: Leave out objects that are wrong and say what is wrong with them.
            What is wrong with the file as a whole is refused all the same.
        patterns_max: Most work with the STIX patterns of the file, in steps of an `Allowance`.
        progress: Told now and then how many of how many objects were read.

    Raises:
        InputError: Something is wrong, and nothing was read; carries the first 50 problems
            and how many more there are.
    """
    last = line(PurePath(file.replace("\\", "/")).name) or "intelligence"
    pieces = split(data, file=last)
    source = Source(
        pieces=pieces,
        name=feed_name(name or PurePath(last).stem, file=last),
        digest=sha256(data).hexdigest(),
        at=at,
        catalog=catalog,
        allowance=Allowance(patterns_max),
        good_objects_only=good_objects_only,
        progress=progress,
    )
    for one in all_feed_formats():
        if one.fits(pieces.head):
            return one.read(source)
    known = ", ".join(one.name for one in all_feed_formats())
    raise InputError(
        [
            Problem(
                file=last,
                message="this is none of the formats that can be read",
                hint=f'Known are {known}. A STIX bundle begins with {{"type": "bundle".',
            )
        ]
    )


def feed_name(text: str, *, file: str) -> str:
    """
    Return a name under which a feed can be kept.

    Raises:
        InputError: It is empty or too long.
    """
    name = line(text)
    if not name or len(name) > NAME_MAX:
        message = f"the name of a feed has 1 to {NAME_MAX} characters"
        raise InputError([Problem(file=file, message=message, hint="Give one with --name.")])
    return name
