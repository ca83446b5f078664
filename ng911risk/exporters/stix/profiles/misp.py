"""
MISP: only what its importer keeps, and in words what it has no place for.

The importer of MISP (misp-stix) has no infrastructure, drops links that begin at a galaxy
cluster (ways in, measures, flaws), knows no withdrawal, and takes an observation and an
indicator that share any value, if only port 5060, for one. So assets are identities; links go
from identities to clusters, or are told in the cluster's description; what was seen is told in
notes at the centre; and what was withdrawn says so in its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix import bundle
from ng911risk.exporters.stix.frame import Frame, Stix
from ng911risk.exporters.stix.ids import GLOBAL, own_id
from ng911risk.exporters.stix.profiles import Profile
from ng911risk.exporters.stix.reshape import (
    RELATED,
    as_systems,
    described,
    latest,
    repointed,
    told_references,
    without,
    without_extensions,
    without_foreign,
)

WITHDRAWN: Final = "Withdrawn: "
"""How the name of what no longer holds begins."""

_CLUSTERS: Final = ("attack-pattern", "course-of-action", "vulnerability")
_LISTS: Final = ("report", "grouping")
_LABELS_KEPT: Final = _LISTS
_TOLD: Final = {"mitigates": "Answers", RELATED: "Related to"}


def shape(objects: Iterable[Stix], given: ExchangeInput) -> bytes:
    """One bundle with one report, hence one event."""
    frame = Frame.of(given)
    ours = without_foreign(without_extensions(as_systems(latest(objects))))
    ours = _links_told(tuple(_withdrawn(_labels_told(told_references(one))) for one in ours))
    ours = _indicators_told(_observations_told(ours, frame), frame)
    return bundle.as_bytes(_listed(ours))


# --- links --------------------------------------------------------------------


def _links_told(objects: tuple[Stix, ...]) -> tuple[Stix, ...]:
    """Links that the importer keeps, or keeps turned round; what it drops is told in words."""
    names = {one["id"]: one.get("name") or one.get("value", "") for one in objects}
    links = [one for one in objects if one["type"] in {"relationship", "sighting"}]
    # it knows no withdrawal: what no longer holds, and has no name to say so, would come back
    dropped = {one["id"] for one in links if one.get("revoked")}
    told: dict[str, dict[str, list[str]]] = {}
    turned: dict[str, Stix] = {}
    for one in links:
        if one["id"] in dropped or one["type"] == "sighting":
            continue
        source, target = one["source_ref"], one["target_ref"]
        if _kind(source) in _CLUSTERS and _kind(target) in _CLUSTERS:
            kind = str(one["relationship_type"])
            told.setdefault(source, {}).setdefault(_TOLD.get(kind, kind), []).append(names[target])
            dropped.add(one["id"])
        elif _kind(source) in _CLUSTERS:
            turned[one["id"]] = _turned(one)
        elif "description" in one:
            words = str(one["description"])
            told.setdefault(source, {}).setdefault(words, []).append(names.get(target, ""))
    spoken = (described(one, *_sentences(told.get(one["id"], {}))) for one in objects)
    return without(_replaced(spoken, turned), dropped)


def _turned(one: Stix) -> Stix:
    """The same link from its other end: a cluster hangs on what names it."""
    return {
        **one,
        "id": own_id("relationship", GLOBAL, "turned", one["id"]),
        "relationship_type": RELATED,
        "source_ref": one["target_ref"],
        "target_ref": one["source_ref"],
    }


def _sentences(told: Mapping[str, list[str]]) -> Iterator[str]:
    for words, names in told.items():
        listed = "; ".join(dict.fromkeys(filter(None, names)))
        yield f"{words}: {listed}." if listed else f"{words}."


def _replaced(objects: Iterable[Stix], new: Mapping[str, Stix]) -> tuple[Stix, ...]:
    ids = {old: one["id"] for old, one in new.items()}
    return tuple(new.get(one["id"]) or repointed(one, ids) for one in objects)


# --- what was seen ------------------------------------------------------------


def _observations_told(objects: tuple[Stix, ...], frame: Frame) -> tuple[Stix, ...]:
    """A note at the centre for each observation, in place of the observation."""
    by_id = {one["id"]: one for one in objects}
    seen = [one for one in objects if one["type"] == "observed-data"]
    linked = {
        one[end]
        for one in objects
        if one["type"] == "relationship"
        for end in ("source_ref", "target_ref")
    }
    named = {ref for one in seen for ref in one["object_refs"]} - linked
    kept = without(objects, {*named, *(one["id"] for one in seen)})
    return (*kept, *(_observation_note(one, by_id, frame) for one in seen))


def _observation_note(one: Stix, by_id: Mapping[str, Stix], frame: Frame) -> Stix:
    parts = [by_id[ref] for ref in one["object_refs"] if ref in by_id]
    addresses = [part["value"] for part in parts if "value" in part]
    traffic = [part for part in parts if part["type"] == "network-traffic"]
    lines = [f"From: {', '.join(addresses)}"]
    for part in traffic:
        spoken = ", ".join(part["protocols"])
        ports = (
            f"{end} port {part[f'{end}_port']}" for end in ("src", "dst") if f"{end}_port" in part
        )
        lines.append("; ".join((f"Spoken: {spoken}", *ports)))
    lines += [
        f"Messages: {one['number_observed']}",
        f"First: {one['first_observed']}",
        f"Last: {one['last_observed']}",
        *([f"Kind: {', '.join(one['labels'])}"] if "labels" in one else []),
    ]
    return _note(one, frame, "Seen in a capture", "\n".join(lines), frame.psap)


def _indicators_told(objects: tuple[Stix, ...], frame: Frame) -> tuple[Stix, ...]:
    """
    The name of an indicator in its description, which becomes the comment of the attribute.

    A pattern of traffic becomes an object, which has no comment: it gets a note.
    """
    told = tuple(_spoken(one) for one in objects)
    indicators = [one for one in told if one["type"] == "indicator"]
    notes = [
        _note(one, frame, one["name"], one["description"], one["id"], frame.psap)
        for one in indicators
        if "network-traffic:" in one["pattern"]
    ]
    against = [_against(one, frame) for one in indicators if one.get("revoked")]
    return (*told, *notes, *against)


def _spoken(one: Stix) -> Stix:
    if one["type"] == "indicator":
        text = ". ".join(filter(None, (one["name"], one.get("description"))))
        return {**one, "description": text}
    if one["type"] == "sighting":
        seen = f"{one['count']} messages, {one['first_seen']} to {one['last_seen']}"
        return {**one, "description": seen}
    return one


def _against(one: Stix, frame: Frame) -> Stix:
    """An opinion, as the importer knows no withdrawal: it would take it for one that holds."""
    return {
        **_kept(one),
        "type": "opinion",
        "id": frame.id_here("opinion", "misp", one["id"]),
        "opinion": "strongly-disagree",
        "explanation": "Withdrawn by those who gave it out. Do not act on it.",
        "object_refs": [one["id"]],
    }


# --- details ------------------------------------------------------------------


def _kind(ref: str) -> str:
    return ref.partition("--")[0]


def _note(about: Stix, frame: Frame, abstract: str, content: str, *refs: str) -> Stix:
    revoked = {"revoked": True} if about.get("revoked") else {}
    made = {
        **_kept(about),
        **revoked,
        "type": "note",
        "id": frame.id_here("note", "misp", about["id"]),
        "abstract": abstract,
        "content": content,
        "object_refs": list(refs),
    }
    return _withdrawn(made) if about["type"] == "observed-data" else made


def _kept(about: Stix) -> Stix:
    """What an object about another takes over from it."""
    same = ("spec_version", "created", "modified", "created_by_ref", "object_marking_refs")
    return {key: about[key] for key in same}


def _listed(objects: tuple[Stix, ...]) -> tuple[Stix, ...]:
    """All named by the report, also what is withdrawn: what it does not name may get lost."""
    refs = [one["id"] for one in objects if one["type"] not in {*_LISTS, "marking-definition"}]
    return tuple({**one, "object_refs": refs} if one["type"] in _LISTS else one for one in objects)


def _labels_told(one: Stix) -> Stix:
    """Labels in words, where the importer drops them."""
    if "labels" not in one or one["type"] in (*_LABELS_KEPT, "observed-data", "relationship"):
        return one
    left = {key: value for key, value in one.items() if key != "labels"}
    return described(left, f"Labels: {', '.join(one['labels'])}")


def _withdrawn(one: Stix) -> Stix:
    """Says in its name that it no longer holds; an indicator ends with its withdrawal."""
    if not one.get("revoked"):
        return one
    field = "abstract" if one["type"] == "note" else "name"
    said = {field: WITHDRAWN + one[field]} if field in one else {}
    if one["type"] == "indicator" and one["valid_from"] < one["modified"] < one["valid_until"]:
        said["valid_until"] = one["modified"]
    return {**one, **said}


PROFILE: Final = Profile(
    name="misp",
    title="STIX 2.1 for MISP",
    serves="MISP: one event; assets are identities, and nothing its importer would drop",
    shape=shape,
)
