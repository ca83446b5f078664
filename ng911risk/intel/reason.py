"""
What the text of a decision must not name: it goes out with the indicator.

Whoever was attacked is easily named in passing. Any IP address but that of the sender is
refused, since nobody but the sender has to be named; host names only where the inventory
knows them, since any word may be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network
from typing import Final

from ng911risk.model.addresses import Network, host_of, network_of
from ng911risk.model.inventory import Inventory

_DEFANGED: Final = re.compile(r"\s?[\[({]\s?([.:]|dot)\s?[\])}]\s?", re.IGNORECASE)
_IPV4: Final = re.compile(r"(?<!\d)(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?!\d)")
_OPEN_IPV4: Final = re.compile(r"(?<!\d)((?:\d{1,3}\.){2,3})[x*]+(?:\.[x*]+)?(?!\w)", re.IGNORECASE)
_IPV6: Final = re.compile(r"(?<![\w:])[0-9a-f:]*:[0-9a-f]*:[0-9a-f:.]*(?:/\d{1,3})?", re.IGNORECASE)
_HOST: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", re.IGNORECASE | re.ASCII)


def addresses_in(text: str) -> tuple[Network, ...]:
    """IP addresses and networks in a text, also as 192.0.2.x or 192[.]0[.]2[.]1, in order."""
    text = _plain(text)
    found = [_four(one) for one in _IPV4.findall(text)]
    found += [_open(parts) for parts in _OPEN_IPV4.findall(text)]
    found += [network_of(one.rstrip(".")) for one in _IPV6.findall(text)]
    return tuple(dict.fromkeys(one for one in found if one is not None))


def hosts_in(text: str, own: Iterable[str], *, dotted: bool = True) -> tuple[str, ...]:
    """
    Host names among `own` that a text names, or names below them, in the order of the text.

    Args:
        text: For people.
        own: Addresses of an inventory; those that are no host names are passed over.
        dotted: Only names with a dot. A bare name may be a plain word, such as "mail".
    """
    names = {name for name in map(host_of, own) if name and ("." in name or not dotted)}
    found = (one.casefold() for one in _HOST.findall(_plain(text)))
    return tuple(dict.fromkeys(one for one in found if names.intersection(_ends(one))))


def names_others(text: str, allowed: Iterable[Network]) -> bool:
    """Whether a text names an IP address or network that is not `allowed`."""
    return bool(set(addresses_in(text)).difference(allowed))


def names_own_hosts(text: str, inventory: Inventory, *, dotted: bool = True) -> bool:
    """Whether a text names a host of the inventory; see `hosts_in`."""
    return bool(hosts_in(text, _own(inventory), dotted=dotted))


def _own(inventory: Inventory) -> Iterator[str]:
    for asset in inventory.assets:
        yield from asset.addresses
    for owner in inventory.owners:
        yield from owner.networks


def _plain(text: str) -> str:
    """Undo what people write so that nobody clicks on it."""
    return _DEFANGED.sub(lambda found: ":" if found[1] == ":" else ".", text)


def _four(text: str) -> Network | None:
    """IPv4 address, also with zeros in front, which `ipaddress` does not take."""
    address, slash, mask = text.partition("/")
    bare = ".".join(str(int(part)) for part in address.split("."))
    # what looks like a mask may be something else: the address is named all the same
    return network_of(f"{bare}{slash}{mask}") or network_of(bare)


def _open(parts: str) -> Network | None:
    """Network of ``192.0.2.`` or ``192.0.``."""
    numbers = [int(one) for one in parts.rstrip(".").split(".")]
    if max(numbers) > 255:  # noqa: PLR2004 - an octet
        return None
    whole = ".".join(map(str, [*numbers, 0, 0][:4]))
    return IPv4Network(f"{whole}/{8 * len(numbers)}", strict=False)


def _ends(name: str) -> Iterator[str]:
    """``a.b.c``: itself, ``b.c``, ``c``."""
    parts = name.split(".")
    return (".".join(parts[at:]) for at in range(len(parts)))
