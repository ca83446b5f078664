"""What must hold between content files: ids exist, codes are unique, actors fit their steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ng911risk.content.draft import Draft, Entry
from ng911risk.content.frameworks import broken_frameworks
from ng911risk.content.locate import MITIGATIONS
from ng911risk.content.shelves import (
    ACTORS,
    CROSSWALK,
    CROSSWALK_ID,
    INCIDENTS,
    PROGRAMMES,
    RECOVERY,
    VECTORS,
    WEAKNESSES,
)
from ng911risk.errors import Problem
from ng911risk.model.catalog import (
    ActorClass,
    ActsOn,
    Crosswalk,
    Incident,
    Lifecycle,
    Mitigation,
    Programme,
    RecoveryTime,
    ThreatVector,
)
from ng911risk.model.grammar import Recovery, Step
from ng911risk.records.text import did_you_mean, shown


def broken_references(draft: Draft) -> Iterator[Problem]:
    """Everything in the readable files that does not fit to the others."""
    vectors = draft.shelf(VECTORS, ThreatVector)
    mitigations = draft.shelf(MITIGATIONS, Mitigation)
    yield from _codes(vectors)
    yield from _codes(mitigations)
    yield from _lifecycle(vectors, draft.ids(VECTORS))
    yield from _lifecycle(mitigations, draft.ids(MITIGATIONS))
    for vector in vectors.values():
        for index, step in enumerate(vector.record.steps):
            yield from _step(draft, vector, f"steps[{index}]", step)
    for mitigation in mitigations.values():
        yield from _answers(draft, mitigation)
    yield from _recoveries(draft)
    for programme in draft.shelf(PROGRAMMES, Programme).values():
        yield from _programme(programme, draft.ids(MITIGATIONS))
    for incident in draft.shelf(INCIDENTS, Incident).values():
        yield from _incident(draft, incident)
    yield from _codes(draft.shelf(INCIDENTS, Incident))
    yield from broken_frameworks(draft)
    yield from _crosswalk(draft)


def _unknown(
    entry: Entry[Any], field: str, word: str, known: Iterable[str], what: str
) -> Iterator[Problem]:
    known = sorted(known)
    if word not in known:
        yield entry.problem(field, f"no {what} has the id {shown(word)}", did_you_mean(word, known))


def _doubles(entry: Entry[Any], field: str, words: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, word in enumerate(words):
        if word in seen:
            where = field.format(index)
            yield entry.problem(where, f"{shown(word)} is named twice", "Keep one of the two.")
        seen.add(word)


def _codes(
    shelf: Mapping[str, Entry[ThreatVector]]
    | Mapping[str, Entry[Mitigation]]
    | Mapping[str, Entry[Incident]],
) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for entry in shelf.values():
        code = entry.record.code
        if code in first:
            message = f"the code {shown(code)} belongs to {first[code]} already"
            yield entry.problem("code", message, "Take the next free number.")
        first.setdefault(code, entry.id)


def _lifecycle(
    shelf: Mapping[str, Entry[ThreatVector]] | Mapping[str, Entry[Mitigation]],
    known: frozenset[str],
) -> Iterator[Problem]:
    for entry in shelf.values():
        record = entry.record
        if record.superseded_by:
            yield from _unknown(entry, "superseded_by", record.superseded_by, known, "file here")
            if record.status is not Lifecycle.DEPRECATED:
                message = "only a deprecated file has a successor"
                yield entry.problem("superseded_by", message, "Write status: deprecated.")
        if record.superseded_by == entry.id:
            yield entry.problem("superseded_by", "a file cannot replace itself")
        if record.status is Lifecycle.REVIEWED and not record.reviewed:
            yield entry.problem("status", "a reviewed file says when and by whom, in reviewed")


def _step(draft: Draft, entry: Entry[ThreatVector], where: str, step: Step) -> Iterator[Problem]:
    actors = draft.shelf(ACTORS, ActorClass)
    for index, name in enumerate(step.actors):
        field = f"{where}.actors[{index}]"
        yield from _unknown(entry, field, name, draft.ids(ACTORS), "actor class")
        if actor := actors.get(name):
            yield from _fits(entry, field, step, name, blameless=actor.record.blameless)
    yield from _doubles(entry, f"{where}.actors[{{}}]", step.actors)
    for index, need in enumerate(step.needs):
        if need.weakness:
            field = f"{where}.needs[{index}].weakness.name"
            known = draft.ids(WEAKNESSES)
            yield from _unknown(entry, field, need.weakness.name, known, "weakness")


def _fits(
    entry: Entry[ThreatVector], field: str, step: Step, name: str, *, blameless: bool
) -> Iterator[Problem]:
    """Faults have rates and attackers have chances; in the middle of a chain both may go on."""
    if step.rate is not None and not blameless:
        message = f"{shown(name)} is an attacker, but the step has a rate"
        hint = "Attackers have success; their tries a year stand in threat_catalog/actors/."
        yield entry.problem(field, message, hint)
    if step.success is not None and blameless and not step.needs:
        message = f"{shown(name)} is blameless, but the step has success and needs nothing"
        yield entry.problem(field, message, "What happens by itself has a rate.")


def _answers(draft: Draft, entry: Entry[Mitigation]) -> Iterator[Problem]:
    vectors = draft.shelf(VECTORS, ThreatVector)
    seen: set[tuple[str, ActsOn, str]] = set()
    for index, answer in enumerate(entry.record.answers):
        where = f"answers[{index}]"
        yield from _unknown(entry, f"{where}.vector", answer.vector, draft.ids(VECTORS), "vector")
        yield from _doubles(entry, f"{where}.steps[{{}}]", answer.steps)
        if (vector := vectors.get(answer.vector)) is None:
            continue
        known = [step.id for step in vector.record.steps]
        for position, name in enumerate(answer.steps):
            field = f"{where}.steps[{position}]"
            yield from _unknown(entry, field, name, known, f"step of {answer.vector}")
        keys = {(answer.vector, answer.acts_on, step) for step in answer.steps or known}
        if seen & keys:
            message = f"{answer.acts_on.value} of {answer.vector} is answered twice"
            hint = "One effect on the same steps counts once: merge the two answers."
            yield entry.problem(where, message, hint)
        seen |= keys
    services = [one.service.value for one in entry.record.sustains]
    yield from _doubles(entry, "sustains[{}].service", services)


def _recoveries(draft: Draft) -> Iterator[Problem]:
    known = {one.value for one in Recovery}
    for entry in draft.shelf(RECOVERY, RecoveryTime).values():
        if entry.id not in known:
            message = f"there is no recovery class {shown(entry.id)}"
            hint = did_you_mean(entry.id, known) or f"Classes: {', '.join(Recovery)}."
            yield entry.problem("", message, hint)
    for name in sorted(known - draft.ids(RECOVERY)):
        yield Problem(file=f"{RECOVERY}/{name}.yaml", message="this recovery class has no file")


def _programme(entry: Entry[Programme], mitigations: frozenset[str]) -> Iterator[Problem]:
    items = entry.record.items
    yield from _doubles(entry, "items[{}].id", [item.id for item in items])
    for i, item in enumerate(items):
        for j, name in enumerate(item.mitigations):
            field = f"items[{i}].mitigations[{j}]"
            yield from _unknown(entry, field, name, mitigations, "mitigation")
        yield from _doubles(entry, f"items[{i}].mitigations[{{}}]", item.mitigations)


def _incident(draft: Draft, entry: Entry[Incident]) -> Iterator[Problem]:
    record, vectors = entry.record, draft.shelf(VECTORS, ThreatVector)
    yield from _unknown(entry, "actor", record.actor, draft.ids(ACTORS), "actor class")
    for index, link in enumerate(record.chain):
        where = f"chain[{index}]"
        yield from _unknown(entry, f"{where}.vector", link.vector, draft.ids(VECTORS), "vector")
        yield from _doubles(entry, f"{where}.steps[{{}}]", link.steps)
        if (vector := vectors.get(link.vector)) is None:
            continue
        known = [step.id for step in vector.record.steps]
        for position, name in enumerate(link.steps):
            field = f"{where}.steps[{position}]"
            yield from _unknown(entry, field, name, known, f"step of {link.vector}")
    yield from _doubles(entry, "chain[{}].vector", [link.vector for link in record.chain])
    yield from _doubles(entry, "hit[{}].service", [hit.service.value for hit in record.hit])
    for index, name in enumerate(record.measures):
        field = f"measures[{index}]"
        yield from _unknown(entry, field, name, draft.ids(MITIGATIONS), "mitigation")
    yield from _doubles(entry, "measures[{}]", record.measures)


def _crosswalk(draft: Draft) -> Iterator[Problem]:
    entry = draft.shelf(CROSSWALK, Crosswalk).get(CROSSWALK_ID)
    if CROSSWALK_ID not in draft.ids(CROSSWALK):
        file = f"{CROSSWALK}/{CROSSWALK_ID}.yaml"
        yield Problem(file=file, message="this file is missing; it may list no entries")
    if entry is None:
        return
    known = draft.ids(VECTORS) | draft.ids(MITIGATIONS)
    for index, one in enumerate(entry.record.entries):
        field = f"entries[{index}].catalogue_id"
        yield from _unknown(entry, field, one.catalogue_id, known, "vector or mitigation")
