"""
What a question is about, in plain words: one topic is one page.

No question has a topic of its own. It follows from the catalogue: from what a mitigation
acts on, from the family of the vectors that it answers (each counted with its effect),
and from its subcategories of NIST CSF 2.0; for a weakness, from the vectors that need it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ng911risk.model.catalog import ActsOn, Catalog, Category, Mitigation


class Topic(StrEnum):
    """One page of questions, in the order in which they are listed when all else is equal."""

    OUTSIDE = "getting-in"
    RECOVERY = "recovery"
    VENDORS = "vendors"
    FLOODS = "call-floods"
    CALLS = "calls-and-location"
    NETWORK = "network-and-buildings"
    PEOPLE = "people"
    DATA = "recordings-and-data"

    @property
    def words(self) -> str:
        """For people."""
        return _WORDS[self][0]

    @property
    def about(self) -> str:
        """What belongs to it, in one sentence."""
        return _WORDS[self][1]


_WORDS: Final[Mapping[Topic, tuple[str, str]]] = {
    Topic.OUTSIDE: (
        "Getting in from outside",
        "Passwords, sign-in, e-mail, updates, and how far an intruder would get.",
    ),
    Topic.RECOVERY: (
        "Backups and carrying on",
        "How you go on answering and dispatching when systems are down, and how fast they return.",
    ),
    Topic.VENDORS: (
        "Vendors",
        "How vendors connect to your systems, and what they have promised.",
    ),
    Topic.FLOODS: (
        "Call handling and floods",
        "Too many calls at once, whether on purpose or not.",
    ),
    Topic.CALLS: (
        "Calls, routing and location",
        "Whether calls reach the right place, with the right number and location.",
    ),
    Topic.NETWORK: (
        "Equipment, network and buildings",
        "Power, lines, radio, sirens, certificates and equipment rooms.",
    ),
    Topic.PEOPLE: (
        "People and practice",
        "Training, leavers, duties, and who does what on a bad day.",
    ),
    Topic.DATA: (
        "Recordings and confidential data",
        "Who could listen in, read or change what you keep.",
    ),
}

_OF_CATEGORY: Final[Mapping[Category, Topic]] = {
    Category.CALL_FLOOD: Topic.FLOODS,
    Category.CALL_INTEGRITY: Topic.CALLS,
    Category.CONFIDENTIALITY: Topic.DATA,
    Category.INTRUSION: Topic.OUTSIDE,
    Category.INFRASTRUCTURE: Topic.NETWORK,
    Category.RESILIENCE: Topic.NETWORK,
}

_CSF: Final = "csf-2"
"""File of CSF 2.0 in mitigations/frameworks/."""

_SUPPLY: Final = "GV.SC"
"""CSF 2.0: cybersecurity supply chain risk management."""

_PRACTICE: Final = ("GV.", "PR.AT", "ID.IM", "RS.")
"""CSF 2.0: governing, training, improving and responding: what people do."""

_VENDOR_VECTOR: Final = "vendor-compromise"


def topic_of_mitigation(catalog: Catalog, name: str) -> Topic:
    """
    Topic of the question about a mitigation; the first rule that fits counts.

    1. It keeps a service going, or most of its effect is on recovery or on fallbacks.
    2. Most of its effect is against floods of calls.
    3. CSF 2.0 counts it as supply chain, or it helps most against a vendor that was broken into.
    4. Its first subcategory of CSF 2.0 is governing, training, improving or responding.
    5. The family of vectors against which it has most effect.
    """
    entry = catalog.mitigations[name]
    family = _family(catalog, entry)
    if entry.sustains or _carries_on(entry):
        return Topic.RECOVERY
    if family is Category.CALL_FLOOD:
        return Topic.FLOODS
    csf = _subcategories(catalog, name)
    if any(one.startswith(_SUPPLY) for one in csf) or _most_against(entry) == _VENDOR_VECTOR:
        return Topic.VENDORS
    if csf[:1] and csf[0].startswith(_PRACTICE):
        return Topic.PEOPLE
    return Topic.PEOPLE if family is None else _OF_CATEGORY[family]


def topic_of_weakness(catalog: Catalog, name: str) -> Topic:
    """Topic of the question about a weakness: the family of the vectors with steps that need it."""
    steps = dict.fromkeys(Category, 0)
    for vector in catalog.vectors.values():
        for step in vector.steps:
            for need in step.needs:
                if need.weakness is not None and need.weakness.name == name:
                    steps[vector.category] += 1
    return _OF_CATEGORY[max(steps, key=lambda one: steps[one])]


def _subcategories(catalog: Catalog, mitigation: str) -> tuple[str, ...]:
    """Subcategories of CSF 2.0 that a mitigation helps with, the foremost first."""
    framework = catalog.frameworks.get(_CSF)
    return () if framework is None else framework.maps.get(mitigation, ())


def _family(catalog: Catalog, entry: Mitigation) -> Category | None:
    """Family against which it has most effect; None for what claims none."""
    effect = dict.fromkeys(Category, 0.0)
    for answer in entry.answers:
        effect[catalog.vectors[answer.vector].category] += answer.effect.likely
    best = max(effect, key=lambda one: effect[one])
    return best if effect[best] > 0.0 else None


def _carries_on(entry: Mitigation) -> bool:
    on = sum(one.effect.likely for one in entry.answers if one.acts_on in _CARRY)
    return on > 0.5 * sum(one.effect.likely for one in entry.answers)


_CARRY: Final = (ActsOn.RECOVERY, ActsOn.FALLBACK)


def _most_against(entry: Mitigation) -> str:
    """Vector against which it helps most."""
    best = max(entry.answers, key=lambda one: one.effect.likely, default=None)
    return "" if best is None else best.vector
