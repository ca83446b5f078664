"""What holds for every lab check, whoever wrote it."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path

import pytest

from ng911risk.content import load_catalog
from ng911risk.lab.check import LabCheck, Phase, all_checks
from ng911risk.model.catalog import Catalog
from ng911risk.model.lab import PACKETS_PER_SECOND_MAX, LabTarget

CHECKS = all_checks()
MODULES = {name: inspect.getfile(module) for name, module in CHECKS.items()}  # type: ignore[arg-type]  # a module

# A mitigation that answers none of the vectors of its check, with the reason.
_ANSWERS_ANOTHER_WAY: dict[str, str] = {}

_FORBIDDEN_IMPORTS = frozenset(
    {
        "asyncio", "builtins", "ctypes", "http", "importlib", "io", "multiprocessing", "os",
        "pathlib", "pickle", "pkgutil", "runpy", "scapy", "selectors", "shutil", "signal",
        "socket", "socketserver", "ssl", "subprocess", "sys", "threading", "urllib",
    }
)  # fmt: skip
_FORBIDDEN_NAMES = frozenset(
    {
        "__builtins__", "__import__", "__loader__", "breakpoint", "compile", "delattr", "eval",
        "exec", "getattr", "globals", "input", "locals", "open", "setattr", "vars",
    }
)  # fmt: skip
_FORBIDDEN_ATTRIBUTES = frozenset(
    {"__builtins__", "__class__", "__dict__", "__globals__", "__loader__", "__subclasses__"}
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The content that ships."""
    return load_catalog()


@pytest.fixture(params=CHECKS, ids=str)
def check(request: pytest.FixtureRequest) -> LabCheck:
    """One check after the other."""
    return CHECKS[request.param].CHECK


def _tree(check: LabCheck) -> ast.Module:
    return ast.parse(Path(MODULES[check.id]).read_text("utf-8"))


def test_a_module_is_called_after_its_check(check: LabCheck) -> None:
    stem = check.id.lower().replace("-", "_")

    assert Path(MODULES[check.id]).stem.startswith(f"{stem}_")


def test_no_two_modules_hold_the_same_check() -> None:
    folder = Path(importlib.import_module("ng911risk.lab.checks").__path__[0])

    assert len(CHECKS) == len([file for file in folder.glob("*.py") if file.stem != "__init__"])


def test_it_bears_on_a_control_and_on_threats_that_exist(check: LabCheck, catalog: Catalog) -> None:
    assert check.mitigation in catalog.mitigations
    assert check.vectors
    assert set(check.vectors) <= set(catalog.vectors)


def test_its_control_answers_one_of_its_threats(check: LabCheck, catalog: Catalog) -> None:
    if check.id in _ANSWERS_ANOTHER_WAY:
        return
    answered = {one.vector for one in catalog.mitigations[check.mitigation].answers}

    assert answered & set(check.vectors)


def test_no_reason_outlives_its_check() -> None:
    assert set(_ANSWERS_ANOTHER_WAY) <= set(CHECKS)


def test_its_bounds_are_bounds(check: LabCheck) -> None:
    assert 0 < check.max_packets <= 1_000 or check.max_packets == 0
    assert 0 < check.max_seconds <= 600
    assert check.max_packets <= check.max_seconds * PACKETS_PER_SECOND_MAX


def test_it_says_every_message_and_asks_a_question(check: LabCheck) -> None:
    assert check.sends
    assert all(line.strip() == line and line for line in check.sends)
    assert check.title.endswith("?")


def test_what_sends_nothing_is_passive_or_says_so(check: LabCheck) -> None:
    assert check.phase is not Phase.PASSIVE or check.max_packets == 0


def test_it_needs_fields_that_a_target_has(check: LabCheck) -> None:
    known = set(LabTarget.__dataclass_fields__)

    assert {name for need in check.needs for name in need.split(" or ")} <= known


def test_a_check_that_places_calls_is_named(check: LabCheck) -> None:
    said = any(word in line for line in check.sends for word in ("INVITE", "test call"))

    assert check.places_call is said


def test_it_cites_requirements_of_the_programme(check: LabCheck) -> None:
    assert all(one.startswith("RQ_") for one in check.conformance)
    assert all(part.isdigit() for part in check.clause.split(".") if check.clause)


def test_it_reaches_for_nothing_beyond_the_wire(check: LabCheck) -> None:
    found = []
    for node in ast.walk(_tree(check)):
        match node:
            case ast.Import(names=names):
                found += [one.name for one in names]
            case ast.ImportFrom(module=module, level=level):
                found += [module or ""] if level == 0 else ["a relative import"]
    wrong = [
        name
        for name in found
        if name.split(".")[0] in _FORBIDDEN_IMPORTS
        or name == "a relative import"
        or name.startswith(("ng911risk.lab.door", "ng911risk.lab.running"))
    ]

    assert wrong == []


def test_it_uses_no_way_around_imports(check: LabCheck) -> None:
    wrong = [
        node.id if isinstance(node, ast.Name) else node.attr
        for node in ast.walk(_tree(check))
        if (isinstance(node, ast.Name) and node.id in _FORBIDDEN_NAMES)
        or (isinstance(node, ast.Attribute) and node.attr in _FORBIDDEN_ATTRIBUTES)
    ]

    assert wrong == []


def test_looking_and_judging_take_what_a_run_gives_them(check: LabCheck) -> None:
    module = CHECKS[check.id]

    assert list(inspect.signature(module.look).parameters) == ["target", "wire"]
    assert list(inspect.signature(module.judge).parameters) == ["target", "facts"]
