"""
What captures saw, as STIX: observed-data, and indicators of what a person promoted.

The address that was attacked is the centre's own: it stays here, only its port goes out.
Ordinary traffic stays here too, and so does whatever came from the centre or a partner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix.catalogue import vector_id
from ng911risk.exporters.stix.frame import Frame, Stix, stamp
from ng911risk.exporters.stix.patterns import (
    address_kind,
    address_pattern,
    address_value,
    protocols,
    traffic_pattern,
)
from ng911risk.exporters.stix.privacy import clean, clean_line
from ng911risk.intel.indicators import Promoted, by_pattern, followed, standing
from ng911risk.model.addresses import AddressBook
from ng911risk.model.inventory import Environment
from ng911risk.model.observation import Observation, ObservedKind

COUNT_MAX: Final = 999_999_999
"""Largest count that STIX takes."""

_TITLES: Final = {
    ObservedKind.SIP_SCAN: "SIP scan",
    ObservedKind.CALL_BURST: "Call burst",
    ObservedKind.REGISTRATION_ATTEMPTS: "SIP sign-in attempts",
    ObservedKind.MALFORMED: "Malformed SIP messages",
    ObservedKind.OTHER_TRAFFIC: "Hostile SIP traffic",
}


def objects_of(given: ExchangeInput) -> tuple[Stix, ...]:
    """
    Observed-data with its observables, sightings, indicators and their relationships.

    The objects they name are not among them: the identities, the marking, the vectors.
    Each id is there once.
    """
    made = _Seen(given)
    return tuple({one["id"]: one for one in made.objects()}.values())


class _Seen:
    """Makes the objects of one export."""

    def __init__(self, given: ExchangeInput) -> None:
        self._given = given
        self._frame = Frame.of(given)
        known = (one for one in given.promotions if one.vector in given.catalog.vectors)
        self._promoted, _ = followed(given.observations, known, given.inventory)

    def objects(self) -> Iterator[Stix]:
        """All of them, some more than once."""
        for observation in self._given.observations:
            if self._goes_out(observation):
                yield from self._observed(observation)
        traffic = {one.observation.id: traffic_pattern(one.observation) for one in self._promoted}
        address = {one.observation.id: address_pattern(one.observation) for one in self._promoted}
        for pattern, stretch in by_pattern(self._promoted, traffic).items():
            yield from self._indicator(pattern, stretch, alone=False)
        for pattern, stretch in by_pattern(self._promoted, address).items():
            yield from self._indicator(pattern, stretch, alone=True)

    @cached_property
    def _own(self) -> AddressBook:
        inventory = self._given.inventory
        assets = ((text, one.id) for one in inventory.assets for text in one.addresses)
        partners = ((text, one.id) for one in inventory.owners for text in one.networks)
        return AddressBook.of((*assets, *partners))

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(one.observation.id for one in self._promoted)

    @cached_property
    def _taken_back(self) -> frozenset[str]:
        """Ids of observations of which every promotion was taken back."""
        stand = (one.observation.id for one in self._promoted if not one.promotion.withdrawn)
        return self._named.difference(stand)

    def _goes_out(self, observation: Observation) -> bool:
        if observation.id in self._named:
            return True
        ordinary = observation.kind is ObservedKind.OTHER_TRAFFIC or observation.answered_calls > 0
        return not ordinary and not self._own.overlapping(observation.source)

    # --- what was seen --------------------------------------------------------

    def _observed(self, one: Observation) -> Iterator[Stix]:
        value = address_value(one.source)
        address = self._frame.seen(address_kind(one.source), {"value": value})
        contributing = {
            "start": stamp(one.first_seen),
            "end": stamp(one.last_seen),
            "src_ref": address["id"],
            "src_port": one.source_port,
            "dst_port": one.target_port,
            "protocols": list(protocols(one)),
        }
        traffic = self._frame.seen(
            "network-traffic",
            {key: said for key, said in contributing.items() if said is not None},
            is_active=False,  # what has an end is over
        )
        yield from (address, traffic)
        labels = [one.kind.value, *(["lab"] if one.environment is Environment.LAB else [])]
        yield self._frame.here(
            "observed-data",
            one.id,
            first_observed=stamp(one.first_seen),
            last_observed=stamp(one.last_seen),
            number_observed=_counted(one),
            object_refs=[address["id"], traffic["id"]],
            labels=labels,
            revoked=one.id in self._taken_back or None,
        )

    def _observed_id(self, one: Promoted) -> str:
        return self._frame.id_here("observed-data", one.observation.id)

    # --- what a person promoted -----------------------------------------------

    def _indicator(
        self, pattern: str, stretch: tuple[Promoted, ...], *, alone: bool
    ) -> Iterator[Stix]:
        """
        One indicator and what hangs on it.

        Args:
            pattern: Its pattern.
            stretch: Decisions about it, oldest first.
            alone: Whether the pattern is of the address alone.
        """
        first, good = stretch[0], standing(stretch)
        key = (pattern, first.observation.id)
        withdrawn = all(one.promotion.withdrawn for one in good) or None
        made = self._frame.here(
            "indicator",
            *key,
            name=_name(good[0].observation, alone=alone),
            description="\n\n".join(self._told(good)),
            indicator_types=["malicious-activity"],
            pattern=pattern,
            pattern_type="stix",
            pattern_version="2.1",
            valid_from=stamp(min(one.promotion.on for one in good)),
            valid_until=stamp(max(one.promotion.valid_until for one in good)),
            revoked=withdrawn,
        )
        yield made
        for vector in sorted({one.promotion.vector for one in good}):
            target = vector_id(self._frame, vector)
            yield self._frame.link(made["id"], "indicates", target, revoked=withdrawn)
        for one in good:
            target = self._observed_id(one)
            yield self._frame.link(made["id"], "based-on", target, revoked=withdrawn)
            if alone:  # consumers that cannot take the other pattern apart lose its sightings
                yield self._sighting(made["id"], one, withdrawn=withdrawn)

    def _sighting(self, indicator: str, one: Promoted, *, withdrawn: bool | None) -> Stix:
        seen = one.observation
        return self._frame.here(
            "sighting",
            indicator,
            seen.id,
            sighting_of_ref=indicator,
            where_sighted_refs=[self._frame.psap],
            observed_data_refs=[self._observed_id(one)],
            first_seen=stamp(seen.first_seen),
            last_seen=stamp(seen.last_seen),
            count=_counted(seen),
            revoked=withdrawn,
        )

    def _told(self, promoted: Iterable[Promoted]) -> Iterator[str]:
        """What was seen of each, and why a person calls it hostile."""
        for one in promoted:
            seen, wishes = one.observation, self._given.wishes
            what, agent = (clean_line(text, wishes) for text in (seen.what, seen.user_agent))
            named = f' It calls itself "{agent}".' if agent else ""
            by = f" ({one.promotion.by})" if self._given.wishes.people else ""
            reason = clean(f"{one.promotion.reason}{by}", wishes)
            yield f"{what}{named}\n{reason}"
        yield (
            "A person decided that this is hostile. Senders of UDP can be forged: look before you "
            "block, and not beyond the end of its validity."
        )


def _name(one: Observation, *, alone: bool) -> str:
    """Name that tells the two patterns of one sender apart."""
    title, address = _TITLES[one.kind], address_value(one.source)
    if alone:
        return f"{title} from {address}: address"
    port = "" if one.target_port is None else f" to port {one.target_port}"
    return f"{title} from {address}{port}"


def _counted(one: Observation) -> int:
    return min(one.messages, COUNT_MAX)
