"""Feeds of intelligence as small as they can be."""

from __future__ import annotations

from datetime import UTC, date, datetime

from ng911risk.model.intelligence import (
    Feed,
    FeedFlaw,
    FeedIndicator,
    FeedKind,
    FeedTechnique,
    Intelligence,
)

IMPORTED = datetime(2026, 2, 1, tzinfo=UTC)


def feed(
    *parts: FeedIndicator | FeedTechnique | FeedFlaw,
    name: str = "isac",
    kind: FeedKind = FeedKind.FEED,
) -> Feed:
    """A feed of these."""
    return Feed(
        name=name,
        kind=kind,
        format="stix-2.1",
        digest="d" * 64,
        imported_at=IMPORTED,
        objects=len(parts),
        indicators=tuple(one for one in parts if isinstance(one, FeedIndicator)),
        techniques=tuple(one for one in parts if isinstance(one, FeedTechnique)),
        flaws=tuple(one for one in parts if isinstance(one, FeedFlaw)),
    )


def heard(*parts: FeedIndicator | FeedTechnique | FeedFlaw) -> Intelligence:
    """Intelligence of one feed of these."""
    return Intelligence(feeds=(feed(*parts),))


def technique(
    *ids: str, seen: date | None = None, because: str = "campaign X uses it"
) -> FeedTechnique:
    """A technique in use."""
    return FeedTechnique(
        id="attack-pattern--1", name="A way", external_ids=ids, because=because, seen=seen
    )


def indicator(
    *,
    addresses: tuple[str, ...] = (),
    domains: tuple[str, ...] = (),
    software: tuple[str, ...] = (),
    flaws: tuple[str, ...] = (),
    until: datetime | None = None,
) -> FeedIndicator:
    """An indicator that names these."""
    return FeedIndicator(
        id="indicator--1",
        name="bad",
        pattern="[...]",
        valid_from=IMPORTED,
        valid_until=until,
        addresses=addresses,
        domains=domains,
        software=software,
        flaws=flaws,
    )
