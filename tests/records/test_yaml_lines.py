from __future__ import annotations

import pytest

from ng911risk.records.tree import Plain
from ng911risk.records.yaml_lines import yaml_lines
from ng911risk.records.yaml_text import parse_yaml


def text_of(tree: Plain) -> str:
    return "\n".join(yaml_lines(tree)) + "\n"


def test_reads_aloud() -> None:
    tree: Plain = {
        "id": "call-limit",
        "title": "Limit calls: per origin",
        "description": " ".join(["Cap calls and send the rest to others."] * 4),
        "steps": "First this.\n\nThen that.\n",
        "answers": [{"vector": "tdos", "effects": [0.5, 1]}, {"vector": "x", "on": True}, [], {}],
        "matrix": [[1, 2], [3]],
        "none": None,
    }

    assert text_of(tree) == (
        "id: call-limit\n"
        'title: "Limit calls: per origin"\n'
        "description: >-\n"
        "  Cap calls and send the rest to others. Cap calls and send the rest to others. "
        "Cap calls and\n"
        "  send the rest to others. Cap calls and send the rest to others.\n"
        "steps: |\n"
        "  First this.\n"
        "\n"
        "  Then that.\n"
        "answers:\n"
        "  - vector: tdos\n"
        "    effects:\n"
        "      - 0.5\n"
        "      - 1\n"
        "  - vector: x\n"
        "    on: true\n"
        "  - []\n"
        "  - {}\n"
        "matrix:\n"
        "  - - 1\n"
        "    - 2\n"
        "  - - 3\n"
        "none: null\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "BCF",
        "no",
        "2026-03-31",
        "010",
        "10.0.0.1",
        "NENA-STA-010.3f, 4.2",
        "a:b",
        "a#b",
        "\u00e9t\u00e9",
        "it's",
    ],
)
def test_words_that_are_safe_stand_without_quotes(text: str) -> None:
    assert text_of({"a": text}) == f"a: {text}\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.5",
        "null",
        "true",
        "~",
        "a: b",
        "a #b",
        "a:",
        " a",
        "a ",
        "- a",
        "*a",
        "@a",
        "---",
        "a\tb",
        "{a}",
        "'a'",
    ],
)
def test_words_that_would_be_misread_stand_in_quotes(text: str) -> None:
    assert text_of({"a": text}).startswith('a: "')
    assert parse_yaml(text_of({"a": text}).encode()).value == {"a": text}


@pytest.mark.parametrize(
    "tree", [[], {}, "x", 1, None, [[]], [{"a": 1}], {"": ""}, {"a b": {"<<": 1}}]
)
def test_any_tree_can_be_written(tree: Plain) -> None:
    assert parse_yaml(text_of(tree).encode()).value == tree
