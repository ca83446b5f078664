"""What a STIX pattern names that an inventory can be compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from stix2patterns.exceptions import ParseException
from stix2patterns.v21.pattern import Pattern

from ng911risk.model.addresses import host_of, network_of
from ng911risk.records.text import FORBIDDEN, name_of

PATTERN_MAX: Final = 50_000
"""Longest pattern that is read, in characters."""

NESTED_MAX: Final = 40
"""Most brackets inside each other in a pattern."""

# A text; with t, h or b before it, it is a moment or bytes, which have a grammar of their own.
_LITERAL = re.compile(r"([thb]?)'((?:[^'\\]|\\['\\])*)'")
_NUMBER = re.compile("\x00(\\d+)\x00")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_CVE = re.compile(r"CVE-\d{4}-\d{4,}", re.ASCII | re.IGNORECASE)
_EQUAL = ("=", "==", "IN", "ISSUBSET", "ISSUPERSET")
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


class Unreadable(Exception):  # noqa: N818 - never leaves this package
    """A pattern that cannot be read; says why."""


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


def named_in(pattern: str) -> Named:
    """
    Addresses, host names and software that a STIX 2.1 pattern names.

    What the pattern excludes (NOT, !=) or only resembles (LIKE, MATCHES) is not named.

    Raises:
        Unreadable: It is not a STIX pattern, or too long or too deep to be read.
    """
    _check(pattern)
    literals: list[str] = []
    shape = _LITERAL.sub(lambda found: _set_aside(found, literals), pattern)
    try:
        compared = _compared(shape)
    except (ParseException, ValueError) as error:  # ValueError: an index of thousands of digits
        raise Unreadable(f"the pattern cannot be read: {_why(pattern, error)}") from None
    found = _Found()
    for kind, path, operator, written in compared:
        if operator in _EQUAL:
            steps = [_put_back(step, literals) for step in path]
            for text in _LITERAL.finditer(written):
                found.add(kind, steps, _put_back(text[2], literals))
    return found.named(tuple(dict.fromkeys(kind for kind, *_ in compared)))


_Compared: TypeAlias = tuple[tuple[str, tuple[str, ...], str, str], ...]


@lru_cache(maxsize=256)
def _compared(shape: str) -> _Compared:
    """
    (type of object, names on the path, operator, literal) of every comparison.

    The library takes about a millisecond for a pattern. A feed has thousands that differ in
    their texts alone, so a pattern is parsed once for each shape, with numbers for its texts:
    to the grammar one text is as good as another.

    Raises:
        ParseException, ValueError: It is not a pattern.
    """
    by_kind = Pattern(shape).inspect().comparisons
    return tuple(
        (kind, tuple(step for step in path if isinstance(step, str)), operator, written)
        for kind in sorted(by_kind)
        for path, operator, written in by_kind[kind]
    )


def _set_aside(found: re.Match[str], literals: list[str]) -> str:
    """Return a number in place of a text; NUL is in no pattern, so nobody else can write it."""
    if found[1]:
        return found[0]
    literals.append(found[2])
    return f"'\x00{len(literals) - 1}\x00'"


def _put_back(text: str, literals: list[str]) -> str:
    """`text` with its own texts again, their escapes resolved."""
    whole = _NUMBER.sub(lambda found: literals[int(found[1])], text)
    return _ESCAPE.sub(r"\1", whole)


def _why(pattern: str, error: Exception) -> str:
    """Return what the library says of the pattern as it was written, not of its shape."""
    try:
        Pattern(pattern)
    except (ParseException, ValueError) as plain:
        error = plain
    return str(error)[:200]


def _check(pattern: str) -> None:
    if len(pattern) > PATTERN_MAX:
        raise Unreadable(f"the pattern has more than {PATTERN_MAX:,} characters")
    if hidden := FORBIDDEN.search(pattern):
        raise Unreadable(f"the pattern contains {name_of(hidden.group())}")
    depth = 0
    for sign in re.findall(r"[\[\]()]", _LITERAL.sub("", pattern)):
        depth += 1 if sign in "[(" else -1
        if depth > NESTED_MAX:
            raise Unreadable(f"the pattern has more than {NESTED_MAX} brackets inside each other")


class _Found:
    """Collects in the order of the pattern, each thing once."""

    def __init__(self) -> None:
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
            self._host(_host_in(text))
        elif (kind, *steps) in _HOST_AT:
            self._host(text)

    def _host(self, text: str) -> None:
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
