"""
Where a text names a telephone number or somebody's address: mail, SIP.

One answer for all: what is cut out of exports, and what may not stand in a reason that goes
out. Too much is found rather than too little, but dates, releases, CVE names, IP addresses and
ids of findings are left alone. People write numbers with all kinds of dashes, blanks and
digits: those are read as plain ones first. The time it takes grows with the length of the text
and no faster.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Final


class PersonalKind(StrEnum):
    """What was found."""

    NUMBER = "number"
    """Looks like a telephone number."""

    ACCOUNT = "account"
    """Looks like a mail or SIP address of somebody."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, ``text[start:end]``."""

    start: int
    end: int
    kind: PersonalKind


DIGITS_MIN: Final = 7
"""Fewest digits of a telephone number: a local one of North America."""

_DOTS: Final = frozenset("\u00b7\u2022\u2027\u2219\u22c5\u30fb\u3002\u2024\uff0e\u25cf\u25e6")
_MINUS: Final = "\u2212"
_READ: Final = MappingProxyType(
    {"Pd": "-", "Zs": " ", "Zl": " ", "Zp": " ", "Cf": "", "Mn": "", "Me": ""}
)
_GAP_MAX: Final = 2  # characters between the digits of a number in any other grouping

# What only looks like a number. Each begins where no word or number goes on, so that no
# character is looked at more than a few times.
_LEFT_ALONE: Final = re.compile(
    r"""
      (?<![\w.]) (?:(?:25[0-5]|2[0-4]\d|[01]?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|[01]?\d?\d)
                 (?:/\d{1,2})? (?![\w]|\.\d)                          # IPv4 address, network
    | (?<!\d) (?<!\d-) (?:19|20)\d\d([-/_.])(?:0?[1-9]|1[0-2])\1(?:[12]\d|3[01]|0?[1-9])
                 (?:[T ]\d\d:\d\d(?::\d\d(?:[.]\d{1,9})?)?)? (?!-?\d) # day, moment
    | (?<![\d./-]) (?:[12]\d|3[01]|0?[1-9])([./-])(?:[12]\d|3[01]|0?[1-9])\2(?:19|20)\d\d
                 (?![\d/-])                                           # day, as people write it
    | (?<!\d) (?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) (?!\d)      # day, packed
    | (?<![\d-]) (?:19|20)\d\d (?:\ ?[-/]\ ?(?:19|20)\d\d){1,3} (?!-?\d)        # years
    | (?<=\() (?:19|20)\d\d (?=\))                                    # year in brackets
    | (?<![\d,]) \d{1,3}(?:,\d{3}){1,9} (?!,?\d)                      # thousands
    | (?<![\d-]) 9-1-1 (?![\d-])
    | (?<![0-9a-z]) cve-\d{4}-\d{4,7} (?!\d)
    | (?<![0-9a-z]) ics[m]?a-\d\d-\d{3}-\d\d (?!\d)                   # advisories of CISA
    | (?<![0-9a-z]) kb\d{6,7} (?!\d)                                  # updates of Windows
    | (?<![0-9a-z]) cpe:(?:2\.3:|/)[^\s"']{1,300}
    | (?<![0-9a-z]) [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12} (?![0-9a-z])    # UUID
    | (?<![0-9a-z]) (?=\d{0,127}[a-f])[0-9a-f]{32,128} (?![0-9a-z])   # digest
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_CHAIN: Final = re.compile(r"[0-9]+(?:[\s()./,_-]{1,6}[0-9]+)*")
_GROUP: Final = re.compile(r"[0-9]+")
_LEAD: Final = re.compile(r"[+(]{1,2} ?\Z")
_EXTENSION: Final = re.compile(
    r" {0,2}(?:x|ext\.?|extension|#) {0,2}[0-9]{1,6}(?!\w)", re.IGNORECASE
)

_AT: Final = re.compile(r"@| {0,2}[\[({]\s?at\s?[\])}] {0,2}", re.IGNORECASE)
_LOCAL: Final = re.compile(r"""[^\s<>"`@(){}\[\]]+""")
_QUOTED: Final = re.compile(r'"[^"\n]+"')
_DOT: Final = r"(?: {0,2}[\[({]\s?dot\s?[\])}] {0,2})"
_DOMAIN: Final = re.compile(
    rf"""\[[^\]\s]{{1,64}}\]|[^\s<>"`@,;(){{}}\[\]]+(?:{_DOT}[^\s<>"`@,;(){{}}\[\]]+)*""",
    re.IGNORECASE,
)
_FINDING: Final = re.compile(r"[a-z][a-z0-9._-]*")
_SCHEME: Final = re.compile(r"(?:sips?|mailto|tel|xmpp|im|pres):", re.IGNORECASE)
_RELEASE: Final = re.compile(r"[~^v]?\d+(?:\.\d+){0,2}(?:[-+.][\w.-]*)?")
_IPV4: Final = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?")


def personal_in(text: str) -> tuple[Span, ...]:
    """
    Every telephone number and every address of somebody in a text, in order.

    A number may lie inside an address; two of one kind share nothing.
    """
    plain, origin = _plain(text)
    spans = (
        Span(origin[one.start], origin[one.end - 1] + 1, one.kind)
        for found in (_accounts(plain), _numbers(plain))
        for one in _apart(found)
    )
    return tuple(sorted(spans, key=lambda one: (one.start, one.end)))


def is_personal(text: str) -> bool:
    """Whether a text names what looks like a telephone number, a SIP or a mail address."""
    return bool(personal_in(text))


def _apart(found: Iterable[Span]) -> list[Span]:
    """Spans of one kind, those that overlap made one, in order."""
    made: list[Span] = []
    for one in sorted(found, key=lambda one: (one.start, one.end)):
        if made and one.start < made[-1].end:
            made[-1] = replace(made[-1], end=max(made[-1].end, one.end))
        else:
            made.append(one)
    return made


def _plain(text: str) -> tuple[str, range | list[int]]:
    """
    The text with plain digits, dashes, dots and blanks, without what nobody sees.

    Returns:
        (plain text, where each of its characters stands in `text`).
    """
    if text.isascii():
        return text, range(len(text))
    signs: list[str] = []
    origin: list[int] = []
    for at, sign in enumerate(text):
        for one in sign if sign.isascii() else unicodedata.normalize("NFKC", sign):
            if read := _sign(one):
                signs.append(read)
                origin.append(at)
    return "".join(signs), origin


def _sign(one: str) -> str:
    """What a character is read as; empty: as nothing."""
    if one.isascii():
        return one
    kind = unicodedata.category(one)
    if one in _DOTS:
        return "."
    if one == _MINUS:
        return "-"
    return _READ[kind] if kind in _READ else str(unicodedata.decimal(one, one))


# --- telephone numbers --------------------------------------------------------


def _numbers(text: str) -> Iterator[Span]:
    if sum(map(text.count, "0123456789")) < DIGITS_MIN:  # most texts, quickly
        return
    masked = _LEFT_ALONE.sub(lambda found: "\0" * len(found.group()), text)
    for chain in _CHAIN.finditer(masked):
        if sum(map(str.isdigit, chain.group())) >= DIGITS_MIN:
            for start, end in _in_chain(masked, chain):
                extension = _EXTENSION.match(masked, end)
                yield Span(start, extension.end() if extension else end, PersonalKind.NUMBER)


def _in_chain(text: str, chain: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Where numbers begin and end in a row of digits with marks between them."""
    groups = [found.span() for found in _GROUP.finditer(text, *chain.span())]
    gaps = [text[one[1] : other[0]] for one, other in pairwise(groups)]
    after = text[chain.end() : chain.end() + 1]
    lead = _LEAD.search(text, max(0, chain.start() - 3), chain.start())
    first = lead.start() if lead else chain.start()
    if lead and "+" in lead.group() and not any("," in gap for gap in gaps):
        yield first, chain.end()
        return
    for at, upto in (*_north_american(groups, gaps), *_of_any_shape(groups, gaps, after)):
        start = groups[at][0]
        opened = text[start - 1 : start] == "("
        yield (first if at == 0 else start - opened), groups[upto][1]


def _north_american(groups: list[tuple[int, int]], gaps: list[str]) -> Iterator[tuple[int, int]]:
    """(first, last) group of each 3-4 or 3-3-4, with or without a 1 before it."""
    sizes = [end - start for start, end in groups]
    for at in range(len(sizes) - 1):
        last = at + 2 if sizes[at : at + 3] == [3, 3, 4] else at + 1
        long = last == at + 2
        if not long and sizes[at : at + 2] != [3, 4]:
            continue
        within = gaps[at:last]
        commas = any("," in gap for gap in within)
        if commas and not (long and within == [",", ","]):
            continue
        one_before = at > 0 and sizes[at - 1] == 1
        dotted = "." in "".join(within)
        if dotted and at > 0 and gaps[at - 1] == "." and not one_before:
            continue  # part of a release: 10.715.555.0142
        if dotted and not long and (gaps[last : last + 1] == ["."] or gaps[at - 1 : at] == ["."]):
            continue  # part of a release: 1.0.609.1234
        yield (at - 1 if one_before and "," not in gaps[at - 1] else at), last


def _of_any_shape(
    groups: list[tuple[int, int]], gaps: list[str], after: str
) -> Iterator[tuple[int, int]]:
    """(first, last) group of each row that only blanks, dashes and brackets hold together."""
    start = count = 0
    follow = [*gaps, after]
    for at, (begin, end) in enumerate(groups):
        count += end - begin
        if at == len(gaps) or not _joins(gaps[at], follow[at + 1]):
            if count >= DIGITS_MIN:
                yield start, at
            start, count = at + 1, 0


def _joins(gap: str, after: str) -> bool:
    """Whether digits on both sides of a gap are of one number; a bracket has to be closed."""
    if len(gap) > _GAP_MAX or "." in gap or "," in gap:
        return False
    return "(" not in gap or after.startswith(")")


# --- addresses of people ------------------------------------------------------


def _accounts(text: str) -> Iterator[Span]:
    if not (marks := [*_AT.finditer(text)]):
        return
    backwards = text[::-1]
    for mark in marks:
        domain = _DOMAIN.match(text, mark.end())
        local = _local(backwards, len(text) - mark.start())
        if domain is None or local is None:
            continue
        start = len(text) - local.end()
        start += text[start : mark.start()].startswith("'")
        name, host = text[start : mark.start()], domain.group().rstrip(".:!?'/")
        if host and not _is_no_account(name, mark.group(), host):
            yield Span(start, mark.end() + len(host), PersonalKind.ACCOUNT)


def _local(backwards: str, at: int) -> re.Match[str] | None:
    """What stands before the @, in the text read backwards."""
    return _QUOTED.match(backwards, at, at + 130) or _LOCAL.match(backwards, at)


def _is_no_account(name: str, mark: str, host: str) -> bool:
    """Whether it is a finding (vector@asset) or a release of something (package@1.2.3)."""
    if mark != "@" or _SCHEME.match(name) or host.startswith("["):
        return False
    if _IPV4.fullmatch(host):
        return False
    finding = "." not in host and _FINDING.fullmatch(name) and _FINDING.fullmatch(host)
    return bool(finding or _RELEASE.fullmatch(host))
