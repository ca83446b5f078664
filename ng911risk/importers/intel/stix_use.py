"""What a bundle says that happens: techniques that are used, flaws, indicators."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from ng911risk.importers.intel.result import line
from ng911risk.importers.intel.stix_fields import (
    DOMAIN_OBJECTS,
    OBSERVABLES,
    OTHERS,
    moment_of,
    type_of_id,
)
from ng911risk.importers.intel.stix_marks import KNOWN_MARKS
from ng911risk.importers.intel.stix_objects import StixObject, StixObjects
from ng911risk.model.intelligence import FeedFlaw, FeedIndicator, FeedTechnique
from ng911risk.records.text import FORBIDDEN, tidy

_CVE = re.compile(r"CVE-\d{4}-\d{4,}", re.ASCII | re.IGNORECASE)
_TECHNIQUE = re.compile(r"T\d{4}(?:\.\d{3})?|CAPEC-\d{1,5}", re.ASCII)
_ACTORS: Final = frozenset(
    ("campaign", "infrastructure", "intrusion-set", "malware", "threat-actor", "tool", "incident")
)
_EXPLOITS: Final = frozenset(("exploits", "targets", "uses"))
_REASONS_MAX: Final = 3
_SPEAKERS: Final = frozenset(("report", "grouping"))
OUR_CATALOGUE: Final = "identity--e7a99cc3-3854-5476-8da8-842b0d455b9b"
"""Who makes the vectors in bundles of this project. A report that lists it is an assessment."""

_WHY_NOT: Final = {
    "indicator": "its pattern names no address, host or software that an inventory may have",
    "attack-pattern": "nothing in the file says that it is used",
    "vulnerability": "it has no CVE id",
    **dict.fromkeys(sorted(_ACTORS), "it is not said to use anything that is compared"),
    **dict.fromkeys(
        ("relationship", "sighting", *sorted(_SPEAKERS)),
        "it does not say of anything that is compared that it is used",
    ),
}


@dataclass(slots=True)
class _Reasons:
    """Why something counts as used, and the last day that is named."""

    why: dict[str, None] = field(default_factory=dict)
    seen: date | None = None

    def add(self, why: str, seen: date | None) -> None:
        self.why[why] = None
        if seen is not None and (self.seen is None or seen > self.seen):
            self.seen = seen

    @property
    def told(self) -> str:
        said = list(self.why)
        more = f"; {len(said) - _REASONS_MAX} more" if len(said) > _REASONS_MAX else ""
        return "; ".join(said[:_REASONS_MAX]) + more


class Used:
    """Everything in a bundle that is compared with a centre, and what of it is not."""

    def __init__(self, objects: StixObjects) -> None:
        self._all = objects
        self._live = {key: one for key, one in objects.newest.items() if not one.revoked}
        self._spent: set[str] = set()
        self._pointed: dict[str, _Reasons] = defaultdict(_Reasons)
        self._from: dict[str, list[str]] = defaultdict(list)
        self._products: dict[str, dict[str, None]] = defaultdict(dict)
        self._exploited: set[str] = set()
        self._sighters: dict[str, set[str]] = defaultdict(set)
        self._sightings = self._sighted()
        self._follow_links()
        self._follow_speakers()
        self.indicators = tuple(sorted(self._indicators(), key=lambda one: one.id))
        self.flaws = self._flaws()
        self.techniques = tuple(sorted(self._techniques(), key=lambda one: one.id))

    # --- what points to what -------------------------------------------------------

    def _of(self, *types: str) -> Iterator[StixObject]:
        return (one for one in self._live.values() if one.type in types)

    def _sighted(self) -> dict[str, _Reasons]:
        """Id of what was sighted -> when last."""
        found: dict[str, _Reasons] = defaultdict(_Reasons)
        for one in self._of("sighting"):
            what = one.fields["sighting_of_ref"].lower()
            day = _last_day(one)
            found[what].add("it was sighted", day)
            self._sighters[what].add(one.id)
            if type_of_id(what) in ("attack-pattern", "vulnerability"):
                self._point(what, "it was sighted", day, one)
                self._exploited.add(what)
        return found

    def _follow_links(self) -> None:
        for one in self._of("relationship"):
            source = one.fields["source_ref"].lower()
            target = one.fields["target_ref"].lower()
            if not self._gone(source) and not self._gone(target):
                self._follow(one, one.fields["relationship_type"], source, target)

    def _follow(self, one: StixObject, word: str, source: str, target: str) -> None:
        begins, ends = type_of_id(source), type_of_id(target)
        if ends == "attack-pattern" and word == "uses":
            self._point(target, f"{self._called(source)} uses it", self._day(one, source), one)
        elif ends in ("attack-pattern", "vulnerability") and begins == "indicator":
            why = f"{self._called(source)} points to it"
            self._point(target, why, self._day(one, source), one)
            self._from[source].append(target)
        elif ends == "vulnerability" and begins in _ACTORS and word in _EXPLOITS:
            self._point(target, f"{self._called(source)} exploits it", self._day(one, source), one)
            self._exploited.add(target)
        elif (begins, word, ends) == ("software", "has", "vulnerability") and source in self._live:
            self._products[target][_product(self._live[source])] = None
            self._spent |= {one.id, source}

    def _follow_speakers(self) -> None:
        for one in self._of(*_SPEAKERS):
            if _is_assessment(one):
                continue
            for ref in one.fields["object_refs"]:
                if type_of_id(ref) == "attack-pattern" and not self._gone(ref.lower()):
                    why = f"{self._called(one.id)} speaks of it"
                    self._point(ref.lower(), why, _last_day(one), one)

    def _point(self, target: str, why: str, day: date | None, by: StixObject) -> None:
        self._pointed[target].add(why, day)
        self._spent.add(by.id)
        source = str(by.fields.get("source_ref", "")).lower()
        if type_of_id(source) in _ACTORS:  # its name and its sightings are told as the reason
            self._spent |= self._sighters[source] | ({source} & self._live.keys())

    def _gone(self, ref: str) -> bool:
        return ref in self._all.newest and ref not in self._live

    def _called(self, ref: str) -> str:
        kind = str(type_of_id(ref)).replace("-", " ")
        one = self._live.get(ref)
        article = "an" if kind[0] in "aeiou" else "a"
        return f"the {kind} '{line(one.name)}'" if one and one.name else f"{article} {kind}"

    def _day(self, one: StixObject, source: str) -> date | None:
        """Last day that a link, its beginning, or a sighting of that names."""
        days = [_last_day(one, own=False), self._sightings[source].seen]
        if source in self._live:
            days.append(_last_day(self._live[source], own=False))
        named = [day for day in days if day is not None]
        return max(named) if named else _last_day(one)

    # --- what comes out ------------------------------------------------------------

    def _indicators(self) -> Iterator[FeedIndicator]:
        for one in self._of("indicator"):
            targets = dict.fromkeys(self._from[one.id])
            techniques = [ref for ref in targets if type_of_id(ref) == "attack-pattern"]
            flaws = [cve for ref in targets for cve in self._cves(ref)]
            named, fields = one.named, one.fields
            flaws += [*(named.flaws if named else ()), *_cves(one)]
            if not flaws and (named is None or not named.comparable):
                continue
            self._spent.add(one.id)
            yield FeedIndicator(
                id=one.id,
                name=line(one.name),
                pattern=_as_it_came(fields["pattern"]),
                valid_from=_begin(fields["valid_from"]),
                valid_until=moment_of(fields.get("valid_until")),
                addresses=named.addresses if named else (),
                domains=named.domains if named else (),
                software=tuple(line(each) for each in named.software) if named else (),
                flaws=tuple(dict.fromkeys(flaws)),
                techniques=tuple(sorted(techniques)),
            )

    def _cves(self, ref: str) -> tuple[str, ...]:
        one = self._live.get(ref)
        return _cves(one) if one and one.type == "vulnerability" else ()

    def _flaws(self) -> tuple[FeedFlaw, ...]:
        products: dict[str, dict[str, None]] = {}
        exploited: set[str] = set()
        for one in self._of("vulnerability"):
            for cve in _cves(one):
                self._spent.add(one.id)
                products.setdefault(cve, {}).update(self._products[one.id])
                if one.id in self._exploited or "cisa-kev" in one.fields.get("labels", ()):
                    exploited.add(cve)
        return tuple(
            FeedFlaw(cve=cve, products=tuple(products[cve]), exploited=cve in exploited)
            for cve in sorted(products)
        )

    def _techniques(self) -> Iterator[FeedTechnique]:
        for ref, reasons in self._pointed.items():
            if type_of_id(ref) != "attack-pattern":
                continue
            one = self._live.get(ref)
            if one is not None:
                self._spent.add(one.id)
            yield FeedTechnique(
                id=ref,
                name=line(one.name) if one else ref,
                external_ids=_techniques_of(one) if one else (),
                because=reasons.told,
                seen=reasons.seen,
            )

    # --- what does not ---------------------------------------------------------------

    @property
    def used(self) -> int:
        """How many objects of the bundle have become part of something above."""
        return len(self._spent)

    def unused(self) -> Counter[tuple[str, str]]:
        """(type, why) -> how many objects are not used."""
        rest = (one for one in self._all.newest.values() if one.id not in self._spent)
        return self._all.unused + Counter((one.type, _why_not(one)) for one in rest)

    def dangling(self) -> int:
        """How many references lead to objects that are not in the bundle."""
        there = self._all.newest.keys() | KNOWN_MARKS.keys()
        return sum(ref.lower() not in there for one in self._live.values() for ref in _refs(one))


def _is_assessment(one: StixObject) -> bool:
    """
    Whether a report is one of ours, of any centre.

    It lists every vector that was looked at. Taken for news of attacks, it would raise them all,
    and the assessment after it again.
    """
    return OUR_CATALOGUE in one.fields["object_refs"]


def _why_not(one: StixObject) -> str:
    if one.revoked:
        return "its publisher took it back"
    if one.type == "indicator" and one.named is None:
        kind = line(one.fields["pattern_type"])[:40]
        return f"its pattern is of the type {kind}; only patterns of the type stix are compared"
    if one.type in _SPEAKERS and _is_assessment(one):
        return "it is an assessment of a centre: it tells what may happen, not what happens"
    if one.type in _WHY_NOT:
        return _WHY_NOT[one.type]
    if one.type in DOMAIN_OBJECTS or one.type in OBSERVABLES or one.type in OTHERS:
        return "nothing in an inventory is compared with it"
    return "this type is not known here"


def _refs(one: StixObject) -> Iterable[str]:
    for name in ("created_by_ref", "source_ref", "target_ref", "sighting_of_ref"):
        if isinstance(ref := one.fields.get(name), str):
            yield ref
    for name in ("object_refs", "object_marking_refs"):
        if isinstance(refs := one.fields.get(name), list):
            yield from refs


def _last_day(one: StixObject, *, own: bool = True) -> date | None:
    """
    Last day that an object speaks of.

    Args:
        one: The object.
        own: Where it names none, take the day on which it was last changed: what was said
            then cannot speak of a later one.
    """
    names = ("last_seen", "first_seen", "stop_time", "start_time", "published", "valid_from")
    for name in names:
        if found := moment_of(one.fields.get(name)):
            return found.date()
    return one.modified.date() if own and one.modified else None


def _cves(one: StixObject) -> tuple[str, ...]:
    """CVE ids in the name and the external references, in order, each once."""
    texts = [
        each.get("external_id", "")
        for each in one.fields.get("external_references", ())
        if each["source_name"].lower() == "cve"
    ]
    return tuple(
        dict.fromkeys(found.upper() for text in (one.name, *texts) for found in _CVE.findall(text))
    )


def _techniques_of(one: StixObject) -> tuple[str, ...]:
    """Ids of ATT&CK and CAPEC, in order, each once."""
    return tuple(
        dict.fromkeys(
            each["external_id"]
            for each in one.fields.get("external_references", ())
            if _TECHNIQUE.fullmatch(each.get("external_id", ""))
        )
    )


def _product(one: StixObject) -> str:
    return line(f"{one.fields.get('vendor', '')} {one.name}")


def _as_it_came(pattern: str) -> str:
    """Return a pattern as it is kept; characters that cannot be kept are shown instead."""
    return FORBIDDEN.sub(lambda found: f"\\u{ord(found.group()):04x}", tidy(pattern))


def _begin(text: str) -> datetime:
    moment = moment_of(text)
    if moment is None:  # pragma: no cover - it was checked before
        raise ValueError("a moment that was checked is none")
    return moment
