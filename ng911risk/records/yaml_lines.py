"""Tree -> lines of canonical YAML: block style, quotes only where our reader needs them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ng911risk.records.tree import Plain, Scalar
from ng911risk.records.yaml_text import plain_value

_WIDTH = 96
"""Text that would pass this column is folded; nothing else is broken."""

_PLAIN = re.compile(r"[\w(/.$+](?:[^\n\t]*[^\n\t: ])?")
_WORDS_ON_A_LINE = re.compile(r"[^ \n\t]+(?: [^ \n\t]+)*")
_LITERAL = re.compile(r"[^ \n\t][^\n]*(?:\n+[^ \n\t][^\n]*)*\n?")


def yaml_lines(tree: Plain) -> Iterator[str]:
    """Lines of the document, without line ends."""
    if isinstance(tree, dict) and tree:
        yield from _mapping(tree, "")
    elif isinstance(tree, list) and tree:
        yield from _sequence(tree, "")
    else:
        yield _flat(tree)


def _mapping(tree: dict[str, Plain], indent: str) -> Iterator[str]:
    for name, value in tree.items():
        key = f"{indent}{_inline(name)}:"
        if isinstance(value, dict | list) and value:
            yield key
            inner = indent + "  "
            yield from (
                _mapping(value, inner) if isinstance(value, dict) else _sequence(value, inner)
            )
        else:
            yield from _with_scalar(key, value, indent + "  ")


def _sequence(tree: list[Plain], indent: str) -> Iterator[str]:
    inner = indent + "  "
    for value in tree:
        if isinstance(value, dict | list) and value:
            lines = _mapping(value, inner) if isinstance(value, dict) else _sequence(value, inner)
            for number, line in enumerate(lines):
                yield f"{indent}- {line[len(inner) :]}" if number == 0 else line
        else:
            yield from _with_scalar(f"{indent}-", value, inner)


def _with_scalar(start: str, value: Plain, indent: str) -> Iterator[str]:
    """Write `value` behind `start`, or below it when it is long or has several lines."""
    if not isinstance(value, str):
        yield f"{start} {_flat(value)}"
    elif "\n" in value and _LITERAL.fullmatch(value):
        yield f"{start} {'|' if value.endswith(chr(10)) else '|-'}"
        yield from (indent + line if line else "" for line in value.removesuffix("\n").split("\n"))
    elif len(start) + 1 + len(value) > _WIDTH and _WORDS_ON_A_LINE.fullmatch(value):
        yield f"{start} >-"
        yield from _folded(value, indent)
    else:
        yield f"{start} {_inline(value)}"


def _folded(text: str, indent: str) -> Iterator[str]:
    line = indent
    for word in text.split(" "):
        if line != indent and len(line) + 1 + len(word) > _WIDTH:
            yield line
            line = indent
        line += word if line == indent else f" {word}"
    yield line


def _flat(value: Plain) -> str:
    """Scalar, or an empty list or mapping."""
    if isinstance(value, list | dict):
        return "[]" if isinstance(value, list) else "{}"
    if isinstance(value, str):
        return _inline(value)
    return _number_or_word(value)


def _number_or_word(value: Scalar) -> str:
    return json.dumps(value)


def _inline(text: str) -> str:
    """Text on one line, in quotes if it would be read as something else without them."""
    plain = (
        _PLAIN.fullmatch(text)
        and ": " not in text
        and " #" not in text
        and isinstance(plain_value(text), str)
    )
    return text if plain else json.dumps(text, ensure_ascii=False)
