"""
What a sender of SIP calls itself -> what may be kept of it: names and versions of programs.

Numbers and people may stand there as well, since whoever sends it writes what he likes. A name
that looks like that of a program cannot be told from one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

AGENT_MAX: Final = 60
"""Most characters that are kept of what a sender calls itself."""

DIGITS: Final = 7
"""So many digits in a row, whatever separates them, may be a telephone number."""

SCANNERS: Final = (
    "friendly-scanner",
    "sipvicious",
    "sundayddr",
    "sip-scan",
    "sipcli",
    "pplsip",
    "vaxsipuseragent",
    "iwar",
    "sivus",
    "eyebeam release 3004t stamp 16741",
)
"""How tools that scan SIP call themselves, in lower case, when nobody changed it."""

_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]*")
_BETWEEN: Final = re.compile(r"[/_-]")
_VERSION: Final = re.compile(r"\d{1,3}(\.\d{1,3}){1,4}")
_NUMBER: Final = re.compile(rf"\d{{{DIGITS},}}|\d{{3}}\.\d{{3,4}}\b")
_MACHINE: Final = re.compile(r"[0-9A-Fa-f]{12}")
"""Address of a network card."""


@lru_cache(maxsize=1_024)
def agent_of(text: bytes) -> str:
    """
    What is kept: the name of a known scanner, or the words up to the first that names no program.

    Args:
        text: Value of the header.

    Returns:
        Printable ASCII of at most `AGENT_MAX` characters; empty if nothing is kept.
    """
    told = text[: AGENT_MAX * 4].decode("ascii", "replace")
    lower = told.lower()
    for name in SCANNERS:
        if name in lower:
            return name
    kept = ""
    for word in told.split():
        longer = f"{kept} {word}".lstrip()
        if len(longer) > AGENT_MAX or not _is_program(word, first=not kept):
            break
        kept = longer
    return kept


def _is_program(word: str, *, first: bool) -> bool:
    """Whether a word may be the name or the version of a program."""
    if not _WORD.fullmatch(word) or (word.isdigit() and (first or len(word) > 2)):  # noqa: PLR2004 - as in "Phone 12"
        return False
    if _VERSION.fullmatch(word.rsplit("/", 1)[-1]):
        word = word.rpartition("/")[0]
    joined = _BETWEEN.sub("", word)
    return not (_NUMBER.search(joined) or _MACHINE.search(joined))
