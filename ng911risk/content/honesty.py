"""Mitigations claim only what a vector lets them do, and each vector has an answer."""

from __future__ import annotations

from collections.abc import Iterator

from ng911risk.content.draft import Draft, Entry
from ng911risk.content.locate import MITIGATIONS
from ng911risk.content.shelves import VECTORS
from ng911risk.errors import Problem
from ng911risk.model.catalog import ActsOn, Answer, Lifecycle, Mitigation, ThreatVector
from ng911risk.model.grammar import EffectGift, EffectKind, Recovery, Step


def empty_claims(draft: Draft) -> Iterator[Problem]:
    """Vectors that nothing answers, and answers that cannot change anything."""
    vectors = draft.shelf(VECTORS, ThreatVector)
    mitigations = draft.shelf(MITIGATIONS, Mitigation)
    answered = {
        answer.vector for mitigation in mitigations.values() for answer in mitigation.record.answers
    }
    for vector in vectors.values():
        if vector.id not in answered and vector.record.status is not Lifecycle.DEPRECATED:
            hint = "Name it under answers in the file of the mitigation that helps."
            yield vector.problem("", "no mitigation answers this vector", hint)
    for mitigation in mitigations.values():
        for index, answer in enumerate(mitigation.record.answers):
            if vector_ := vectors.get(answer.vector):
                yield from _claim(mitigation, f"answers[{index}]", answer, vector_.record)


def _claim(
    entry: Entry[Mitigation], where: str, answer: Answer, vector: ThreatVector
) -> Iterator[Problem]:
    steps = [step for step in vector.steps if not answer.steps or step.id in answer.steps]
    if answer.effect.high == 0.0:
        yield entry.problem(f"{where}.effect", "an answer without any effect says nothing")
    if answer.acts_on is ActsOn.FALLBACK and not entry.record.sustains:
        hint = "Say under sustains which services go on, and how surely."
        yield entry.problem(f"{where}.acts_on", "acts on fallback, but sustains no service", hint)
    if answer.acts_on is ActsOn.LOAD and not any(map(_loads, steps)):
        message = f"acts on load, but these steps of {answer.vector} flood and stop nothing"
        yield entry.problem(f"{where}.acts_on", message)
    if answer.acts_on is ActsOn.RECOVERY and not any(map(_needs_repair, steps)):
        message = f"acts on recovery, but these steps of {answer.vector} stop nothing"
        yield entry.problem(f"{where}.acts_on", message)


def _loads(step: Step) -> bool:
    """A flood that fills a channel, or one that a server cannot bear."""
    return _needs_repair(step) or any(gift.flooded for gift in step.gives)


def _needs_repair(step: Step) -> bool:
    """Something stops for longer than a failover, so that it can come back sooner."""
    return any(gift.effect and _is_long(gift.effect) for gift in step.gives)


def _is_long(effect: EffectGift) -> bool:
    return effect.kind is EffectKind.STOPPED and effect.recovery is not Recovery.FAILOVER
