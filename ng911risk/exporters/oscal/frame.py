"""What every part of an OSCAL document needs: uuids, moments, texts and the marking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final, TypeAlias

from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.exchange.measures import Measures
from ng911risk.exporters.oscal.ids import SYSTEM, Ids
from ng911risk.exporters.stix.privacy import clean
from ng911risk.model.inventory import ControlAnswer
from ng911risk.model.speakers import Speakers, speakers
from ng911risk.model.tlp import Tlp

Oscal: TypeAlias = dict[str, Any]
"""One object: texts, lists and objects; no number, so that it has one form."""

OSCAL_VERSION: Final = "1.2.1"


def stamp(moment: datetime) -> str:
    """A moment as OSCAL takes it: UTC, with its zone."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def day_stamp(day: date) -> str:
    """The beginning of a day; OSCAL has no bare days."""
    return f"{day.isoformat()}T00:00:00Z"


def number(value: float) -> str:
    """A number as text: four digits tell more than anybody knows."""
    return f"{value:.4g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One export on its way into OSCAL."""

    given: ExchangeInput
    ids: Ids
    measures: Measures

    kinds: Mapping[str, str]
    """Asset, owner or zone id -> which of them it is."""

    @classmethod
    def of(cls, given: ExchangeInput) -> Frame:
        """Frame of an export."""
        inventory = given.inventory
        kinds = {
            **{zone.id: "zone" for zone in inventory.zones},
            **{owner.id: "owner" for owner in inventory.owners},
            **{asset.id: "asset" for asset in inventory.assets},
        }
        return cls(given=given, ids=Ids.of(given), measures=Measures.of(given), kinds=kinds)

    @property
    def made(self) -> str:
        """Moment the assessment speaks of."""
        return stamp(self.given.report.made_at)

    @property
    def tool(self) -> str:
        """Uuid of the component that is this program."""
        return self.ids.uuid("component", "tool")

    @property
    def centre(self) -> str:
        """Uuid of the party that is the centre."""
        return self.ids.uuid("party", "centre")

    @property
    def origin(self) -> list[Oscal]:
        """Who worked out what the report says: this program."""
        return [{"actors": [{"type": "tool", "actor-uuid": self.tool}]}]

    def speakers(self, answer: ControlAnswer) -> Speakers:
        """Organisations that stand behind an answer."""
        return speakers(answer.said_by, self.given.inventory)

    def text(self, text: str) -> str:
        """Free text: lines kept, nothing that a reader of Markdown takes for HTML."""
        return _shown(text, self.given.wishes)

    def line(self, text: str) -> str:
        """Text of one line, never empty."""
        return _one_line(self.text(text))

    def said(self, text: str) -> str | None:
        """Text of one line; None where nothing was said."""
        return self.line(text) if text.strip() else None

    def props(self, **values: str | None) -> list[Oscal]:
        """
        Return the marking, and properties in our own words; empty ones are left out.

        Args:
            values: Name, with underscores for hyphens, and value.
        """
        return [self._marking(), *self.own(**values)]

    def own(self, **values: str | None) -> list[Oscal]:
        """
        Return the same without the marking: for what lies within something marked.

        Ids and words of ours go out letter by letter: an id of a finding has an @, and is no
        address of anybody. Free text comes here cleaned, see `line`.
        """
        return [
            {"name": name.replace("_", "-"), "ns": SYSTEM, "value": _one_line(value)}
            for name, value in values.items()
            if value and value.strip()
        ]

    def resource(self, *key: str) -> str:
        """Reference to a resource at the end of the document."""
        return f"#{self.ids.uuid('resource', *key)}"

    def _marking(self) -> Oscal:
        level = self.given.wishes.tlp or Tlp.AMBER_STRICT
        return {"name": "marking", "value": level.label, "class": "tlp-2.0"}


def without_empty(tree: Oscal) -> Oscal:
    """`tree` without empty lists, objects and None: OSCAL forbids them, and they say nothing."""
    return {name: value for name, value in tree.items() if value not in (None, [], {}, "")}


@lru_cache(maxsize=8192)
def _shown(text: str, wishes: Wishes) -> str:
    """See `Frame.text`; the same measures are told about for risks by the hundred."""
    lines = (" ".join(line.split()) for line in _printable(text).splitlines())
    return clean("\n".join(lines).strip().replace("<", "&lt;"), wishes) or "-"


def _one_line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in "\n\t" else " " for one in text)
