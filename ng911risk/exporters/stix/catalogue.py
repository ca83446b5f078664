"""
What the catalogue says, as STIX: ways in, measures, and what others call them.

Our ways in are no techniques of MITRE, so they never carry an id of MITRE as their own:
platforms would take them for the same object and rename one of both. Plain references point
to techniques, under names that do not begin with ``mitre``; where a library of MITRE was
imported, its objects are passed on letter by letter, too, and linked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix.frame import PUBLISHER, Frame, Stix
from ng911risk.model.catalog import Lifecycle, Source, ThreatVector, VectorFrameworks
from ng911risk.model.intelligence import FeedKind
from ng911risk.model.scales import Grade

KILL_CHAIN: Final = "ng911risk"
"""Our own kill chain: its phases are the families of the catalogue."""

CONFIDENCE: Final[Mapping[Grade, int]] = {
    Grade.VERIFIED: 85,
    Grade.SECONDARY: 50,
    Grade.REPOSITORY: 50,
    Grade.MEMORY: 15,
    Grade.JUDGEMENT: 15,
}
"""High, medium and low of the scale in appendix A of STIX 2.1. Which is which is judgement."""

_NEEDED: Final = ("created_by_ref", "object_marking_refs")


def publisher(frame: Frame) -> Stix:
    """The identity of ng911risk itself."""
    made = frame.everywhere(
        "identity",
        "publisher",
        name="ng911risk",
        description=(
            "Open catalogue of ways to hurt a 9-1-1 centre, and of what helps. Makes what holds "
            "everywhere; what holds at one centre is made by ng911risk there."
        ),
        identity_class="system",
    )
    if made["id"] != PUBLISHER:
        raise AssertionError("the publisher is known by its id")
    return made


def vectors_used(given: ExchangeInput) -> tuple[str, ...]:
    """Ids of the vectors that this assessment speaks of, sorted: findings, ways, promotions."""
    report = given.report
    used = {finding.vector for finding in report.findings}
    used |= {step.id.partition(".")[0] for path in report.paths for step in path.steps}
    used |= {promotion.vector for promotion in given.promotions}
    return tuple(sorted(used & set(given.catalog.vectors)))


def mitigations_used(given: ExchangeInput) -> tuple[str, ...]:
    """Ids of the measures that answer one of those vectors, sorted."""
    used = set(vectors_used(given))
    return tuple(
        sorted(
            name
            for name, one in given.catalog.mitigations.items()
            if any(answer.vector in used for answer in one.answers)
        )
    )


def vector_id(frame: Frame, vector: str) -> str:
    """Id of the attack-pattern of a vector."""
    return frame.id_everywhere("attack-pattern", vector)


def mitigation_id(frame: Frame, mitigation: str) -> str:
    """Id of the course-of-action of a measure."""
    return frame.id_everywhere("course-of-action", mitigation)


def objects(given: ExchangeInput, frame: Frame) -> Iterator[Stix]:
    """Publisher, vectors, measures, which answers which, and what MITRE calls them."""
    vectors, mitigations = vectors_used(given), mitigations_used(given)
    yield publisher(frame)
    yield from (_vector(given, frame, one) for one in vectors)
    yield from (_mitigation(given, frame, one) for one in mitigations)
    for name in mitigations:
        for vector in sorted({one.vector for one in given.catalog.mitigations[name].answers}):
            if vector in vectors:
                yield frame.link_everywhere(
                    mitigation_id(frame, name), "mitigates", vector_id(frame, vector)
                )
    yield from _library_objects(given, frame)


# --- one entry --------------------------------------------------------------


def _vector(given: ExchangeInput, frame: Frame, name: str) -> Stix:
    vector: ThreatVector = given.catalog.vectors[name]
    return frame.everywhere(
        "attack-pattern",
        name,
        name=vector.title,
        description=f"{vector.summary}\n\nWhat people notice: {vector.notice}",
        kill_chain_phases=[{"kill_chain_name": KILL_CHAIN, "phase_name": vector.category.value}],
        external_references=[
            {"source_name": "ng911risk", "external_id": vector.code},
            *_references(_techniques(vector.frameworks)),
            *_sources(vector.sources),
        ],
        labels=_labels(vector.status),
        confidence=_confidence(given, vector.sources),
    )


def _mitigation(given: ExchangeInput, frame: Frame, name: str) -> Stix:
    one = given.catalog.mitigations[name]
    return frame.everywhere(
        "course-of-action",
        name,
        name=one.title,
        description=one.summary,
        external_references=[
            {"source_name": "ng911risk", "external_id": one.code},
            *_references((("attack", one.frameworks.attack_mitigations),)),
            *_references(_controls(given, name)),
            *_sources(one.sources),
        ],
        labels=_labels(one.status),
        confidence=_confidence(given, one.sources),
    )


def _techniques(known: VectorFrameworks) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("attack", (*known.attack_enterprise, *known.attack_mobile, *known.attack_ics)),
        ("capec", known.capec),
    )


def _controls(given: ExchangeInput, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Controls that a measure helps with, by framework."""
    for framework, known in sorted(given.catalog.frameworks.items()):
        yield framework, known.maps.get(name, ())


