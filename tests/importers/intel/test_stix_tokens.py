from __future__ import annotations

import antlr4
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stix2patterns.v21.grammars.STIXPatternLexer import STIXPatternLexer

from ng911risk.importers.intel import stix_tokens
from ng911risk.importers.intel.stix_tokens import Allowance, Tokens, TooMuch, Unreadable

KINDS = {
    "StringLiteral": stix_tokens.TEXT,
    "TimestampLiteral": stix_tokens.MOMENT,
    "HexLiteral": stix_tokens.BYTES,
    "BinaryLiteral": stix_tokens.BYTES,
    "IntPosLiteral": stix_tokens.INT,
    "IntNegLiteral": stix_tokens.INT_NEGATIVE,
    "FloatPosLiteral": stix_tokens.FLOAT,
    "FloatNegLiteral": stix_tokens.FLOAT_NEGATIVE,
    "BoolLiteral": stix_tokens.BOOL,
    "IdentifierWithoutHyphen": stix_tokens.NAME,
    "IdentifierWithHyphen": stix_tokens.NAME_HYPHEN,
}
UNUSED = {"QUOTE", "PLUS", "HYPHEN", "MINUS", "POWER_OP", "DIVIDE", "InvalidCharacter"}
"""Tokens that stand nowhere in the grammar."""

BITS = [
    *("[", "]", "(", ")", ":", ".", ",", "*", "=", "==", "!=", "<>", "<", "<=", ">", ">=", "!"),
    *("'a'", "'it\\'s'", "'\\\\'", "'", "\\", "''", "t", "h", "b", "h'0f'", "h'0'", "h''", "b''"),
    *("b'AAA='", "b'AA=='", "b'AAAA'", "b'A==='", "b'+/09'", "t'2026-02-31T23:59:60.5Z'"),
    *("t'2026-13-01T00:00:00Z'", "t'2026-01-01T24:00:00Z'", "0", "1", "-", "+", "9", "00", "1.5"),
    *(" ", "\n", "\t", "\u00a0", "\u3000", "/*", "*/", "//", "/", "a", "_", "A-", "-b", "true"),
    *("false", "AND", "OR", "NOT", "IN", "LAST", "START", "é", "\u00b2", "\u0661", "\x00", "^"),
]


def ours(text: str) -> list[tuple[str, str]]:
    tokens = Tokens(text, Allowance(1000))
    found = []
    while tokens.kind != stix_tokens.END:
        found.append((tokens.kind, tokens.text))
        tokens.step()
    return found


def of_the_library(text: str) -> list[tuple[str, str]]:
    lexer = STIXPatternLexer(antlr4.InputStream(text))
    lexer.removeErrorListeners()
    found = []
    for token in lexer.getAllTokens():
        name = lexer.symbolicNames[token.type]
        kind = KINDS.get(name, "something else" if name in UNUSED else token.text)
        found.append((kind, token.text))
    return found


@given(st.lists(st.sampled_from(BITS), max_size=8).map("".join))
@settings(max_examples=600, deadline=None)
def test_any_text_is_cut_as_the_lexer_of_the_standard_cuts_it(text: str) -> None:
    assert ours(text) == of_the_library(text)


def test_what_is_expected_and_what_stands_there_are_named() -> None:
    tokens = Tokens("[ ]", Allowance(9))
    assert tokens.expect("[") == "["

    with pytest.raises(Unreadable, match=r"a or b is expected where ']' as character 3 stands"):
        tokens.expect("a", "b")
    with pytest.raises(Unreadable, match=r"a value is expected"):
        tokens.expect("a", "b", called="a value")
    tokens.step()
    with pytest.raises(Unreadable, match=r"a is expected where the end stands"):
        tokens.expect("a")


def test_space_and_remarks_are_work_too() -> None:
    allowance = Allowance(3)
    Tokens(" /* x */[", allowance)

    assert (allowance.most, allowance.left) == (3, 0)
    with pytest.raises(TooMuch):
        Tokens("[", allowance)
