"""ATT&CK and CAPEC: the objects that the catalogue points to, letter by letter."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ng911risk.importers.intel.result import Source, line
from ng911risk.importers.intel.stix_objects import NAME, StixObject, StixObjects
from ng911risk.model.catalog import Catalog
from ng911risk.model.intelligence import ReferenceObject

PUBLISHERS: Final = frozenset(
    (
        "identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5",  # ATT&CK
        "identity--e50ab59c-5c4f-4d40-bf6a-d58418d89bcd",  # CAPEC
    )
)
"""The MITRE Corporation, as its libraries name it."""

COLLECTION: Final = "x-mitre-collection"
NOT_POINTED_TO: Final = "the catalogue does not point to it"
_HAPPENED: Final = frozenset(("indicator", "sighting", "report", "grouping", "observed-data"))
_KEPT_TYPES: Final = frozenset(("attack-pattern", "course-of-action"))
_NEEDED: Final = ("created_by_ref", "object_marking_refs")
_TYPE: Final = re.compile(
    rb'"type"\s*:\s*"(%s)"'
    % b"|".join(name.encode() for name in sorted({*_HAPPENED, COLLECTION, "attack-pattern"}))
)
_HOPS_MAX: Final = 8
_LISTED_MAX: Final = 20


def is_library(objects: StixObjects) -> bool:
    """Whether a bundle says what exists, by MITRE, and nothing that happened."""
    types = {one.type for one in objects.newest.values()}
    if types & _HAPPENED:
        return False
    patterns = [one for one in objects.newest.values() if one.type == "attack-pattern"]
    return bool(patterns) and (
        COLLECTION in types
        or all(one.fields.get("created_by_ref") in PUBLISHERS for one in patterns)
    )


def looks_like_library(data: bytes) -> bool:
    """
    Whether bytes seem to be what `is_library` is about, without parsing them.

    For those who must not spend time on a whole library. It may take a feed for one that
    speaks of MITRE's techniques, and of nothing that happened.
    """
    types = {found.decode() for found in _TYPE.findall(data)}
    if types & _HAPPENED or "attack-pattern" not in types:
        return False
    return COLLECTION in types or any(one.encode() in data for one in PUBLISHERS)


@dataclass(frozen=True, kw_only=True)
class Library:
    """What is kept of a library."""

    references: tuple[ReferenceObject, ...]
    """By external id; then the identities and markings that they need, by id."""

    kept: frozenset[int]
    """Positions in the bundle of the objects that are kept."""

    notes: tuple[str, ...]
    """Ids that are outdated, withdrawn or missing."""

    published: str
    """Version of the library, or the day of its newest object."""


def library_of(objects: StixObjects, source: Source) -> Library:
    """Keep the objects of a library that the catalogue points to, and what these need."""
    by_external: dict[str, list[StixObject]] = {}
    for one in objects.newest.values():
        if one.type in _KEPT_TYPES:
            for external in _external_ids(one):
                by_external.setdefault(external, []).append(one)
    picked, notes = _picked(objects, by_external, _wanted(source.catalog, objects))
    needed = _needed(objects, picked.values())
    references = (
        *(_reference(external, one, source) for external, one in sorted(picked.items())),
        *(_reference("", objects.newest[name], source) for name in sorted(needed)),
    )
    return Library(
        references=references,
        kept=frozenset(objects.newest[one.id.lower()].index for one in references),
        notes=notes,
        published=_version(objects),
    )


def unused_of(objects: StixObjects, kept: Iterable[int]) -> Counter[tuple[str, str]]:
    """Everything else in the library, by type."""
    indices = frozenset(kept)
    return objects.unused + Counter(
        (one.type, NOT_POINTED_TO) for one in objects.newest.values() if one.index not in indices
    )


# --- what is wanted ----------------------------------------------------------------


def _wanted(catalog: Catalog, objects: StixObjects) -> dict[str, bool]:
    """Ids that the catalogue points to -> whether this library should have them."""
    covers = set(_covered(objects))
    wanted: dict[str, bool] = {}
    for vector in catalog.vectors.values():
        maps = vector.frameworks
        for ids, library in (
            (maps.attack_enterprise, "enterprise-attack"),
            (maps.attack_mobile, "mobile-attack"),
            (maps.attack_ics, "ics-attack"),
            (maps.capec, "capec"),
        ):
            wanted |= {one: wanted.get(one, False) or library in covers for one in ids}
    for mitigation in catalog.mitigations.values():
        for one in mitigation.frameworks.attack_mitigations:
            # ATT&CK numbers the mitigations of control systems M08xx and M09xx.
            library = "ics-attack" if one.startswith("M0") else "enterprise-attack"
            wanted[one] = wanted.get(one, False) or library in covers
    return wanted


def _covered(objects: StixObjects) -> Iterator[str]:
    """Libraries that the bundle is, or holds."""
    for one in objects.newest.values():
        if one.type == "attack-pattern":
            domains = one.fields.get("x_mitre_domains")
            if isinstance(domains, list):
                yield from (each for each in domains if isinstance(each, str))
            if any(each.startswith("CAPEC-") for each in _external_ids(one)):
                yield "capec"


def _external_ids(one: StixObject) -> Iterator[str]:
    """Return the id that MITRE gave to the object; ATT&CK objects name ids of CAPEC besides."""
    refs = one.fields.get("external_references", ())
    for begins in ("mitre-", "capec"):
        for each in refs:
            if each["source_name"].startswith(begins) and "external_id" in each:
                yield each["external_id"]
                return


def _picked(
    objects: StixObjects,
    by_external: Mapping[str, list[StixObject]],
    wanted: Mapping[str, bool],
) -> tuple[dict[str, StixObject], tuple[str, ...]]:
    """(external id -> object, notes)."""
    followers = _followers(objects)
    picked: dict[str, StixObject] = {}
    notes: list[str] = []
    missing: list[str] = []
    for external, expected in sorted(wanted.items()):
        found = by_external.get(external, [])
        if not found:
            if expected:
                missing.append(external)
            continue
        live = [one for one in found if not one.revoked]
        one = min(live or found, key=lambda each: (_deprecated(each), each.id))
        if one.revoked:
            successor = _successor(one, followers, objects)
            notes.append(f"{external} was withdrawn; {_told(successor)}")
            if successor is None:
                continue
            one = successor
        if _deprecated(one):
            notes.append(f"{external} is marked as no longer maintained by its publisher")
        picked[external] = one
    if missing:
        more = f" and {len(missing) - _LISTED_MAX} more" if len(missing) > _LISTED_MAX else ""
        notes.append(
            "the catalogue points to these, and the file does not have them: "
            f"{', '.join(missing[:_LISTED_MAX])}{more}"
        )
    return picked, tuple(notes)


def _deprecated(one: StixObject) -> bool:
    status = one.fields.get("x_capec_status")
    return one.fields.get("x_mitre_deprecated") is True or status in ("Deprecated", "Obsolete")


def _followers(objects: StixObjects) -> dict[str, str]:
    return {
        one.fields["source_ref"].lower(): one.fields["target_ref"].lower()
        for one in objects.newest.values()
        if one.type == "relationship"
        and one.fields["relationship_type"] == "revoked-by"
        and not one.revoked
    }


def _successor(
    one: StixObject, followers: Mapping[str, str], objects: StixObjects
) -> StixObject | None:
    """Return the object that took the place of a revoked one; None if the file names none."""
    for _ in range(_HOPS_MAX):
        then = objects.newest.get(followers.get(one.id, ""))
        if then is None or then.type != one.type:
            return None
        if not then.revoked:
            return then
        one = then
    return None


def _told(successor: StixObject | None) -> str:
    if successor is None:
        return "the file names nothing in its place, and it is not kept"
    name = next(_external_ids(successor), successor.id)
    return f"{line(name)} took its place and is kept for it"


# --- what is kept ------------------------------------------------------------------


def _needed(objects: StixObjects, picked: Iterable[StixObject]) -> frozenset[str]:
    """Ids of the identities and markings that the objects, and these themselves, refer to."""
    waiting = list(picked)
    needed: set[str] = set()
    while waiting:
        fields = waiting.pop().fields
        refs = [fields.get(_NEEDED[0]), *fields.get(_NEEDED[1], ())]
        for ref in refs:
            one = objects.newest.get(ref.lower()) if isinstance(ref, str) else None
            if one is not None and one.id not in needed:
                needed.add(one.id)
                waiting.append(one)
    return frozenset(needed)


def _reference(external: str, one: StixObject, source: Source) -> ReferenceObject:
    piece = source.pieces.lists[NAME][one.index]
    if piece is None:  # pragma: no cover - it was read from there
        raise ValueError("an object without a place")
    value = source.pieces.load(piece)
    # ASCII, so that no rule about text in our own files changes a letter of it.
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return ReferenceObject(external_id=external, id=value["id"], text=text)


def _version(objects: StixObjects) -> str:
    versions = sorted(
        f"{line(one.name)} {line(one.fields['x_mitre_version'])}".strip()
        for one in objects.newest.values()
        if one.type == COLLECTION and "x_mitre_version" in one.fields
    )
    if versions:
        return ", ".join(versions)
    newest = max((one.modified for one in objects.newest.values() if one.modified), default=None)
    return f"{newest:%Y-%m-%d}" if newest else ""
