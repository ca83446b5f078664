"""
The comparisons of a STIX 2.1 pattern, whatever it joins them with.

A blocklist is one pattern of tens of thousands of comparisons. Parsers made from the grammar
call themselves for each of them and take a millisecond for ten; what is needed here are the
comparisons alone, and those can be had in one walk that calls itself never. It takes and
refuses the same patterns as the grammar of the standard does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ng911risk.importers.intel.stix_tokens import (
    BOOL,
    BYTES,
    END,
    FLOAT,
    FLOAT_NEGATIVE,
    INT,
    INT_NEGATIVE,
    MOMENT,
    NAME,
    NAME_HYPHEN,
    TEXT,
    Allowance,
    Tokens,
    Unreadable,
)

NESTED_MAX: Final = 40
"""Most round brackets inside each other in a pattern or in one of its observations."""

_ORDERED = (INT, INT_NEGATIVE, FLOAT, FLOAT_NEGATIVE, TEXT, BYTES, MOMENT)
_PRIMITIVE = (*_ORDERED, BOOL)
_EQUALS = ("=", "==", "!=", "<>")
_ORDERS = ("<", "<=", ">", ">=")
_OF_TEXTS = ("LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET")
_OPERATORS = (*_EQUALS, *_ORDERS, "IN", *_OF_TEXTS)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One property that is compared."""

    kind: str
    """Type of the object, for instance ``ipv4-addr``."""

    path: tuple[str, ...]
    """Names on the way to the property, as they are written; positions in lists are left out."""

    operator: str
    """As it is written."""

    negated: bool
    """Whether NOT stands before the operator."""

    texts: tuple[str, ...]
    """Texts that it is compared with, in quotes and with escapes as they are written."""


def comparisons_of(pattern: str, allowance: Allowance) -> Iterator[Comparison]:
    """
    Every comparison of a pattern in its order; EXISTS compares nothing.

    Args:
        pattern: As it came.
        allowance: Grows smaller by the work that was done.

    Raises:
        Unreadable: It is not a pattern, or has too many brackets.
        TooMuch: The allowance is used up.
    """
    tokens = Tokens(pattern, allowance)
    opened = 0
    while True:
        opened = _open(tokens, opened)
        tokens.expect("[")
        yield from _observed(tokens)
        tokens.expect("]")
        _qualify(tokens)
        while opened and tokens.take(")"):
            opened -= 1
            _qualify(tokens)
        if not tokens.take("AND", "OR", "FOLLOWEDBY"):
            break
    tokens.expect(")" if opened else END)


def _open(tokens: Tokens, opened: int) -> int:
    """Go past opening brackets; return how many are open then."""
    while tokens.take("("):
        opened += 1
        if opened > NESTED_MAX:
            raise Unreadable(f"the pattern has more than {NESTED_MAX} brackets inside each other")
    return opened


def _observed(tokens: Tokens) -> Iterator[Comparison]:
    """What stands in the square brackets of one observation."""
    opened = 0
    while True:
        opened = _open(tokens, opened)
        if tokens.kind in ("NOT", "EXISTS"):
            tokens.take("NOT")
            tokens.expect("EXISTS")
            _path(tokens)
        else:
            yield _comparison(tokens)
        while opened and tokens.take(")"):
            opened -= 1
        if not tokens.take("AND", "OR"):
            break
    if opened:
        tokens.expect(")")


def _qualify(tokens: Tokens) -> None:
    while True:
        if tokens.take("START"):
            tokens.expect(MOMENT)
            tokens.expect("STOP")
            tokens.expect(MOMENT)
        elif tokens.take("WITHIN"):
            tokens.expect(INT, FLOAT)
            tokens.expect("SECONDS")
        elif tokens.take("REPEATS"):
            tokens.expect(INT)
            tokens.expect("TIMES")
        else:
            return


def _comparison(tokens: Tokens) -> Comparison:
    kind, path = _path(tokens)
    negated = tokens.take("NOT")
    operator = tokens.expect(*_OPERATORS, called="an operator")
    if operator == "IN":
        texts = _set(tokens)
    else:
        texts = (tokens.text,) if tokens.kind == TEXT else ()
        if operator in _OF_TEXTS:
            tokens.expect(TEXT)
        elif operator in _EQUALS:
            tokens.expect(*_PRIMITIVE, called="a value")
        else:
            tokens.expect(*_ORDERED, called="a value that has an order")
    return Comparison(kind, path, operator, negated, texts)


def _path(tokens: Tokens) -> tuple[str, tuple[str, ...]]:
    kind = tokens.expect(NAME, NAME_HYPHEN)
    tokens.expect(":")
    steps = [tokens.expect(NAME, TEXT)]
    while tokens.kind in (".", "["):
        if tokens.take("."):
            steps.append(tokens.expect(NAME, TEXT))
        else:
            tokens.step()
            tokens.expect(INT, INT_NEGATIVE, "*")
            tokens.expect("]")
    return kind, tuple(steps)


def _set(tokens: Tokens) -> tuple[str, ...]:
    tokens.expect("(")
    if tokens.take(")"):
        return ()
    texts: list[str] = []
    while True:
        if tokens.kind == TEXT:
            texts.append(tokens.text)
        tokens.expect(*_PRIMITIVE, called="a value")
        if not tokens.take(","):
            tokens.expect(")")
            return tuple(texts)
