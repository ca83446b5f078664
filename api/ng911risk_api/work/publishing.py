"""
Give a sealed assessment out to security teams: the one way for pages and programs.

Every collection is a history of its own, as what is marked differently is another version;
but no two contents ever go out under one version, and what is gone is withdrawn from every
collection in which it was seen (docs/adr/0020).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from ng911risk.access import Permission
from ng911risk.errors import ConflictError
from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.stix.bundle import objects_of
from ng911risk.exporters.stix.frame import PUBLISHER, Frame, Stix, stamp
from ng911risk.exporters.stix.taken_back import Circle
from ng911risk.exporters.stix.versions import next_life, references, with_history
from ng911risk.model.record import Record
from ng911risk.model.tlp import Tlp
from ng911risk.store.given_out import KINDS, Edition, Given, Kind, Publication
from ng911risk.store.object_versions import hash_of, version_of
from ng911risk_api.deps import Desk
from ng911risk_api.parts import Parts
from ng911risk_api.work.exchange_desk import gathered

_STEP: Final = timedelta(milliseconds=1)
_META: Final = frozenset({"marking-definition", "extension-definition"})
_CATALOGUE: Final = frozenset({"attack-pattern", "course-of-action"})

_NOTHING: Final = {
    True: "There is nothing to publish: nothing that was seen stands promoted to an indicator.",
    False: "There is nothing to publish: the assessment speaks of no way in.",
}

Hashes = dict[tuple[str, str], frozenset[str]]
"""Object and version -> every content that went out under it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPublication(Record):
    """What to publish of an assessment, and how far it may be passed on."""

    kinds: tuple[Kind, ...] = (Kind.ASSESSMENTS,)
    """``assessments``: everything; ``indicators``: what was promoted; ``catalogue``: threat
    vectors and mitigations."""

    tlp: Tlp | None = None
    """How far it may be passed on; amber+strict if left out, green for indicators alone."""

    def __post_init__(self) -> None:
        if not self.kinds:
            raise ValueError(f"kinds are one or more of {', '.join(KINDS)}")

    @property
    def usual(self) -> Tlp:
        """Level where nobody chose one."""
        return Tlp.GREEN if set(self.kinds) == {Kind.INDICATORS} else Tlp.AMBER_STRICT


def publish(
    desk: Desk, parts: Parts, assessment: str, wanted: NewPublication, *, site: str = ""
) -> Publication:
    """
    Give an assessment out: whoever reads its collections sees what is new from then on.

    Args:
        desk: The store, in the scope of who asks.
        parts: Catalogue and clock.
        assessment: Id of a sealed assessment.
        wanted: What of it, and at which level.
        site: Its site, if the address names one.

    Returns:
        What was given out, without kinds that had nothing in them; the same again gives nothing
        more.

    Raises:
        NotFoundError: There is no such assessment, or not of this site.
        ForbiddenError: The scope does not allow it.
        SealBrokenError: It was changed after it was sealed.
        ConflictError: A newer one was published, or there is nothing of that kind.
        MeanwhileError: Somebody published meanwhile; the same again is worth a try.
    """
    desk.scope.require(Permission.EXPORT)
    desk.scope.require(Permission.PUBLISH)
    at = parts.now()
    level = wanted.tlp or wanted.usual
    source = gathered(desk, assessment, parts.catalog, at, site=site).source
    given = replace(source.given, wishes=Wishes(tlp=level))
    with desk.read() as rooms:
        after = rooms.published.last()
        here = rooms.published.editions_of(given.site)
        whole = _Whole.of(given, here)
        touched = {one["id"] for one in whole.objects} | {one.object for one in here}
        touched |= set(whole.alive)
        elsewhere = rooms.published.editions_elsewhere(given.site, touched)
        hashes = rooms.published.hashes(touched)
    made = _Press(whole=whole, here=here, elsewhere=elsewhere, hashes=hashes).given(
        wanted.kinds, level
    )
    if not any(one.objects for one in made):
        raise ConflictError(_NOTHING[Kind.INDICATORS in wanted.kinds])
    with desk.write() as rooms:
        return rooms.published.add(
            given.site,
            _with_something(made),
            assessment=assessment,
            tlp=level.value,
            usual=wanted.usual.value,
            after=after,
            at=at,
        )


