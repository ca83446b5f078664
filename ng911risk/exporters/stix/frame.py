"""
What every object of ours has: who made it, when, and how far it may be passed on.

Two identities make objects. The *publisher* is ng911risk itself, the same for the whole world:
it makes what the catalogue says, which holds everywhere. The *toolkit* is ng911risk at one
centre: it makes what is true of that centre only. Who made an object thereby says whose it
is, and only the objects of one's own centre are ever taken back (docs/adr/0019).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.stix import tlp
from ng911risk.exporters.stix.ids import BEGINNING, GLOBAL, namespace_of, observable_id, own_id
from ng911risk.model.tlp import Tlp

Stix = dict[str, Any]
"""One object."""

PUBLISHER: Final = own_id("identity", GLOBAL, "publisher")
"""Id of ng911risk itself."""


def stamp(moment: datetime) -> str:
    """A moment as STIX writes it: UTC, milliseconds."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def moved_by(wishes: Wishes) -> timedelta:
    """
    How much later than the assessment new versions begin, by what was wished for.

    One moment and other wishes are other contents, so they are other versions, also where
    nobody knows what went out before: 0 to 39 milliseconds, 0 for the usual wishes, and no two
    alike (docs/adr/0019). The marks that Sentinel knows are told to nobody else: not counted.
    """
    level = ((wishes.tlp or Tlp.AMBER_STRICT).rank - Tlp.AMBER_STRICT.rank) % len(Tlp)
    asked = 5 * wishes.people + 10 * wishes.numbers + 20 * wishes.confidence
    return timedelta(milliseconds=level + asked)


def first_version(maker: str, at: datetime, moved: timedelta) -> Stix:
    """
    `created` and `modified` of an object that did not go out before.

    Args:
        maker: Id of the identity that makes it. What the publisher makes is made at many
            centres under one id, so that all of them say one and the same `created`.
        at: Moment of the assessment.
        moved: How much later its versions begin, as of `moved_by`.
    """
    created = BEGINNING if maker == PUBLISHER else at
    return {"created": stamp(created), "modified": stamp(max(created, at) + moved)}


_FIRST: Final = ("type", "spec_version", "id", "created_by_ref", "created", "modified", "revoked")


def ordered(one: Mapping[str, Any]) -> Stix:
    """One object with its properties in a fixed order: who it is, then the rest by name."""
    first = {key: one[key] for key in _FIRST if key in one}
    return {**first, **{key: _sorted(one[key]) for key in sorted(one) if key not in first}}


def _sorted(value: Any) -> Any:  # noqa: ANN401 -- any JSON
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list) and value and not isinstance(value[0], str):  # ids are many
        return [_sorted(one) for one in value]
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Makes objects of one export."""

    at: datetime
    """Moment of the assessment."""

    moved: timedelta
    """How much later than that new versions begin."""

    own: UUID
    """Namespace of the installation."""

    site: str
    """Key of the centre."""

    toolkit: str
    """Id of the identity that makes what is true of this centre."""

    psap: str
    """Id of the identity of this centre."""

    marking: str
    """Id of the marking of everything of ours."""

    @classmethod
    def of(cls, given: ExchangeInput) -> Frame:
        """Frame of an export."""
        own = namespace_of(given.installation)
        return cls(
            at=given.report.made_at,
            moved=moved_by(given.wishes),
            own=own,
            site=given.site,
            toolkit=own_id("identity", own, given.site, "toolkit"),
            psap=own_id("identity", own, given.site, "psap"),
            marking=tlp.IDS[tlp.chosen(given)],
        )

    def id_here(self, kind: str, *key: str) -> str:
        """Id of what belongs to this centre."""
        return own_id(kind, self.own, self.site, *key)

    def id_everywhere(self, kind: str, *key: str) -> str:
        """Id of what the catalogue has."""
        return own_id(kind, GLOBAL, *key)

    def here(self, kind: str, *key: str, **says: Any) -> Stix:  # noqa: ANN401 -- any JSON
        """
        Make an object of this centre.

        Args:
            kind: STIX type.
            key: What tells it from all others of its type at this centre.
            says: Its properties; None and empty ones are left out.
        """
        return self._made(kind, self.id_here(kind, *key), self.toolkit, says)

    def everywhere(self, kind: str, *key: str, **says: Any) -> Stix:  # noqa: ANN401 -- any JSON
        """Make an object of the catalogue; arguments as for `here`."""
        return self._made(kind, own_id(kind, GLOBAL, *key), PUBLISHER, says)

    def known(self, kind: str, *key: str, **says: Any) -> Stix:  # noqa: ANN401 -- any JSON
        """Make an object that centres of one installation share; arguments as for `here`."""
        return self._made(kind, own_id(kind, self.own, *key), PUBLISHER, says)

    def link(self, source: str, kind: str, target: str, **says: Any) -> Stix:  # noqa: ANN401 -- any JSON
        """Make a relationship that holds at this centre."""
        says = {"relationship_type": kind, "source_ref": source, "target_ref": target, **says}
        return self.here("relationship", kind, source, target, **says)

    def link_everywhere(self, source: str, kind: str, target: str, **says: Any) -> Stix:  # noqa: ANN401 -- any JSON
        """Make a relationship between objects of the catalogue."""
        says = {"relationship_type": kind, "source_ref": source, "target_ref": target, **says}
        return self.everywhere("relationship", kind, source, target, **says)

    def seen(self, kind: str, contributing: Stix, **says: Any) -> Stix:  # noqa: ANN401 -- any JSON
        """
        Make an observable: it has no versions and nobody who made it.

        Args:
            kind: STIX type.
            contributing: Properties that its id is made of, as STIX prescribes for the type.
            says: Other properties; None and empty ones are left out.
        """
        return {
            "type": kind,
            "spec_version": "2.1",
            "id": observable_id(kind, contributing),
            "object_marking_refs": [self.marking],
            **contributing,
            **_told(says),
        }

    def _made(self, kind: str, id_: str, maker: str, says: Stix) -> Stix:
        return {
            "type": kind,
            "spec_version": "2.1",
            "id": id_,
            "created_by_ref": maker,
            **first_version(maker, self.at, self.moved),
            "object_marking_refs": [self.marking],
            **_told(says),
        }


def _told(says: Stix) -> Stix:
    """Properties that say something: STIX forbids empty lists, and empty text says nothing."""
    return {key: value for key, value in says.items() if value not in (None, "", [], {})}
