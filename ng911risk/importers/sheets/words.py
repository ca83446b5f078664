"""How words in cells and at the heads of columns are compared."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

from ng911risk.model.scales import Status

_NOT_LETTERS = re.compile(r"[\W_]+")
_SAID = {
    "y": Status.YES,
    "true": Status.YES,
    "n": Status.NO,
    "false": Status.NO,
    "partial": Status.PARTLY,
    "partially": Status.PARTLY,
    "?": Status.UNKNOWN,
    "dont know": Status.UNKNOWN,
    "don't know": Status.UNKNOWN,
    "not known": Status.UNKNOWN,
}
_TRUTH = {"yes": True, "true": True, "y": True, "no": False, "false": False, "n": False}


def key(text: str) -> str:
    """`text` without what people vary: case, spaces, dashes and other marks."""
    return _NOT_LETTERS.sub("", text[:200].casefold())


def truth(text: str) -> bool | None:
    """Whether somebody says yes or no; None when it is neither."""
    return _TRUTH.get(text.strip().casefold())


def member(kind: type[Enum], text: str) -> str:
    """Word of the files for what somebody wrote, or their own word when it is none of ours."""
    word = " ".join(text.casefold().split())
    if kind is Status and word in _SAID:
        return str(_SAID[word].value)
    return _members(kind).get(key(text), text)


@cache
def _members(kind: type[Enum]) -> dict[str, str]:
    """Values, and titles where the members have any; aliases are known to the records room."""
    table: dict[str, str] = {}
    for one in kind:
        title = getattr(one, "title", "")
        if isinstance(title, str):
            table[key(title)] = str(one.value)
    # Among titles and values the value wins: it is what the files say.
    return table | {key(str(one.value)): str(one.value) for one in kind}