def _with_something(made: Sequence[Given]) -> list[Given]:
    """
    Return `made` without kinds that were wanted and had nothing: they were not published.

    Where only withdrawals go out, what was wanted stays named.
    """
    filled = {one.kind for one in made if one.objects}
    found = [one for one in made if not one.wanted or one.kind in filled]
    return found if any(one.wanted for one in found) else list(made)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """Everything that an assessment says."""

    objects: tuple[Stix, ...]
    at: datetime
    wishes: Wishes
    """What the objects were made with."""
    toolkit: str
    """Id of the identity that makes what is true of this centre."""
    alive: frozenset[str]
    """Ids under which the objects go out now."""

    @classmethod
    def of(cls, given: ExchangeInput, here: Iterable[Edition]) -> _Whole:
        objects, at = objects_of(given), given.report.made_at
        now = with_history(objects, _newest(here).values(), at, given.wishes)
        return cls(
            objects=objects,
            at=at,
            wishes=given.wishes,
            toolkit=Frame.of(given).toolkit,
            alive=frozenset(one["id"] for one in now if not one.get("revoked")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Press:
    """Makes the versions of each collection."""

    whole: _Whole
    here: tuple[Edition, ...]
    elsewhere: tuple[Edition, ...]
    hashes: Hashes

    def given(self, kinds: Sequence[str], level: Tlp) -> list[Given]:
        """Objects for the collections that are wanted, then what is withdrawn from others."""
        parts = {kind: part_of(kind, self._told(kind, level)) for kind in KINDS if kind in kinds}
        made = [
            Given(kind=kind, tlp=level.value, objects=self._made(kind, level, part))
            for kind, part in parts.items()
        ]
        done = {(one.kind, one.tlp) for one in made if one.objects}
        others = dict.fromkeys((one.kind, one.tlp) for one in self.here)
        rest = (
            Given(kind=kind, tlp=tlp, objects=self._withdrawn(kind, tlp), wanted=False)
            for kind, tlp in others
            if (kind, tlp) not in done
        )
        return [*made, *(one for one in rest if one.objects)]

    def _told(self, kind: str, level: Tlp) -> tuple[Stix, ...]:
        """What a collection may be made of: who never read an accusation hears of none."""
        if kind != Kind.INDICATORS:
            return self.whole.objects
        there = {one.object for one in self.here if (one.kind, one.tlp) == (kind, level.value)}
        return tuple(
            one for one in self.whole.objects if not one.get("revoked") or one["id"] in there
        )

    def _made(self, kind: str, level: Tlp, part: tuple[Stix, ...]) -> tuple[Stix, ...]:
        """Versions of one collection."""
        if not part:
            return ()
        stream = _newest(one for one in self.here if (one.kind, one.tlp) == (kind, level.value))
        shared = _newest(
            one for one in self.elsewhere if (one.kind, one.tlp) == (kind, level.value)
        )
        anywhere = _newest((*self.elsewhere, *self.here))
        ids = {one["id"] for one in part}
        ids |= {life for id_ in ids for life in _lives(id_, anywhere)}
        previous = {id_: one for id_, one in anywhere.items() if id_ in ids}
        previous |= {id_: one for id_, one in shared.items() if id_ in ids} | stream
        whole = self.whole
        made = with_history(part, previous.values(), whole.at, whole.wishes)
        return tuple(map(self._distinct, made))

    def _withdrawn(self, kind: str, tlp: str) -> tuple[Stix, ...]:
        """Last versions of what a collection still shows and the centre no longer has."""
        stream = _newest(one for one in self.here if (one.kind, one.tlp) == (kind, tlp))
        circle = Circle(Tlp(tlp), self.whole.wishes)  # stripped as in every other export
        gone = (
            circle.taken_back({**one, "modified": self._after(one)})
            for id_, one in stream.items()
            if one.get("created_by_ref") == self.whole.toolkit
            and not one.get("revoked")
            and id_ not in self.whole.alive
        )
        return tuple(self._distinct(one) for one in gone if one is not None)

    def _after(self, last: Mapping[str, Any]) -> str:
        return stamp(max(self.whole.at, datetime.fromisoformat(last["modified"]) + _STEP))

    def _distinct(self, one: Stix) -> Stix:
        """Return an object of ours under a version that no other content has."""
        if one.get("created_by_ref") not in {PUBLISHER, self.whole.toolkit}:
            return one
        while "modified" in one:
            key, mine = (one["id"], version_of(one["modified"])), hash_of(one)
            known = self.hashes.get(key, frozenset())
            if not known or mine in known:
                self.hashes[key] = known | {mine}
                break
            one = {**one, "modified": stamp(datetime.fromisoformat(one["modified"]) + _STEP)}
        return one


def part_of(kind: str, objects: Sequence[Stix]) -> tuple[Stix, ...]:
    """
    Objects of one kind of collection, with everything that they name.

    Args:
        kind: One of `KINDS`.
        objects: Everything of an assessment.

    Returns:
        Some of `objects`, in their order; none where there is nothing of this kind.
    """
    if kind == "assessments":
        return tuple(objects)
    wanted = _CATALOGUE if kind == "catalogue" else frozenset({"indicator"})
    chosen = {one["id"] for one in objects if one["type"] in wanted}
    if not chosen:
        return ()
    reached = chosen | {one["id"] for one in objects if one["type"] == "attack-pattern"}
    links = [
        one
        for one in objects
        if one["type"] == "relationship"
        and one["source_ref"] in chosen
        and one["target_ref"] in reached
    ]
    seeds = chosen | {one["id"] for one in links} | {one["target_ref"] for one in links}
    inside = _closed(seeds, {one["id"]: one for one in objects})
    return tuple(one for one in objects if one["id"] in inside or one["type"] in _META)


def _closed(seeds: Iterable[str], known: Mapping[str, Stix]) -> set[str]:
    """Ids of what is named by something that is named, and so on."""
    inside: set[str] = set()
    waiting = list(seeds)
    while waiting:
        id_ = waiting.pop()
        if id_ in inside or id_ not in known:
            continue
        inside.add(id_)
        waiting += references(known[id_])
    return inside


def _newest(editions: Iterable[Edition]) -> dict[str, Mapping[str, Any]]:
    """Newest version of each object."""
    found: dict[str, Edition] = {}
    for one in editions:
        last = found.get(one.object)
        if last is None or last.version < one.version:
            found[one.object] = one
    return {id_: one.content for id_, one in found.items()}


def _lives(id_: str, known: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Ids of an object that was withdrawn and came back."""
    present, life = id_, 1
    while known.get(present, {}).get("revoked"):
        life += 1
        present = next_life(id_, life)
        yield present
