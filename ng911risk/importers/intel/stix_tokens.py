"""The words and signs of a STIX 2.1 pattern, one after the other, and how much work they may be."""

from __future__ import annotations

import re
from typing import Final

from ng911risk.records.text import shown

END: Final = "the end"
TEXT: Final = "a text"
MOMENT: Final = "a moment"
BYTES: Final = "bytes"
INT: Final = "a whole number"
INT_NEGATIVE: Final = "a negative whole number"
FLOAT: Final = "a number"
FLOAT_NEGATIVE: Final = "a negative number"
BOOL: Final = "true or false"
NAME: Final = "a name"
NAME_HYPHEN: Final = "a name with a hyphen"
_OTHER = "something else"

_KEYWORDS = frozenset(
    (
        *("AND", "OR", "NOT", "FOLLOWEDBY", "LIKE", "MATCHES", "ISSUPERSET", "ISSUBSET", "EXISTS"),
        *("LAST", "IN", "START", "STOP", "SECONDS", "WITHIN", "REPEATS", "TIMES"),
    )
)
_LEXEMES: Final = {
    "": (
        r"[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]++"
        r"|/\*.*?\*/|//[^\r\n]*+"
    ),
    TEXT: r"'(?:[^'\\]|\\['\\])*+'",
    MOMENT: (
        r"t'[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
        r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]++)?Z'"
    ),
    BYTES: (
        r"h'(?:[0-9a-fA-F]{2})*+'"
        r"|b'(?!')(?:[0-9A-Za-z+/]{4})*+(?:[0-9A-Za-z+/]{3}=|[0-9A-Za-z+/]{2}==)?'"
    ),
    FLOAT_NEGATIVE: r"-[0-9]*+\.[0-9]++",
    INT_NEGATIVE: r"-(?:0|[1-9][0-9]*+)",
    FLOAT: r"\+?[0-9]*+\.[0-9]++",
    INT: r"\+?(?:0|[1-9][0-9]*+)",
    NAME: r"[A-Za-z_][A-Za-z0-9_]*+(?!-)",
    NAME_HYPHEN: r"[A-Za-z_][-A-Za-z0-9_]*+",
    _OTHER: r"==|!=|<>|<=|>=|.",
}
_KINDS = tuple(_LEXEMES)
# Tried in this order, which gives what the lexer of the standard gives: the longest.
_LEXEME = re.compile("|".join(f"({one})" for one in _LEXEMES.values()), re.DOTALL)
_SIGNS = frozenset(("==", "!=", "<>", "<=", ">=", *"=<>:.,()[]*"))


class Unreadable(Exception):  # noqa: N818 - never leaves this package
    """A pattern that cannot be read; says why."""


class TooMuch(Exception):  # noqa: N818 - never leaves this package
    """The patterns of a file are more work than is allowed."""


class Allowance:
    """
    How much work the patterns of a file may make, in steps of about a microsecond.

    A word or sign of a pattern is one step; what is dearer says how many it is. Steps are
    counted and not timed, so that a file that is read once is always read.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.left = most

    def use(self, steps: int = 1) -> None:
        """
        Take some of them.

        Raises:
            TooMuch: So many are not left.
        """
        self.left -= steps
        if self.left < 0:
            raise TooMuch


class Tokens:
    """
    A pattern, read one token at a time: never further than its first fault.

    Reading lazily keeps the time linear in the length: a number or a text that is looked
    ahead for in vain is followed by a fault.
    """

    def __init__(self, pattern: str, allowance: Allowance) -> None:
        self.kind = END
        """Of the token that stands next: a constant of this module, a keyword or a sign."""

        self.text = ""
        """The token that stands next, as it is written."""

        self._at = 0
        self._lexemes = _LEXEME.finditer(pattern)
        self._allowance = allowance
        self.step()

    def step(self) -> None:
        """
        Go to the next token.

        Raises:
            TooMuch: The allowance is used up.
        """
        for found in self._lexemes:
            self._allowance.use()  # also for space and remarks: they are work too
            kind = _KINDS[(found.lastindex or 1) - 1]
            if not kind:
                continue
            text = found[0]
            if kind is NAME:
                if text in _KEYWORDS:
                    kind = text
                elif text in ("true", "false"):
                    kind = BOOL
            elif kind is _OTHER and text in _SIGNS:
                kind = text
            self.kind, self.text, self._at = kind, text, found.start()
            return
        self.kind, self.text = END, ""

    def take(self, *kinds: str) -> bool:
        """Go on if the next token is one of these, and say whether it was."""
        if self.kind in kinds:
            self.step()
            return True
        return False

    def expect(self, *kinds: str, called: str = "") -> str:
        """
        Go on, and return the token as it is written.

        Args:
            kinds: What may stand here.
            called: All of them in words, where naming each would be long.

        Raises:
            Unreadable: Another one stands there.
        """
        if self.kind not in kinds:
            wanted = called or " or ".join(kinds)
            found = (
                END
                if self.kind == END
                else f"{shown(self.text[:40])} as character {self._at + 1:,}"
            )
            raise Unreadable(
                f"the pattern cannot be read: {wanted} is expected where {found} stands"
            )
        text = self.text
        self.step()
        return text
