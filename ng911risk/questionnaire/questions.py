"""
The questions that can change the result of one site, the most valuable first.

What is asked comes from the report: what nobody knows and some step depends on
(`model.report.Unknown`), and what was answered already, to be looked at again. A
subject is asked once; assets that are alike, and those that run the same release where
the question is about a product, are one question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ng911risk.engine.fold import LEAST, leaders
from ng911risk.model.catalog import Catalog, Source, YesMeans
from ng911risk.model.inventory import Asset, Inventory, OwnerClass
from ng911risk.model.report import Unknown
from ng911risk.model.scales import Grade, Status
from ng911risk.questionnaire.answered import Answered
from ng911risk.questionnaire.topics import Topic, topic_of_mitigation, topic_of_weakness

_VECTORS_SHOWN: Final = 4
_NAMES_SHOWN: Final = 3
_OF_SOFTWARE: Final = "software."


class Kind(StrEnum):
    """What a question asks about."""

    MITIGATION = "mitigation"
    """Something the centre does or has done."""

    WEAKNESS = "weakness"
    """A property of one asset, or of several that are alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question as a person sees it."""

    subjects: tuple[str, ...]
    """What one answer is about: one subject, or one for each of several like assets."""

    text: str
    """The question in plain words, without the name of an asset."""

    about: str
    """The asset or assets it is about, for people; empty for the whole site."""

    what: str = ""
    """What kind of system that is, in plain words; empty for the whole site."""

    kind: Kind
    topic: Topic
    title: str
    """Short name of what is asked about."""

    why: str
    """What it does, or what we reckon with while nobody knows."""

    protects_against: tuple[str, ...]
    """Titles of the vectors it matters for, the most affected first."""

    sources: tuple[Source, ...]
    """Where that comes from, each with its grade."""

    ask: OwnerClass
    """Who should know."""

    proof: tuple[str, ...]
    """What an auditor accepts as proof; empty for weaknesses."""

    yes_means: YesMeans
    """Whether yes is the good answer."""

    starter: bool
    """In the starter set for small centres."""

    swing: float | None
    """
    Share of the harm at the bad answer that the good answer takes away, 0 to 1.

    None when it was not tried: its steps hardly ever lead on, or nothing was worked out yet.
    """

    answer: Answered | None
    """What counts now, if somebody answered."""

    @property
    def subject(self) -> str:
        """The first subject; it names the question."""
        return self.subjects[0]

    def is_worth_asking(self, least: float) -> bool:
        """Whether the answer can move at least `least` of the harm."""
        return self.swing is not None and self.swing >= least


def questions_of(
    unknowns: Iterable[Unknown],
    described: Inventory,
    answers: Mapping[str, Answered],
    catalog: Catalog,
) -> tuple[Question, ...]:
    """
    Every question that can change the result, or that was answered.

    Args:
        unknowns: What nobody knows, from the newest report there is.
        described: The inventory without the answers; ids of it that are gone are passed over.
        answers: What counts now, by subject.
        catalog: Checked content.

    Returns:
        The most valuable first; what was not tried last, by title.
    """
    unknown = {one.subject: one for one in unknowns}
    names = [*unknown, *(one for one in answers if one not in unknown)]
    made = [
        _about_site(name, unknown.get(name), answers.get(name), described, catalog)
        for name in names
        if name in catalog.mitigations
    ]
    made += _about_assets(unknown, described, answers, catalog)
    return tuple(sorted(made, key=_value))


def starting_questions(
    described: Inventory, answers: Mapping[str, Answered], catalog: Catalog
) -> tuple[Question, ...]:
    """
    What to ask while the first result is being worked out: the starter set, and what is answered.

    Args:
        described: The inventory without the answers.
        answers: What counts now, by subject.
        catalog: Checked content.
    """
    said = {one.mitigation for one in described.controls if one.status is not Status.UNKNOWN}
    names = [
        name
        for name, entry in catalog.mitigations.items()
        if entry.starter
        and not entry.programme_wide
        and described.site.stage in entry.stages
        and name not in said
        and name not in answers
    ]
    starters = [_about_site(name, None, None, described, catalog) for name in names]
    return (*starters, *questions_of((), described, answers, catalog))


def _value(one: Question) -> tuple[bool, float, str, str]:
    return (one.swing is None, -(one.swing or 0.0), one.title, one.subject)


# --- about the whole site -----------------------------------------------------------


def _about_site(
    name: str,
    unknown: Unknown | None,
    answer: Answered | None,
    described: Inventory,
    catalog: Catalog,
) -> Question:
    entry = catalog.mitigations[name]
    here = {owner.owner_class for owner in described.owners}
    usual = next((who for who in entry.who if who in here), entry.who[0])
    answered = sorted(entry.answers, key=lambda one: -one.effect.likely)
    vectors = dict.fromkeys(catalog.vectors[one.vector].title for one in answered)
    return Question(
        subjects=(name,),
        text=entry.ask,
        about="",
        kind=Kind.MITIGATION,
        topic=topic_of_mitigation(catalog, name),
        title=entry.title,
        why=entry.summary,
        protects_against=tuple(vectors)[:_VECTORS_SHOWN],
        sources=entry.sources,
        ask=unknown.ask if unknown else usual,
        proof=entry.evidence,
        yes_means=YesMeans.SAFE,
        starter=entry.starter,
        swing=unknown.swing if unknown else None,
        answer=answer,
    )


# --- about assets -------------------------------------------------------------------


def _about_assets(
    unknown: Mapping[str, Unknown],
    described: Inventory,
    answers: Mapping[str, Answered],
    catalog: Catalog,
) -> Iterable[Question]:
    alike = _Alike(described, catalog)
    swings = alike.spread(unknown)
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for subject in dict.fromkeys([*swings, *answers]):
        if alike.knows(subject):
            said = answers.get(subject)
            words = (said.value, said.said_by, said.note) if said else None
            groups[alike.key(subject), words].append(subject)
    for subjects in groups.values():
        asked = [swings[one] for one in subjects if one in swings]
        yield _about(alike.in_order(subjects), asked, answers.get(subjects[0]), alike, catalog)


def _about(
    subjects: Sequence[str],
    asked: Sequence[Unknown],
    answer: Answered | None,
    alike: _Alike,
    catalog: Catalog,
) -> Question:
    name = subjects[0].partition("@")[0]
    entry = catalog.weaknesses[name]
    assets = [alike.assets[one.partition("@")[2]] for one in subjects]
    reckoned = round(entry.if_unknown.likely * 100)
    return Question(
        subjects=tuple(subjects),
        text=entry.ask,
        about=_names(assets),
        kind=Kind.WEAKNESS,
        topic=alike.topic(name),
        title=entry.title,
        what=_kinds(assets),
        why=f"While nobody knows, we reckon that {reckoned} in 100 such systems have this "
        f"weakness: {entry.title[:1].lower()}{entry.title[1:]}.",
        protects_against=alike.vectors(name),
        sources=(*entry.sources, _basis(entry.if_unknown.basis, entry.if_unknown.grade)),
        ask=asked[0].ask if asked else alike.owner_class(assets[0]),
        proof=(),
        yes_means=entry.yes_means,
        starter=False,
        swing=max((one.swing for one in asked if one.swing is not None), default=None),
        answer=answer,
    )


def _basis(basis: str, grade: Grade) -> Source:
    return Source(title=basis.rstrip("."), grade=grade)


def _needing(name: str, catalog: Catalog) -> tuple[str, ...]:
    """Titles of the vectors with a step that needs the weakness."""
    found = [
        vector.title
        for _, vector in sorted(catalog.vectors.items())
        if any(
            need.weakness is not None and need.weakness.name == name
            for step in vector.steps
            for need in step.needs
        )
    ]
    return tuple(found[:_VECTORS_SHOWN])


def _names(assets: Sequence[Asset]) -> str:
    """The assets in words: ``Position 1, Position 2 and 2 more like them``."""
    labels = [asset.label for asset in assets]
    if len(labels) == 1:
        return labels[0]
    if len(labels) <= _NAMES_SHOWN:
        return f"{', '.join(labels[:-1])} and {labels[-1]}"
    more = len(labels) - _NAMES_SHOWN + 1
    return f"{', '.join(labels[: _NAMES_SHOWN - 1])} and {more} more like them"


def _kinds(assets: Sequence[Asset]) -> str:
    """What they are, each kind once; a label that says so already is enough."""
    found = dict.fromkeys(asset.kind.title for asset in assets)
    return ", ".join(found)


class _Alike:
    """Which assets one question is about."""

    def __init__(self, described: Inventory, catalog: Catalog) -> None:
        self.assets = {asset.id: asset for asset in described.assets}
        self._catalog = catalog
        self._owners = {owner.id: owner.owner_class for owner in described.owners}
        self._leader = leaders(described, least=2)
        self._followers: dict[str, list[str]] = defaultdict(list)
        for name, leader in self._leader.items():
            self._followers[leader].append(name)
        self._place = {asset.id: number for number, asset in enumerate(described.assets)}
        self._topics: dict[str, Topic] = {}
        self._vectors: dict[str, tuple[str, ...]] = {}

    def topic(self, name: str) -> Topic:
        """Topic of a weakness, looked up once."""
        if name not in self._topics:
            self._topics[name] = topic_of_weakness(self._catalog, name)
        return self._topics[name]

    def vectors(self, name: str) -> tuple[str, ...]:
        """Titles of the vectors that need a weakness, looked up once."""
        if name not in self._vectors:
            self._vectors[name] = _needing(name, self._catalog)
        return self._vectors[name]

    def knows(self, subject: str) -> bool:
        """Whether a subject is about a weakness and an asset that are there."""
        name, _, asset = subject.partition("@")
        return name in self._catalog.weaknesses and asset in self.assets

    def spread(self, unknown: Mapping[str, Unknown]) -> dict[str, Unknown]:
        """Subjects of weaknesses; a report names one of at least four look-alikes for all."""
        found: dict[str, Unknown] = {}
        for subject, one in unknown.items():
            if self.knows(subject):
                name, _, asset = subject.partition("@")
                group = self._followers[self._leader[asset]]
                for member in group if len(group) >= LEAST else (asset,):
                    found.setdefault(f"{name}@{member}", one)
        return found

    def key(self, subject: str) -> Hashable:
        """Equal for subjects that are one question."""
        name, _, asset = subject.partition("@")
        products = frozenset(one.product for one in self.assets[asset].software)
        if products and self._catalog.weaknesses[name].derived_from.startswith(_OF_SOFTWARE):
            return (name, self.assets[asset].owner, products)
        return (name, self._leader[asset])

    def in_order(self, subjects: Iterable[str]) -> list[str]:
        """Subjects in the order of the inventory."""
        return sorted(subjects, key=lambda one: self._place[one.partition("@")[2]])

    def owner_class(self, asset: Asset) -> OwnerClass:
        """Who runs it."""
        return self._owners[asset.owner]
