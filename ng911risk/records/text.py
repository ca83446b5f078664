"""Text that may enter: one normal form, no hidden characters; and how messages quote it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

TEXT_MAX = 10_000
"""Longest text in one field, in characters."""

ECHO_MAX = 60
"""Most characters of somebody's input that a message repeats."""

# C0 and C1 controls but tab and line feed, line separators that editors do not count,
# direction overrides that make a reviewer read something else, byte order marks,
# surrogates, and the two noncharacters that YAML refuses.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_MARKS = re.compile(r"[\W_]+")
_LINE_END = re.compile("\r\n?")


def tidy(text: str) -> str:
    """`text` with line feeds for line ends and in Unicode normal form C."""
    if text.isascii():
        return _LINE_END.sub("\n", text) if "\r" in text else text
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text))


def fault_of(text: str) -> str:
    """What is wrong with a tidy `text`, or an empty string."""
    if len(text) > TEXT_MAX:
        return f"the text has {len(text):,} characters; at most {TEXT_MAX:,} are allowed"
    found = FORBIDDEN.search(text)
    return f"the text contains {name_of(found.group())}" if found else ""


def name_of(character: str) -> str:
    """A forbidden character in words, for instance ``the control character U+0000``."""
    kind = "control character" if unicodedata.category(character) == "Cc" else "hidden character"
    return f"the {kind} U+{ord(character):04X}"


def shown(value: object) -> str:
    """`value` in quotes for a message: never long, never with characters that act on a terminal."""
    text = value if isinstance(value, str) else str(value)
    cut = text[:ECHO_MAX]
    escaped = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)
    if len(escaped) > ECHO_MAX or len(text) > ECHO_MAX:
        escaped = escaped[: ECHO_MAX - 3] + "..."
    return f"'{escaped}'"


def squeezed(text: str) -> str:
    """`text` in lower case without blanks, dashes and other marks, by which people differ."""
    return _MARKS.sub("", text[:TEXT_MAX].casefold())


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``Did you mean 'x'?`` if one of `known` is close to `word`, else an empty string."""
    by_folded = {name.casefold(): name for name in known}
    plain = squeezed(word[:ECHO_MAX])
    same = next((name for name in by_folded.values() if plain and squeezed(name) == plain), "")
    if same:
        return f"Did you mean '{same}'?"
    close = difflib.get_close_matches(word[:ECHO_MAX].casefold(), by_folded, n=1, cutoff=0.6)
    return f"Did you mean '{by_folded[close[0]]}'?" if close else ""
