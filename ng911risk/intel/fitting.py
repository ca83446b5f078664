"""Which ways in an observation may well show. Judgement of this project: a hint, no rule."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ng911risk.model.catalog import Category, ThreatVector
from ng911risk.model.observation import ObservedKind

FITTING: Final[Mapping[ObservedKind, frozenset[Category]]] = MappingProxyType(
    {
        # who looks for what is there wants in, or loads what has to answer
        ObservedKind.SIP_SCAN: frozenset(
            {Category.INTRUSION, Category.INFRASTRUCTURE, Category.CALL_FLOOD}
        ),
        ObservedKind.CALL_BURST: frozenset({Category.CALL_FLOOD}),
        # who signs in as a device calls as one, or takes its calls
        ObservedKind.REGISTRATION_ATTEMPTS: frozenset(
            {Category.INTRUSION, Category.INFRASTRUCTURE, Category.CALL_INTEGRITY}
        ),
        # they stop what reads them, or take it over
        ObservedKind.MALFORMED: frozenset(
            {Category.CALL_FLOOD, Category.INFRASTRUCTURE, Category.INTRUSION}
        ),
        ObservedKind.OTHER_TRAFFIC: frozenset(Category),
    }
)
"""What a kind of observation may well show."""


def fits(kind: ObservedKind, vector: ThreatVector) -> bool:
    """Whether what was seen may well show this way in."""
    return vector.category in FITTING[kind]
