"""
Which passwords are taken: long ones that are not obvious. No rule about kinds of signs.

Source: NIST SP 800-63B, 5.1.1.2 (length, a list of common values and of words from the
context, no composition rules, paste allowed).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from unicodedata import normalize

SHORTEST: Final = 12
LONGEST: Final = 1_000
"""Nobody types more; hashing more would be work that a stranger can order."""

# Words that long passwords of lists of stolen ones are made of, one or two of them, and words
# of this house. Four or five words in a row are what we advise, whichever they are.
_WORDS: Final = (
    "password passwort passwrd p@ssword p@sswrd welcome letmein admin administrator qwerty "
    "qwertyuiop asdfghjkl zxcvbnm iloveyou monkey dragon football baseball sunshine princess "
    "superman batman trustno master login secret changeme default dispatch dispatcher emergency "
    "ng psap police sheriff firefighter county ngrisk ngpsap correcthorsebatterystaple "
    "abcdefghijklmnopqrstuvwxyz spring summer autumn winter"
)
_OBVIOUS: Final = frozenset(_WORDS.split())
_FEWEST_SIGNS: Final = 5
_FEWEST_WORDS: Final = 3
"""So many different words are no longer among the first that somebody would try."""
_ROWS: Final = (
    "0123456789",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)


def complaint(password: str, names: Iterable[str] = ()) -> str:
    """
    What is wrong with a new password, in a sentence; empty if nothing is.

    Args:
        password: As it was typed.
        names: What somebody who knows the person would try: name, sign-in name, centre.
    """
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Four or five words in a row do well."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    bare = _bare(password)
    if len(set(password)) < _FEWEST_SIGNS or _is_a_row(password.casefold()):
        return "This is among the first that somebody would try. Four or five words do well."
    if any(bare == _bare(name) or _is_mostly(bare, _bare(name)) for name in names):
        return "Do not use your own name or the name of the centre as the password."
    if bare and _is_obvious(bare):
        return "This is among the first that somebody would try. Four or five words do well."
    return ""


def _bare(text: str) -> str:
    """Letters only, and small: digits and signs around a word do not make it another."""
    return re.sub(r"[^a-z@]", "", normalize("NFKD", text).casefold())


def _is_mostly(bare: str, name: str) -> bool:
    """Whether nothing much is left when the name is taken away."""
    return len(name) > 2 and len(bare.replace(name, "")) <= 3 and name in bare  # noqa: PLR2004 - short names occur in words


def _is_a_row(text: str) -> bool:
    """Whether it runs along the keyboard or the alphabet, there or back."""
    return any(text in row * 20 or text in row[::-1] * 20 for row in _ROWS)


def _is_obvious(bare: str) -> bool:
    """Whether it is one or two of the obvious words, each once or several times, and no more."""
    fewest: list[frozenset[str] | None] = [frozenset()]
    for end in range(1, len(bare) + 1):
        found = [
            before | {word}
            for word in _OBVIOUS
            if len(word) <= end
            and bare.endswith(word, 0, end)
            and (before := fewest[end - len(word)]) is not None
        ]
        fewest.append(min(found, key=len, default=None))
    words = fewest[-1]
    return words is not None and len(words) < _FEWEST_WORDS
