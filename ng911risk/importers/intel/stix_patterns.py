"""What a STIX pattern names that an inventory can be compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from ng911risk.importers.intel.stix_comparisons import comparisons_of
from ng911risk.importers.intel.stix_tokens import Allowance, Unreadable
from ng911risk.model.addresses import host_of, network_of
from ng911risk.records.text import FORBIDDEN, name_of

PATTERN_MAX: Final = 4_000_000
"""Longest pattern that is read, in characters."""

HOST_STEPS: Final = 15
"""Work of understanding one address or host name, in steps of an `Allowance`."""

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_CVE = re.compile(r"CVE-\d{4}-\d{4,}", re.ASCII | re.IGNORECASE)
_EQUAL = frozenset(("=", "==", "IN", "ISSUBSET", "ISSUPERSET"))
_HOST_AT = frozenset(
    (
        ("domain-name", "resolves_to_refs", "value"),
        ("domain-name", "value"),
        ("ipv4-addr", "value"),
        ("ipv6-addr", "value"),
        ("network-traffic", "dst_ref", "value"),
        ("network-traffic", "src_ref", "value"),
    )
)
_SIP = re.compile(r"sips?:(?:[^@]*@)?(\[[0-9a-f:.]+\]|[^:;?>]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a pattern names."""

    addresses: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    software: tuple[str, ...] = ()
    flaws: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    """Types of the objects it compares, in alphabetical order."""

    @property
    def comparable(self) -> bool:
        """Whether an inventory can be held against anything of it."""
        return bool(self.addresses or self.domains or self.software or self.flaws)


def named_in(pattern: str, allowance: Allowance) -> Named:
    """
    Addresses, host names and software that a STIX 2.1 pattern names.

    What the pattern excludes (NOT, !=) or only resembles (LIKE, MATCHES) is not named.

    Args:
        pattern: As it came.
        allowance: Grows smaller by the work that was done.

    Raises:
        Unreadable: It is not a STIX pattern, or too long or too deep to be read.
        TooMuch: The allowance is used up.
    """
    if len(pattern) > PATTERN_MAX:
        raise Unreadable(f"the pattern has more than {PATTERN_MAX:,} characters")
    if hidden := FORBIDDEN.search(pattern):
        raise Unreadable(f"the pattern contains {name_of(hidden.group())}")
    found = _Found(allowance)
    kinds: set[str] = set()
    for one in comparisons_of(pattern, allowance):
        kinds.add(one.kind)
        if one.operator in _EQUAL and not one.negated:
            steps = [_plain(step) for step in one.path]
            for text in one.texts:
                found.add(one.kind, steps, _plain(text))
    return found.named(tuple(sorted(kinds)))


def _plain(written: str) -> str:
    """Return a name, or a text without its quotes and with its escapes resolved."""
    return _ESCAPE.sub(r"\1", written[1:-1]) if written.startswith("'") else written


class _Found:
    """Collects in the order of the pattern, each thing once."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._addresses: dict[str, None] = {}
        self._domains: dict[str, None] = {}
        self._software: dict[str, None] = {}
        self._flaws: dict[str, None] = {}

    def named(self, types: tuple[str, ...]) -> Named:
        return Named(
            addresses=tuple(self._addresses),
            domains=tuple(self._domains),
            software=tuple(self._software),
            flaws=tuple(self._flaws),
            types=types,
        )

    def add(self, kind: str, steps: list[str], text: str) -> None:
        """Add the text that the pattern compares the property at `steps` of a `kind` with."""
        if kind == "software" and steps in (["cpe"], ["name"]):
            if text.strip():
                self._software[text.strip()] = None
        elif kind == "vulnerability" and _CVE.fullmatch(text):
            self._flaws[text.upper()] = None
        elif kind == "url" and steps == ["value"]:
            self._allowance.use(HOST_STEPS)
            self._host(_host_in(text))
        elif (kind, *steps) in _HOST_AT:
            self._host(text)

    def _host(self, text: str) -> None:
        self._allowance.use(HOST_STEPS)
        if network := network_of(text):
            whole = network.prefixlen == network.max_prefixlen
            self._addresses[str(network.network_address) if whole else str(network)] = None
        elif name := host_of(text):
            self._domains[name] = None


def _host_in(url: str) -> str:
    """Host of a web address or a SIP address, empty if there is none."""
    if found := _SIP.match(url.strip()):
        return found[1].strip("[]")
    try:
        return urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
