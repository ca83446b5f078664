"""
What a query asks for, and the cursor that goes on with it.

A cursor carries its filters, so that it goes on the same way whatever a client sends
along with it or leaves out. It is signed: one that was changed, or that is of another
collection, or of whoever sees other sites, is refused.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from starlette.datastructures import QueryParams

from ng911risk.store.collected import LIMIT_MAX, Match, Walk
from ng911risk.store.moments import moment_text
from ng911risk_api.taxii.documents import Refused

Sign = Callable[[str], str]
"""Code of a text, of 40 digits."""

_MOMENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,20}))?Z", re.ASCII | re.IGNORECASE
)
_WORD: Final = re.compile(r"[\x21-\x2b\x2d-\x7e]{1,250}")
_VALUES_MAX: Final = 500
_CURSOR_MAX: Final = 60_000
_DIGITS_MAX: Final = 9
_KINDS: Final = ("id", "type", "spec_version", "version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One page of something."""

    match: Match
    limit: int
    walk: Walk | None
    """Where to go on; None: at the beginning."""


def wanted(query: QueryParams, fields: tuple[str, ...], place: str, sign: Sign) -> Wanted:
    """
    Read a query.

    Args:
        query: As it came.
        fields: What can be matched here; other ``match[...]`` are left aside.
        place: What is asked, for instance ``local/ID/objects``; a cursor is of one place.
        sign: Gives the code of a text.

    Raises:
        Refused: 400, something of it is wrong.
    """
    asked = _once(query)
    match = Match(
        added_after=_moment(asked["added_after"], "added_after") if "added_after" in asked else "",
        **_matches(asked, fields),
    )
    limit = _limit(asked["limit"]) if "limit" in asked else None
    if "next" not in asked:
        return Wanted(match=match, limit=limit or LIMIT_MAX, walk=None)
    went_on = _opened(asked["next"], place, sign)
    return Wanted(match=went_on.match, limit=limit or went_on.limit, walk=went_on.walk)


def cursor(asked: Wanted, walk: Walk, place: str, sign: Sign) -> str:
    """Text that goes on after a page."""
    match = asked.match
    parts = [
        walk.upto, walk.beyond, asked.limit, match.added_after, match.ids, match.types,
        match.spec_versions, match.versions,
    ]  # fmt: skip
    packed = zlib.compress(json.dumps(parts, separators=(",", ":")).encode("ascii"), 9)
    text = base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")
    return sign(f"{place} {text}") + text


def _opened(text: str, place: str, sign: Sign) -> Wanted:
    code, rest = text[:40], text[40:]
    if not (text.isascii() and len(text) <= _CURSOR_MAX) or not hmac.compare_digest(
        code, sign(f"{place} {rest}")
    ):
        raise _bad("next", "is not one that this collection gave; begin again without it")
    padded = rest + "=" * (-len(rest) % 4)
    parts = json.loads(zlib.decompress(base64.urlsafe_b64decode(padded)))
    upto, beyond, limit, added_after, *lists = parts
    ids, types, spec_versions, versions = map(tuple, lists)
    return Wanted(
        match=Match(
            added_after=added_after, ids=ids, types=types, spec_versions=spec_versions,
            versions=versions,
        ),
        limit=limit,
        walk=Walk(upto=upto, beyond=beyond),
    )  # fmt: skip


def _once(query: QueryParams) -> Mapping[str, str]:
    """
    Return what was asked, each once.

    Raises:
        Refused: Something came twice.
    """
    found: dict[str, str] = {}
    for name, value in query.multi_items():
        known = name in {"added_after", "limit", "next"} or name.startswith("match[")
        if known and name in found:
            raise _bad(name, "may come once; several values are separated by commas")
        found[name] = value
    return found


def _matches(asked: Mapping[str, str], fields: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    names = {"id": "ids", "type": "types", "spec_version": "spec_versions", "version": "versions"}
    found: dict[str, tuple[str, ...]] = {}
    for field in _KINDS:
        text = asked.get(f"match[{field}]")
        if text is None or field not in fields:
            continue
        values = text.split(",")
        if len(values) > _VALUES_MAX:
            raise _bad(f"match[{field}]", f"takes at most {_VALUES_MAX} values")
        read = _version if field == "version" else _word
        found[names[field]] = tuple(dict.fromkeys(read(one, field) for one in values))
    return found


def _word(text: str, field: str) -> str:
    if not _WORD.fullmatch(text):
        raise _bad(f"match[{field}]", "needs values of printable letters, separated by commas")
    return text


def _version(text: str, field: str) -> str:
    return text if text in {"first", "last", "all"} else _moment(text, f"match[{field}]")


def _moment(text: str, name: str) -> str:
    wrong = _bad(name, "needs a moment such as 2026-12-01T08:30:00.000000Z")
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise wrong
    fraction = (found[2] or "").ljust(6, "0")[:6]
    try:
        return moment_text(datetime.fromisoformat(f"{found[1].upper()}.{fraction}+00:00"))
    except ValueError:  # there is no such day or hour
        raise wrong from None


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and text.strip("0")):
        raise _bad("limit", "needs a whole number above 0")
    digits = text.lstrip("0")
    return LIMIT_MAX if len(digits) > _DIGITS_MAX else min(int(digits), LIMIT_MAX)


def _bad(name: str, message: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, f"{name} {message}.")
