"""
Indicators alone: what a centre may tell others without telling them about itself.

Nothing of the assessment goes with them, so they are GREEN unless somebody wished otherwise.
Sightings stay out: they say where something was seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from ng911risk.exporters.exchange.discovery import Audience, Export
from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix import (
    bundle,
    catalogue,
    earlier,
    extension,
    seen,
    site,
    tlp,
    versions,
)
from ng911risk.exporters.stix.frame import Frame, Stix

_OBSERVABLES: Final = ("ipv4-addr", "ipv6-addr", "network-traffic")
_KEPT: Final = frozenset({"indicator", "attack-pattern", "marking-definition", *_OBSERVABLES})


def objects(given: ExchangeInput) -> tuple[Stix, ...]:
    """
    Identities, marking, indicators, the vectors they indicate, what they are based on.

    With their history, taken from earlier exports of this kind or of the whole assessment.

    Raises:
        ConflictError: A later assessment was given out before.
        InputError: The earlier objects are none that can be a history.
    """
    earlier.require_history(given.previous)
    level = tlp.chosen(given, only_indicators=True)
    given = replace(given, wishes=replace(given.wishes, tlp=level))
    frame = Frame.of(given)
    told = tuple(_indicators(given))
    named = {target for one in told for target in versions.references(one)}
    vectors = (one for one in catalogue.objects(given, frame) if one["id"] in named)
    head = (tlp.marking(level), catalogue.publisher(frame), site.toolkit(given))
    every = {one["id"]: one for one in (*head, *vectors, *told)}
    # The history of the whole is known by our extension; indicators have none of it.
    before = (*_earlier(given.previous, every), extension.definition(frame))
    return versions.with_history(tuple(every.values()), before, given.report.made_at, given.wishes)


def _indicators(given: ExchangeInput) -> Iterator[Stix]:
    """Indicators, and the rest only as far as an indicator needs it."""
    before = {one["id"] for one in given.previous}
    every = seen.objects_of(given)
    # what was taken back before anybody got it: nobody has to be told of it
    gone = {
        one["id"]
        for one in every
        if one["type"] == "observed-data" and one.get("revoked") and one["id"] not in before
    }
    made = [one for one in every if one.get("target_ref") not in gone]
    links = [one for one in made if one["type"] == "relationship"]
    wanted = {one["target_ref"] for one in links}
    for one in made:
        if one["id"] in wanted and one["type"] == "observed-data":
            wanted |= set(one["object_refs"])
    for one in made:
        if one["type"] in {"indicator", "relationship"} or one["id"] in wanted:
            yield one


def _earlier(
    previous: Iterable[Mapping[str, Any]], current: Mapping[str, Stix]
) -> Iterator[Mapping[str, Any]]:
    """Earlier objects of this kind: what else an assessment had is not gone, only not here."""
    previous = tuple(previous)
    links = [one for one in previous if str(one.get("source_ref")).startswith("indicator--")]
    wanted = {one["target_ref"] for one in links} | {one["id"] for one in links} | set(current)
    for one in previous:
        if one["type"] in _KEPT or one["id"] in wanted:
            yield one


def _render(given: ExchangeInput) -> bytes:
    return bundle.as_bytes(objects(given))


EXPORTS: Final = (
    Export(
        name="indicators",
        title="STIX 2.1, indicators only",
        serves="other centres and sharing groups: whom to watch for, and nothing about yourselves",
        ending=".json",
        media_type=bundle.MEDIA_TYPE,
        render=_render,
        audience=Audience.SECURITY,
    ),
)