def _references(groups: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[dict[str, str]]:
    """Plain references; the same whether a library was imported or not, as the id is the same."""
    for source, ids in groups:
        yield from ({"source_name": source, "external_id": one} for one in dict.fromkeys(ids))


def _sources(sources: tuple[Source, ...]) -> Iterator[dict[str, str]]:
    for source in sources:
        # Platforms compare the beginning of this name with that of MITRE's.
        own = source.title.lower().startswith("mitre")
        where = f"{source.locator} ({source.grade.words})" if source.locator else source.grade.words
        yield {
            "source_name": f"document: {source.title}" if own else source.title,
            "description": where,
        }


def _labels(status: Lifecycle) -> list[str]:
    return ["deprecated"] if status is Lifecycle.DEPRECATED else []


def _confidence(given: ExchangeInput, sources: tuple[Source, ...]) -> int | None:
    """How well the best source is known: it carries that the thing exists, not how often."""
    if not given.wishes.confidence or not sources:
        return None
    return max(CONFIDENCE[source.grade] for source in sources)


# --- libraries of others ----------------------------------------------------


class _Library:
    """Imported objects by what the catalogue calls them, and by their ids."""

    def __init__(self, given: ExchangeInput) -> None:
        kept = [
            reference
            for feed in given.intelligence.feeds
            if feed.kind is FeedKind.REFERENCE
            for reference in feed.references
        ]
        self.text_of = {one.id: one.text for one in kept}
        self.by_external = {one.external_id: one.id for one in kept if one.external_id}

    def needed(self, ids: Iterable[str]) -> tuple[Stix, ...]:
        """Objects with those ids, as they are, and who made and marked them; in id order."""
        found: dict[str, Any] = {}
        waiting = list(ids)
        while waiting:
            one = waiting.pop()
            if one in found or one not in self.text_of:
                continue
            found[one] = json.loads(self.text_of[one])
            for key in _NEEDED:
                named = found[one].get(key, [])
                waiting += [named] if isinstance(named, str) else named
        return tuple(found[one] for one in sorted(found))


def _library_objects(given: ExchangeInput, frame: Frame) -> Iterator[Stix]:
    library = _Library(given)
    pairs: dict[tuple[str, str], None] = {}
    for name in vectors_used(given):
        for _, ids in _techniques(given.catalog.vectors[name].frameworks):
            pairs |= {(vector_id(frame, name), one): None for one in ids}
    for name in mitigations_used(given):
        ids = given.catalog.mitigations[name].frameworks.attack_mitigations
        pairs |= {(mitigation_id(frame, name), one): None for one in ids}
    links = [(ours, library.by_external[one]) for ours, one in pairs if one in library.by_external]
    yield from library.needed({theirs for _, theirs in links})
    yield from (frame.link_everywhere(ours, "related-to", theirs) for ours, theirs in links)
