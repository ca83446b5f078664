"""
Whether an observation may be given out as an indicator: every reason against it.

Others block what we name. A wrong name can cut off real callers, so a person decides, and
this module refuses what no person may decide: what was seen in a lab, own addresses, those of
partners, and those of gateways that carry real calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from ng911risk.intel.observed import observation_id
from ng911risk.model.addresses import AddressBook, Network, is_public, network_of
from ng911risk.model.inventory import Asset, Environment, Inventory
from ng911risk.model.kinds import AssetKind, Interface
from ng911risk.model.observation import Observation, Promotion

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

NAMED_MAX: Final = 5
"""Most assets that one reason names."""

_NAT64: Final = IPv6Network("64:ff9b::/96")
_ADDRESS: Final = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?![\w.])")
_NO_TELEPHONE: Final = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)|CVE-\d{4}-\d{4,7}(?!\d)")
_TELEPHONE: Final = re.compile(r"\d(?:[\s()./-]*\d){6,}")
_ACCOUNT: Final = re.compile(r"[^\s@]@[^\s@]")


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
        )

    def _of_calls(self, observation: Observation) -> Iterator[str]:
        """Answered calls count in any capture, and for both ends of them."""
        if observation.answered_calls > 0 or network_of(observation.source) in self._answered:
            yield "calls from or to this address were answered: it carries real calls"

    def _of_the_inventory(self, source: str) -> Iterator[str]:
        faces = tuple(map(str, _faces(source)))
        for name in dict.fromkeys(
            name for face in faces for _, name in self._own.overlapping(face)
        ):
            carries = ", which carries real calls" if name in self._carrying else ""
            yield f"it is an address of '{name}' ({self._assets[name].kind.title}){carries}"
        partners = (name for face in faces for _, name in self._partners.overlapping(face))
        for name in dict.fromkeys(partners):
            yield f"it is in a network of the owner '{name}'"

    @cached_property
    def _answered(self) -> frozenset[Network | None]:
        """Both ends of every call that was answered."""
        ends = ((one.source, one.target) for one in self.seen if one.answered_calls > 0)
        return frozenset(network_of(end) for pair in ends for end in pair) - {None}

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


def personal(text: str) -> bool:
    """Whether a text names what looks like a telephone number, a SIP or a mail address."""
    bare = _NO_TELEPHONE.sub(" ", _ADDRESS.sub(" ", text))
    return bool(_TELEPHONE.search(bare) or _ACCOUNT.search(bare))


def _of_the_decision(observation: Observation, promotion: Promotion) -> Iterator[str]:
    if promotion.observation != observation.id:
        yield "the decision is about another observation"
    if observation.id != observation_id(observation):
        yield "the observation was changed by hand: its id does not fit what it says"
    if not promotion.by.strip():
        yield "nobody has decided it: name the role of who does"
    if not promotion.reason.strip():
        yield "no reason is given why it is hostile"
    if personal(promotion.reason):
        yield (
            "the reason goes out with the indicator and holds what looks like a telephone number "
            "or the address of a person"
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
    elif not all(map(is_public, _faces(source))):
        yield (
            "the address is private, reserved or for documentation: it means another machine "
            "everywhere else"
        )


def _of_what_is_not_known(promotion: Promotion, inventory: Inventory) -> Iterator[str]:
    missing = without_address(inventory)
    if missing and not promotion.addresses_unknown:
        named = ", ".join(f"'{asset.id}'" for asset in missing[:NAMED_MAX])
        more = f" and {len(missing) - NAMED_MAX} more" if len(missing) > NAMED_MAX else ""
        yield (
            f"the inventory gives no IP address for {named}{more}: it cannot be excluded that this "
            "is one that carries real calls"
        )


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


def _faces(source: str) -> tuple[IPv4Address | IPv6Address, ...]:
    """One address, and the IPv4 address that a translator or tunnel packed into it."""
    net = network_of(source)
    if net is None:
        return ()
    address = net.network_address
    if isinstance(address, IPv4Address):
        return (address,)
    inner = [address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        inner.append(ip_address(int(address) & 0xFFFFFFFF))
    return (address, *(one for one in inner if one is not None))
