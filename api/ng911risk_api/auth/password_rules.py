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

# Words of which the long passwords of lists of stolen ones consist, and words of this house.
_WORDS: Final = (
    "password passwort passwrd p@ssword p@sswrd welcome letmein admin administrator qwerty "
    "qwertyuiop asdfghjkl zxcvbnm iloveyou monkey dragon football baseball sunshine princess "
    "superman batman trustno master login secret changeme default dispatch dispatcher emergency "
    "ng psap police sheriff firefighter county ngrisk ngpsap correcthorsebatterystaple "
    "abcdefghijklmnopqrstuvwxyz spring summer autumn winter"
)
_OBVIOUS: Final = frozenset(_WORDS.split())
_FEWEST_SIGNS: Final = 5
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
    if bare and _consists_of(bare, _OBVIOUS):
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


def _consists_of(bare: str, words: frozenset[str]) -> bool:
    """Whether nothing but such words is in it, once or several times."""
    reached = [True] + [False] * len(bare)
    for end in range(1, len(bare) + 1):
        reached[end] = any(
            reached[end - len(word)] and bare.endswith(word, 0, end)
            for word in words
            if len(word) <= end
        )
    return reached[-1]
