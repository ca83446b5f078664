"""What a machine-readable export is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ng911risk.exporters.documents.given import Accepted, Tracked
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence
from ng911risk.model.intelligence import Intelligence
from ng911risk.model.inventory import Inventory
from ng911risk.model.observation import Observation, Promotion
from ng911risk.model.report import RiskReport
from ng911risk.model.tlp import Tlp


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What whoever exports may choose."""

    tlp: Tlp | None = None
    """Marking of everything; None: AMBER+STRICT, GREEN where there are only indicators."""

    sentinel_tlp: Tlp | None = None
    """For a consumer that knows no AMBER+STRICT: what to use instead, chosen by a person."""

    people: bool = False
    """With contacts of owners, and who said what."""

    numbers: bool = False
    """With telephone numbers."""

    confidence: bool = False
    """With the `confidence` property, from the grade of the sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeInput:
    """One assessment and everything that belongs to it. The same input gives the same bytes."""

    report: RiskReport
    """As made; its `made_at` is the moment that new versions carry."""

    inventory: Inventory
    """It was made from this one."""

    catalog: Catalog
    """And with this one."""

    site: str
    """Key of the centre within the installation: survives a change of its name."""

    installation: str
    """UUID of the installation: two of them never give one id to two assets."""

    evidence: tuple[Evidence, ...] = ()
    """What confirmed or refuted controls."""

    observations: tuple[Observation, ...] = ()
    """What captures and checks saw."""

    promotions: tuple[Promotion, ...] = ()
    """What of it may be given out as an indicator."""

    intelligence: Intelligence = field(default_factory=Intelligence)
    """What was imported; holds the reference objects that are passed on letter by letter."""

    previous: tuple[Mapping[str, Any], ...] = ()
    """Every version of STIX objects given out before, in any order."""

    tracked: tuple[Tracked, ...] = ()
    """Actions somebody has taken on."""

    accepted: tuple[Accepted, ...] = ()
    """Risks that somebody accepted."""

    seal: str = ""
    """Content hash of the sealed assessment, if it is one."""

    wishes: Wishes = field(default_factory=Wishes)
    """What was chosen."""
