"""What stands in a lab: from a file, or drafted from the inventory; refused near real calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from types import MappingProxyType
from typing import Any, Final

from ng911risk.errors import InputError, Problem
from ng911risk.lab.door.reach import Reach
from ng911risk.lab.messages.dialog import is_test_address
from ng911risk.model.addresses import AddressBook, Network, host_of, network_of
from ng911risk.model.inventory import Environment, Inventory, Zone
from ng911risk.model.kinds import AssetKind
from ng911risk.model.lab import LabScope, LabTarget, LabTargetFile
from ng911risk.records import Located, read_record

TARGETS_MAX: Final = 64
"""Most targets of one run."""

_PORT_MAX: Final = 65_535
_PORTS: Final = ("sip", "sip_tls", "http", "https", "dns", "ntp", "stun")
_LISTS: Final = ("open_ports", "closed_ports")
_LIST_MAX: Final = 64

_NAME: Final = r"(?=.{1,253}$)([A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}\.?"
_WORDS: Final = {
    "name": (re.compile(_NAME), "a host name: letters, digits, - and ."),
    "dns_name": (re.compile(_NAME), "a name: letters, digits, -, _ and ."),
    "dns_zone": (re.compile(_NAME), "a name: letters, digits, -, _ and ."),
    "known_user": (re.compile(r"[A-Za-z0-9._+~-]{1,64}"), "one word of at most 64 characters"),
    "path": (re.compile(r"/[!-~]{0,255}"), "a path that begins with /, without spaces"),
}
"""What goes into messages as it stands: it may not end a line, or make a message too long."""

_SIP: Final = {"sip": 5060, "sip_tls": 5061}
_WEB: Final = {"http": 80, "https": 443}
_USUAL: Final[Mapping[AssetKind, Mapping[str, Any]]] = MappingProxyType(
    {
        AssetKind.BCF: _SIP,
        AssetKind.ESRP: _SIP,
        AssetKind.BRIDGE: _SIP,
        AssetKind.CHFE: _SIP,
        AssetKind.ECRF: _WEB,
        AssetKind.LVF: _WEB,
        AssetKind.LIS: _WEB,
        AssetKind.POLICY_STORE: _WEB,
        AssetKind.LOGGING: _WEB,
    }
)
"""Doors that an element usually has: a draft for a person to correct."""


def read_targets(data: bytes, *, file: str) -> Located[LabTargetFile]:
    """
    Targets in a YAML or JSON file; the ending of its name says which.

    Raises:
        InputError: It cannot be used; carries every problem.
    """
    kind = "json" if file.lower().endswith(".json") else "yaml"
    located = read_record(LabTargetFile, data, file=file, format=kind)  # type: ignore[arg-type]  # one of two words
    problems = [
        Problem(file=file, row=row, column=column, field=field, message=message)
        for field, message in _faults(located.value.targets)
        for row, column in (located.position(field),)
    ]
    if problems:
        raise InputError(problems)
    return located


def drafted(scope: LabScope, inventory: Inventory) -> tuple[LabTarget, ...]:
    """
    Targets for the assets of the inventory that stand in the scope, to be corrected by hand.

    What stands where real calls may pass is left out.
    """
    reach = Reach.of(scope)
    live = {zone.id for zone in inventory.zones if _live(zone)}
    return tuple(
        LabTarget(
            id=asset.id, asset=asset.id, kind=asset.kind, address=text, **_USUAL.get(asset.kind, {})
        )
        for asset in inventory.assets
        for text in asset.addresses
        if asset.zone not in live and reach.zone_of(text) is not None
    )[:TARGETS_MAX]


def too_close(
    scope: LabScope, targets: tuple[LabTarget, ...], inventory: Inventory
) -> Iterator[str]:
    """
    Why nothing may be sent here: what the inventory knows about real calls.

    An asset that stands where real calls pass is refused, and so is a target of the same address,
    even if the target names another asset or none.
    """
    zones = {zone.id: zone for zone in inventory.zones}
    assets = {asset.id: asset for asset in inventory.assets}
    for target in targets:
        if target.asset and target.asset not in assets:
            yield f"{target.id}: the inventory has no asset {target.asset}"
        elif target.asset and (why := _live(zones[assets[target.asset].zone])):
            yield f"{target.id}: {why}"
    book = AddressBook.of(
        (text, asset.id)
        for asset in inventory.assets
        if _live(zones[asset.zone])
        for text in asset.addresses
    )
    excluded = Reach.of(scope).excluded
    for one in scope.networks:
        for text, name in book.overlapping(one.network):
            if not _inside(text, excluded):
                why = _live(zones[assets[name].zone])
                yield f"{name} ({text}) stands in the networks of the scope: {why}"
    for target in targets:
        for text, name in book.named(target.name):
            if host_of(text) == host_of(target.name):
                yield f"{target.id}: {text} is a name of {name}, where real calls may pass"


def _inside(text: str, networks: tuple[Network, ...]) -> bool:
    """Whether everything that `text` names lies in one of the networks."""
    found = network_of(text)
    return found is not None and any(
        found.version == one.version and found.subnet_of(one)  # type: ignore[arg-type]  # of one version
        for one in networks
    )


def _live(zone: Zone) -> str:
    if zone.live_call_path:
        return f"real 9-1-1 calls pass in zone {zone.id} (live_call_path)"
    if zone.environment is not Environment.LAB:
        return f"zone {zone.id} is not marked as a lab (environment: lab)"
    return ""


def _faults(targets: tuple[LabTarget, ...]) -> Iterator[tuple[str, str]]:
    if len(targets) > TARGETS_MAX:
        yield "targets", f"more than {TARGETS_MAX} targets"
    seen: set[str] = set()
    for i, target in enumerate(targets):
        where = f"targets[{i}]"
        if target.id in seen or not target.id.strip():
            yield f"{where}.id", "this id is empty, or occurs twice"
        seen.add(target.id)
        if target.address and not _is_address(target.address):
            yield f"{where}.address", "this is no IP address; names are never looked up"
        for field, message in (*_number_faults(target), *_word_faults(target)):
            yield f"{where}.{field}", message


def _number_faults(target: LabTarget) -> Iterator[tuple[str, str]]:
    for field in _PORTS:
        port = getattr(target, field)
        if port is not None and not 1 <= port <= _PORT_MAX:
            yield field, f"a port is between 1 and {_PORT_MAX}"
    for field in _LISTS:
        ports = getattr(target, field)
        if len(ports) > _LIST_MAX or not all(1 <= port <= _PORT_MAX for port in ports):
            yield field, f"at most {_LIST_MAX} ports, each from 1 to {_PORT_MAX}"


def _word_faults(target: LabTarget) -> Iterator[tuple[str, str]]:
    for field, (pattern, words) in _WORDS.items():
        text = getattr(target, field)
        if text and not pattern.fullmatch(text):
            yield field, f"this must be {words}"
    if target.test_call and not is_test_address(target.test_call):
        yield "test_call", "this must be urn:service:test.sos or a sip: address for tests only"


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
