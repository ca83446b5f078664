"""
YAML text -> Tree: the core schema of YAML 1.2 without what surprises people.

libyaml only splits the text into events, which it does without recursion;
the tree is ours, because the composers of PyYAML crash on deep nesting, never
return from aliases of aliases, keep the last of two equal keys, and read
YAML 1.1, where ``NO`` is false and ``12:30:45`` a number.
"""

from __future__ import annotations

import re

import yaml

from ng911risk.records.encoding import decode
from ng911risk.records.text import shown
from ng911risk.records.tree import INT_DIGITS_MAX, Builder, Scalar, Tree

_LOADER = getattr(yaml, "CLoader", yaml.Loader)
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# Narrower than the core schema: 010 and 0x1F stay text, because other readers
# of YAML disagree about them and no field needs them.
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_NUMERIC = frozenset("+-.0123456789")

_UNCLEAR = "Check the indentation and the quotes near this place."
_TALK = {
    "found character that cannot start any token": (
        "no value can begin with this character",
        "Indent with spaces, not tabs; put text that begins with @, % or ` in quotes.",
    ),
    "mapping values are not allowed in this context": (
        "a colon stands where none is expected",
        "Check the indentation, or put text that contains ': ' in quotes.",
    ),
    "could not find expected ':'": ("a colon is missing after the name of a field", _UNCLEAR),
}


def parse_yaml(data: bytes) -> Tree:
    """
    Read YAML, everything that looks odd as text.

    Raises:
        Refused: The text cannot be read to its end.
    """
    builder = Builder()
    try:
        for event in yaml.parse(decode(data), Loader=_LOADER):
            _take(builder, event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message, hint = _TALK.get(error.problem or "", (f"not YAML: {error.problem}", _UNCLEAR))
        builder.refuse(message, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, hint)
    except yaml.YAMLError:
        builder.refuse("not YAML", 1, 1)
    return builder.done()


def plain_value(text: str) -> Scalar:
    """Value of a scalar that stands without quotes."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC:
        return text
    if _INT.fullmatch(text):
        return int(text) if len(text) <= INT_DIGITS_MAX + 1 else 2**63
    if _FLOAT.fullmatch(text):
        return float(text)
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", ""))
    return text


def _take(builder: Builder, event: yaml.Event) -> None:
    mark = event.start_mark
    row, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if isinstance(event, yaml.NodeEvent):
        _refuse_cleverness(builder, event, row, column)
    if isinstance(event, yaml.ScalarEvent):
        _take_scalar(builder, event, row, column)
    elif isinstance(event, yaml.MappingStartEvent):
        builder.open({}, row, column)
    elif isinstance(event, yaml.SequenceStartEvent):
        builder.open([], row, column)
    elif isinstance(event, yaml.CollectionEndEvent):
        builder.close()
    elif isinstance(event, yaml.DocumentStartEvent):
        if builder.has_root:
            builder.refuse("a second document begins here", row, column, "Keep one per file.")
        if event.version or event.tags:
            builder.refuse("directives (%YAML, %TAG) are not used here", row, column)


def _take_scalar(builder: Builder, event: yaml.ScalarEvent, row: int, column: int) -> None:
    plain = not event.style
    if not builder.wants_key:
        builder.scalar(plain_value(event.value) if plain else event.value, row, column)
    elif plain and event.value in ("<<", ""):
        what = "merge keys (<<) are" if event.value else "a colon without a name is"
        builder.refuse(f"{what} not used here", row, column)
    else:
        builder.key(event.value, row, column)


def _refuse_cleverness(builder: Builder, event: yaml.NodeEvent, row: int, column: int) -> None:
    if isinstance(event, yaml.AliasEvent):
        message = f"aliases (*{shown(event.anchor)[1:-1]}) are not used here"
        builder.refuse(message, row, column, "Write the value out, or put the text in quotes.")
    if event.anchor:
        message = f"anchors (&{shown(event.anchor)[1:-1]}) are not used here"
        builder.refuse(message, row, column, "Remove it, or put the text in quotes.")
    if (tag := getattr(event, "tag", None)) is not None:
        message = f"tags ({shown(tag)[1:-1]}) are not used here"
        builder.refuse(message, row, column, "Remove it, or put the text in quotes.")
