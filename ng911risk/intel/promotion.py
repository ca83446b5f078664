"""
Whether an observation may be given out as an indicator: every reason against it.

Others block what we name. A wrong name can cut off real callers, so a person decides, and
this module refuses what no person may decide: what was seen in a lab, own addresses, those of
partners, and those of gateways that carry real calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from ng911risk.intel.observed import observation_id
from ng911risk.intel.reason import names_others, names_own_hosts
from ng911risk.model.addresses import (
    AddressBook,
    Network,
    all_faces,
    has_zone,
    is_public,
    network_of,
)
from ng911risk.model.inventory import Asset, Environment, Inventory
from ng911risk.model.kinds import AssetKind, Interface
from ng911risk.model.observation import Observation, Promotion
from ng911risk.model.personal import is_personal

LONGEST: Final = timedelta(days=90)
"""
Longest an indicator is valid. Judgement of the project: addresses of callers change hands, and
one that is blocked for longer than a quarter of a year is more likely somebody else's.
"""

CALL_KINDS: Final = frozenset(
    {
        AssetKind.BCF,
        AssetKind.ESRP,
        AssetKind.BRIDGE,
        AssetKind.IMR,
        AssetKind.OCIF,
        AssetKind.LNG,
        AssetKind.LPG,
        AssetKind.LSRG,
        AssetKind.TCC,
        AssetKind.CHFE,
        AssetKind.ADMIN_PBX,
        AssetKind.OSP,
    }
)
"""Kinds that pass on calls over IP. Others do where a flow of SIP or media touches them."""

NAMED_MAX: Final = 20
"""Most assets that one reason names."""

_HOSTS: Final = (
    "the reason goes out with the indicator and holds a host name of the inventory: leave out "
    "whom it reached"
)


@dataclass(frozen=True)
class Ground:
    """What decisions are held against, worked out once for many of them."""

    inventory: Inventory
    """Whose addresses are never named as hostile."""

    seen: tuple[Observation, ...]
    """Everything that was seen; who carries real calls in one capture carries them in all."""

    def refusals(self, observation: Observation, promotion: Promotion) -> tuple[str, ...]:
        """Every reason why `observation` may not become an indicator; empty: it may."""
        return (
            *self.refusals_later(observation, promotion),
            *_of_bare_names(promotion, self.inventory),
            *_of_what_is_not_known(promotion, self.inventory),
        )

    def refusals_later(self, observation: Observation, promotion: Promotion) -> tuple[str, ...]:
        """
        Every reason why a decision, once made, is not followed.

        That an inventory has grown by something without an address takes nothing back: what
        is revoked stays so for ever.
        """
        return (
            *refusals_ever(observation, promotion),
            *self._of_calls(observation),
            *self._of_the_inventory(observation.source),
            *_of_host_names(promotion, self.inventory),
        )

    def _of_calls(self, observation: Observation) -> Iterator[str]:
        """Answered calls count in any capture, and for both ends of them."""
        answered = not self._answered.isdisjoint(all_faces(observation.source))
        if observation.answered_calls > 0 or answered:
            yield "calls from or to this address were answered: it carries real calls"

    def _of_the_inventory(self, source: str) -> Iterator[str]:
        for name in dict.fromkeys(name for _, name in self._own.overlapping(source)):
            carries = ", which carries real calls" if name in self._carrying else ""
            asset = self._assets[name]
            yield f"it is an address of {_named(asset)} ({asset.kind.title}){carries}"
        for name in dict.fromkeys(name for _, name in self._partners.overlapping(source)):
            title = self._owners[name]
            called = f"'{title}' [{name}]" if title else f"'{name}'"
            yield f"it is in a network of the owner {called}"

    @cached_property
    def _answered(self) -> frozenset[Network]:
        """Both ends of every call that was answered."""
        ends = ((one.source, one.target) for one in self.seen if one.answered_calls > 0)
        return frozenset(face for pair in ends for end in pair for face in all_faces(end))

    @cached_property
    def _own(self) -> AddressBook:
        return AddressBook.of(
            (text, one.id) for one in self.inventory.assets for text in one.addresses
        )

    @cached_property
    def _partners(self) -> AddressBook:
        return AddressBook.of(
            (text, one.id) for one in self.inventory.owners for text in one.networks
        )

    @cached_property
    def _carrying(self) -> frozenset[str]:
        return _carrying(self.inventory)

    @cached_property
    def _owners(self) -> dict[str, str]:
        return {owner.id: owner.name for owner in self.inventory.owners}

    @cached_property
    def _assets(self) -> dict[str, Asset]:
        return {asset.id: asset for asset in self.inventory.assets}


def refusals(
    observation: Observation,
    promotion: Promotion,
    inventory: Inventory,
    *,
    others: Iterable[Observation] = (),
) -> tuple[str, ...]:
    """
    Every reason why `observation` may not become an indicator; empty: it may.

    Args:
        observation: What was seen.
        promotion: What a person decided about it.
        inventory: Whose addresses are never named as hostile.
        others: Everything else that was seen; an address that carries real calls in one
            capture carries them in all.
    """
    return Ground(inventory, tuple(others)).refusals(observation, promotion)


def refusals_ever(observation: Observation, promotion: Promotion) -> tuple[str, ...]:
    """Every reason that held when the decision was made: nothing of it ever went out."""
    return (
        *_of_the_decision(observation, promotion),
        *_of_the_place(observation),
        *_of_the_address(observation.source),
    )


def without_address(inventory: Inventory) -> tuple[Asset, ...]:
    """
    Assets that carry calls over IP and whose addresses nobody gave, in file order.

    A host name is no address: it is not looked up. The networks of its owner will do.
    """
    owners = {owner.id for owner in inventory.owners if any(map(network_of, owner.networks))}
    carrying = _carrying(inventory)
    return tuple(
        asset
        for asset in inventory.assets
        if asset.id in carrying
        and asset.owner not in owners
        and not any(map(network_of, asset.addresses))
    )


def _of_the_decision(observation: Observation, promotion: Promotion) -> Iterator[str]:
    if promotion.observation != observation.id:
        yield "the decision is about another observation"
    if observation.id != observation_id(observation):
        yield "the observation was changed by hand: its id does not fit what it says"
    if not promotion.by.strip():
        yield "nobody has decided it: name the role of who does"
    if not promotion.reason.strip():
        yield "no reason is given why it is hostile"
    if is_personal(promotion.reason):
        yield (
            "the reason goes out with the indicator and holds what looks like a telephone number "
            "or the address of a person"
        )
    allowed = all_faces(observation.source)
    if any(names_others(text, allowed) for text in (promotion.reason, promotion.by)):
        yield (
            "the reason goes out with the indicator and names an IP address or network that is not "
            "the sender's: leave out whom it reached"
        )
    yield from _of_the_time(promotion.on, promotion.valid_until)


def _of_the_time(on: datetime, until: datetime) -> Iterator[str]:
    if on.tzinfo is None or until.tzinfo is None:
        yield "the decision and its end need a time zone"
    elif until <= on:
        yield "it would end before it begins: valid_until must be after the decision"
    elif until - on > LONGEST:
        yield f"valid_until is more than {LONGEST.days} days after the decision"


def _of_the_place(observation: Observation) -> Iterator[str]:
    if observation.environment is not Environment.PRODUCTION:
        yield "it was seen in a lab, where attacks are made on purpose"


def _of_the_address(source: str) -> Iterator[str]:
    net = network_of(source)
    if net is None or net.prefixlen != net.max_prefixlen:
        yield "its source is not one IP address"
    elif has_zone(source) or not all(is_public(face[0]) for face in all_faces(source)):
        yield (
            "the address is private, reserved or for documentation: it means another machine "
            "everywhere else"
        )


def _of_host_names(promotion: Promotion, inventory: Inventory) -> Iterator[str]:
    if any(names_own_hosts(text, inventory) for text in (promotion.reason, promotion.by)):
        yield _HOSTS


def _of_bare_names(promotion: Promotion, inventory: Inventory) -> Iterator[str]:
    """
    Host names without a dot count when it is decided, and never later.

    Such a name may be a plain word, and a new system of that name would revoke for ever what
    says nothing about it.
    """
    texts = (promotion.reason, promotion.by)
    if any(names_own_hosts(text, inventory) for text in texts):
        return  # said already
    if any(names_own_hosts(text, inventory, dotted=False) for text in texts):
        yield _HOSTS


def _of_what_is_not_known(promotion: Promotion, inventory: Inventory) -> Iterator[str]:
    missing = without_address(inventory)
    if missing and not promotion.addresses_unknown:
        named = ", ".join(map(_named, missing[:NAMED_MAX]))
        more = f" and {len(missing) - NAMED_MAX} more" if len(missing) > NAMED_MAX else ""
        yield (
            f"the inventory gives no IP address for {named}{more}: it cannot be excluded that this "
            "is one that carries real calls"
        )


def _named(asset: Asset) -> str:
    """What people call it, and its id where that is another."""
    return f"'{asset.label}' [{asset.id}]" if asset.label != asset.id else f"'{asset.id}'"


def _carrying(inventory: Inventory) -> frozenset[str]:
    """Ids of what passes on calls over IP."""
    touched = {
        end
        for flow in inventory.flows
        if flow.protocol.interface in {Interface.SIP, Interface.MEDIA}
        for end in (flow.source, flow.target)
    }
    return frozenset(
        asset.id for asset in inventory.assets if asset.kind in CALL_KINDS or asset.id in touched
    )
