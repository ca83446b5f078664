"""The numbers in docs/method.md are those of the code and the content."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

from ng911risk.content import load_catalog
from ng911risk.engine.harm import WEIGHTS
from ng911risk.model.grammar import Recovery
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.scales import Band

_CONSTANT = re.compile(
    r"^\| `(\w+)(?:\[(\w+)\])?` \| ([\d./ ]+) \| `([\w/]+)\.py` \|$", re.MULTILINE
)
_ROW = re.compile(
    r"^\| ([a-z ()-]+?)(?: \([a-z ,]+\))? \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|", re.MULTILINE
)


@pytest.fixture(scope="module")
def method(repository: Path) -> str:
    """The page."""
    return (repository / "docs" / "method.md").read_text("utf-8")


def _section(text: str, title: str) -> str:
    return text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def _rows(text: str) -> dict[str, tuple[float, ...]]:
    return {name: (float(a), float(b), float(c)) for name, a, b, c in _ROW.findall(text)}


def test_every_constant_has_the_value_of_the_code(method: str) -> None:
    told = _CONSTANT.findall(_section(method, "All constants in one table"))
    wrong = []
    for name, key, value, module in told:
        found = vars(importlib.import_module(module.replace("/", "."))).get(name, {})
        found = found.get(ast.literal_eval(key)) if key else found
        real = (found.low, found.likely, found.high) if isinstance(found, Band) else (found,)
        if tuple(float(part) for part in value.split("/")) != real:
            wrong.append(f"{name}: the page says {value}, the code {real}")

    assert len(told) == method.count(".py` |") != 0
    assert wrong == []


def test_every_weight_of_the_one_sum_is_told(method: str) -> None:
    told = _rows(_section(method, "One sum"))

    assert told == {
        kind.value.replace("-", " "): (
            WEIGHTS[kind].degraded,
            WEIGHTS[kind].lost,
            WEIGHTS[kind].misled,
        )
        for kind in ServiceKind
    }


def test_every_recovery_time_is_that_of_the_content(method: str) -> None:
    told = _rows(_section(method, "Recovery and hours"))
    recoveries = load_catalog().recoveries

    assert told == {
        one.value: (
            recoveries[one].hours.low,
            recoveries[one].hours.likely,
            recoveries[one].hours.high,
        )
        for one in Recovery
    }


def test_every_mark_in_the_page_leads_to_a_heading(method: str) -> None:
    headings = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", method, flags=re.MULTILINE)
    }
    marks = set(re.findall(r"\]\(#([^)]+)\)", method))

    assert "callers" in marks
    assert marks <= headings
