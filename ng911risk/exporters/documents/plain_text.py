"""Text on its way to paper: nothing that turns lines, nothing that bursts a column."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Marks that turn the direction of a line make a reader read something else.
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONG_WORD: Final = re.compile(r"\S{25,}")
_EVERY: Final = 12
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_BREAK: Final = "\u200b"


def straight(text: str) -> str:
    """`text` without direction marks and without what no paper shows."""
    return _CONTROL.sub("", _TURNING.sub("", text))


def breakable(text: str) -> str:
    """`text` with places where a very long word may go on in the next line."""
    return _LONG_WORD.sub(lambda word: _BREAK.join(_pieces(word[0])), text)


def spelt(sign: str) -> str:
    """A sign that no font shows, by its name: ``[fire engine]``."""
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Cf", "Mn"}:
        return ""
    name = unicodedata.name(sign, "")
    return f"[{name.lower()}]" if name and "IDEOGRAPH" not in name else f"[U+{ord(sign):04X}]"


def _pieces(word: str) -> list[str]:
    return [word[start : start + _EVERY] for start in range(0, len(word), _EVERY)]
