"""What the collection of published versions takes and gives: plain values, never rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from ng911risk.model.record import Record


class Kind(StrEnum):
    """What somebody can publish."""

    ASSESSMENTS = "assessments"
    """Everything of an assessment."""

    INDICATORS = "indicators"
    """What a person promoted, with what it indicates."""

    CATALOGUE = "catalogue"
    """Threat vectors and mitigations."""


KINDS: Final = tuple(one.value for one in Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Objects for one collection."""

    kind: str
    """One of `KINDS`."""

    tlp: str
    """Level of the collection, as in `ng911risk.model.tlp.Tlp`."""

    objects: tuple[Mapping[str, Any], ...]
    """STIX objects, in the order in which they are added."""

    wanted: bool = True
    """False: nobody asked for it, but what is withdrawn has to reach it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Newest version of an object in one collection of one site."""

    site: str
    kind: str
    tlp: str
    object: str
    """STIX id."""

    version: str
    """With microseconds."""

    content: Mapping[str, Any]
    """The object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(Record):
    """Somebody gave an assessment out."""

    id: str
    """Random, 32 hexadecimal digits."""

    site: str
    """Site id."""

    assessment: str
    """Id of the sealed assessment."""

    number: int
    """Number of the assessment at its site."""

    kinds: tuple[str, ...]
    """``assessments``, ``indicators``, ``catalogue``: of those asked for, what had something."""

    tlp: str
    """How far it may be passed on (TLP 2.0): ``clear`` to ``red``."""

    added: int
    """Versions of objects that were new."""

    by_name: str
    """Who published it."""

    at: datetime
    """UTC."""

    def gave_the_same(self, other: Publication) -> bool:
        """Whether another one is of the same assessment, at the same level, of the same kinds."""
        return (self.assessment, self.tlp, self.kinds) == (other.assessment, other.tlp, other.kinds)

    def with_added(self, added: int) -> Publication:
        """Return the same with a number of new versions."""
        return replace(self, added=added)
