"""JSON text -> Tree: RFC 8259 to the letter, with the place of every value."""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed forgot it
from typing import NoReturn

from ng911risk.records.encoding import decode
from ng911risk.records.text import shown
from ng911risk.records.tree import INT_DIGITS_MAX, Builder, Scalar, Tree

_BLANK = re.compile(r"[ \t\n]*")
_WORD = re.compile(r"[A-Za-z]+|[^\s\"{}\[\],:]{1,400}")
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Scalar] = {"null": None, "true": True, "false": False}


def parse_json(data: bytes) -> Tree:
    """
    Read JSON without recursion.

    Raises:
        Refused: The text cannot be read to its end.
    """
    return _Scanner(decode(data)).run()


class _Scanner:
    """Walks the text once; the brackets that are open stand in a list, not on Python's stack."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self._at = 0
        self._builder = Builder()
        self._closers: list[str] = []

    def run(self) -> Tree:
        """Read one value and expect the end of the text."""
        self._skip()
        if self._at == len(self._text):
            return self._builder.done()
        self._value()
        while self._closers:
            self._member()
        if self._at < len(self._text):
            self._refuse("something follows the end of the document")
        return self._builder.done()

    def _value(self) -> None:
        """Read a scalar, or only the bracket that opens a list or mapping."""
        row, column = self._place()
        here = self._text[self._at : self._at + 1]
        if here in ("{", "["):
            self._builder.open({} if here == "{" else [], row, column)
            self._closers.append("}" if here == "{" else "]")
            self._at += 1
            self._skip()
            self._first = True
        else:
            self._builder.scalar(self._string() if here == '"' else self._word(), row, column)
            self._skip()
            self._first = False

    def _member(self) -> None:
        """Read what comes next inside the innermost bracket: its end, or one more member."""
        if self._text.startswith(self._closers[-1], self._at):
            self._closers.pop()
            self._builder.close()
            self._at += 1
            self._skip()
            self._first = False
            return
        if not self._first:
            self._expect(",")
            if self._text.startswith(("}", "]"), self._at):
                self._refuse("a comma stands before the closing bracket")
        if self._closers[-1] == "}":
            row, column = self._place()
            if not self._text.startswith('"', self._at):
                self._refuse("the name of a field in double quotes is expected here")
            self._builder.key(self._string(), row, column)
            self._skip()
            self._expect(":")
        self._value()

    def _string(self) -> str:
        try:
            text, self._at = scanstring(self._text, self._at + 1, True)  # noqa: FBT003 - its API
        except JSONDecodeError as error:
            self._at = min(error.pos, len(self._text))
            self._refuse(f"not JSON: {error.msg.lower()}")
        return str(text)

    def _word(self) -> Scalar:
        number = _NUMBER.match(self._text, self._at)
        if number:
            self._at = number.end()
            whole, fraction, exponent = number.groups()
            if fraction or exponent:
                return float(number.group())
            return int(whole) if len(whole) <= INT_DIGITS_MAX + 1 else 2**63
        found = _WORD.match(self._text, self._at)
        word = found.group() if found else self._text[self._at : self._at + 1]
        if word not in _WORDS:
            self._refuse(
                f"a value is expected here, not {shown(word)}" if word else "the end is missing"
            )
        self._at += len(word)
        return _WORDS[word]

    def _expect(self, sign: str) -> None:
        if not self._text.startswith(sign, self._at):
            self._refuse(f"'{sign}' is expected here")
        self._at += 1
        self._skip()

    def _skip(self) -> None:
        found = _BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _place(self) -> tuple[int, int]:
        row = bisect_right(self._lines, self._at)
        return row, self._at - self._lines[row - 1] + 1

    def _refuse(self, message: str) -> NoReturn:
        self._builder.refuse(message, *self._place())
