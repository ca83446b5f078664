"""
What several consumers need done to our objects before they read them as they are meant.

Pure functions over plain dicts: what is changed is a new dict, the old one stays as it was.
Ids stay, too, but for one thing: an asset that becomes an identity keeps its UUID under the
other type, so that its versions, its withdrawal among them, still follow one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ng911risk.exporters.stix.extension import EXTENSION
from ng911risk.exporters.stix.frame import Stix

RELATED: Final = "related-to"
"""The one relationship that STIX allows between any two objects."""


def latest(objects: Iterable[Stix]) -> tuple[Stix, ...]:
    """The newest version of each object, in the order in which the ids first come."""
    newest: dict[str, Stix] = {}
    for one in objects:
        known = newest.setdefault(one["id"], one)
        if one.get("modified", "") > known.get("modified", ""):
            newest[one["id"]] = one
    return tuple(newest.values())


def as_systems(objects: Iterable[Stix]) -> tuple[Stix, ...]:
    """
    Own assets as identities of class system, and everything that names them repointed.

    To platforms of threat intelligence, infrastructure is what the adversary uses, or nothing.
    STIX lets an identity only be targeted and located, so what else an asset had to others
    becomes ``related-to``; its description says what it was.
    """
    objects = tuple(objects)
    new = {
        one["id"]: "identity--" + one["id"].partition("--")[2]
        for one in objects
        if one["type"] == "infrastructure"
    }
    systems = frozenset(new.values())
    return tuple(_loosened(_system(repointed(one, new)), systems) for one in objects)


def repointed(one: Stix, new: Mapping[str, str]) -> Stix:
    """The object with `new` ids, its own and those it names, in place of old ones."""
    changed = {
        key: _present(one[key], new)
        for key in one
        if (key == "id" or key.endswith(("_ref", "_refs")))
    }
    return {**one, **changed}


def without(objects: Iterable[Stix], gone: Iterable[str]) -> tuple[Stix, ...]:
    """
    All but the objects with the ids `gone`, which are taken out of the lists that name them.

    Relationships and sightings of something gone go with it, and so does what would be about
    nothing at all.
    """
    left, out = tuple(objects), frozenset(gone)
    more = out
    while more:
        left = tuple(_without(one, out) for one in left if one["id"] not in out)
        more = frozenset(one["id"] for one in left if _says_nothing(one, out))
        out |= more
    return left


def without_extensions(objects: Iterable[Stix]) -> tuple[Stix, ...]:
    """Without our extension, which these consumers drop; what only it says is said in words."""
    objects = tuple(objects)
    kept = without(objects, (one["id"] for one in objects if one["type"] == "extension-definition"))
    return tuple(
        {
            key: value
            for key, value in described(one, _extension_told(one)).items()
            if key != "extensions"
        }
        if EXTENSION in one.get("extensions", {})
        else one
        for one in kept
    )


def told_references(one: Stix) -> Stix:
    """
    With references that have neither an address nor an id told in the description instead.

    Such a reference names a document and a place in it; platforms drop it without a word.
    """
    references = one.get("external_references", [])
    kept = [each for each in references if "url" in each or "external_id" in each]
    if len(kept) == len(references):
        return one
    told = "; ".join(
        ", ".join(filter(None, (each["source_name"], each.get("description"))))
        for each in references
        if each not in kept
    )
    left = {key: value for key, value in one.items() if key != "external_references"}
    return {**described(left, f"Sources: {told}"), **_list("external_references", kept)}


def described(one: Stix, *more: str) -> Stix:
    """With more paragraphs in the text of the object; a note's text is its content."""
    field = "content" if one["type"] == "note" else "description"
    said = "\n\n".join(filter(None, (one.get(field, ""), *more)))
    return {**one, field: said} if said else one


def without_foreign(objects: Iterable[Stix]) -> tuple[Stix, ...]:
    """
    Without the objects of MITRE; that ours are linked to them, references of ours say, too.

    Their licence mark has to go with every copy, and not everybody has a place for it.
    """
    objects = tuple(objects)
    theirs = {one["id"]: one for one in objects if _of_mitre(one)}
    makers = {one.get("created_by_ref") for one in theirs.values()}
    marks = {mark for one in theirs.values() for mark in one.get("object_marking_refs", ())}
    return without(objects, {*theirs, *filter(None, makers), *marks})


# --- details ----------------------------------------------------------------

_ABOUT: Final = ("object_refs", "where_sighted_refs")
_ENDS: Final = ("source_ref", "target_ref", "sighting_of_ref")
_OF_INFRASTRUCTURE: Final = ("infrastructure_types", "aliases", "first_seen", "last_seen")


def _present(value: str | list[str], new: Mapping[str, str]) -> str | list[str]:
    if isinstance(value, str):
        return new.get(value, value)
    return [new.get(one, one) for one in value]


def _system(one: Stix) -> Stix:
    if one["type"] != "infrastructure":
        return one
    kept = {key: value for key, value in one.items() if key not in _OF_INFRASTRUCTURE}
    return {
        **kept,
        "type": "identity",
        "identity_class": "system",
        **_list("roles", one.get("infrastructure_types", [])),
    }


def _loosened(one: Stix, systems: frozenset[str]) -> Stix:
    if one["type"] != "relationship" or one["relationship_type"] in {"targets", "located-at"}:
        return one
    if systems.isdisjoint((one["source_ref"], one["target_ref"])):
        return one
    was = one["relationship_type"].replace("-", " ")
    told = one.get("description", "")
    return {
        **one,
        "relationship_type": RELATED,
        "description": f"{was}: {told}" if told else was,
    }


def _without(one: Stix, out: frozenset[str]) -> Stix:
    """The same object if it names nothing that is out, as nearly all do."""
    named = [key for key in one if key.endswith(("_ref", "_refs")) and _names(one[key], out)]
    kept = dict(one) if named else one
    for key in named:
        if key.endswith("_refs"):
            kept[key] = [each for each in one[key] if each not in out]
        if key not in (*_ABOUT, *_ENDS) and (key.endswith("_ref") or not kept[key]):
            del kept[key]
    return kept


def _names(value: str | list[str], out: frozenset[str]) -> bool:
    return value in out if isinstance(value, str) else not out.isdisjoint(value)


def _says_nothing(one: Stix, out: frozenset[str]) -> bool:
    return any(one.get(end) in out for end in _ENDS) or any(
        key in one and not one[key] for key in _ABOUT
    )


def _list(key: str, items: list[Any]) -> dict[str, Any]:
    """STIX forbids empty lists."""
    return {key: items} if items else {}


def _of_mitre(one: Stix) -> bool:
    """Whether it is an object of ATT&CK or CAPEC: those have their own id for it."""
    names = {each["source_name"] for each in one.get("external_references", ())}
    return any(name.startswith("mitre") for name in names) or (
        "capec" in names and "x_capec_version" in one
    )


def _extension_told(one: Stix) -> str:
    """What our extension says and the text of the object does not."""
    says = one["extensions"][EXTENSION] if EXTENSION in one.get("extensions", {}) else {}
    asset, flaw, risk = (says.get(part, {}) for part in ("asset", "flaw", "risk"))
    told = (
        ("Zone", asset.get("zone", "")),
        ("Run by", asset.get("run_by", "")),
        ("Known to be exploited", ", ".join(asset.get("known_exploited", ()))),
        ("Exploited according to", ", ".join(flaw.get("according_to", ()))),
        ("Due", flaw.get("due", "")),
        ("Services", ", ".join(risk.get("services", ()))),
    )
    return "\n".join(f"{name}: {value}" for name, value in told if value)
