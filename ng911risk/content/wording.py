"""What a reviewer would send back for form: empty reasons, odd characters, impossible ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from types import MappingProxyType
from typing import Any, Final

from ng911risk.content.draft import Draft, Entry
from ng911risk.content.locate import MITIGATIONS
from ng911risk.content.shelves import INCIDENTS, VECTORS, ContentFile
from ng911risk.errors import Problem
from ng911risk.model.catalog import CrosswalkEntry, Incident, Mitigation, ThreatVector
from ng911risk.model.scales import Range
from ng911risk.records.text import shown

_CODES: Final = MappingProxyType(
    {
        VECTORS: (re.compile(r"V\d{2,3}"), "V22"),
        MITIGATIONS: (re.compile(r"M-(GV|ID|PR|DE|RS|RC)-\d{2}"), "M-PR-26"),
        INCIDENTS: (re.compile(r"INC-\d{2,3}"), "INC-08"),
    }
)
_IDS: Final = MappingProxyType(
    {
        "attack_enterprise": (re.compile(r"T1\d{3}(\.\d{3})?"), "T1486 or T1566.001"),
        "attack_mobile": (re.compile(r"T1\d{3}(\.\d{3})?"), "T1643"),
        "attack_ics": (re.compile(r"T0\d{3}"), "T0826"),
        "attack_mitigations": (re.compile(r"M1\d{3}|M08\d{2}|M09\d{2}"), "M1051"),
        "capec": (re.compile(r"CAPEC-[1-9]\d{0,3}"), "CAPEC-125"),
        "csf2": (re.compile(r"(GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}"), "PR.DS-11"),
        "cpg2": (re.compile(r"[1-6]\.[A-Z]"), "3.O"),
        "sp800_53r5": (re.compile(r"[A-Z]{2}-[1-9]\d?(\([1-9]\d?\))?"), "CP-9 or SC-5(2)"),
    }
)
"""Field of frameworks -> form of its ids, example."""

_TITLE_WORDS_MAX: Final = 10
_MAY_BE_EMPTY: Final = frozenset({(CrosswalkEntry, "quoted_heading")})


def poor_wording(draft: Draft) -> Iterator[Problem]:
    """Everything about form that the types cannot say."""
    for file in draft.files:
        yield from _odd_characters(file)
    for shelf in draft.entries.values():
        for entry in shelf.values():
            yield from _empty(entry, "", entry.record)
    vectors = draft.shelf(VECTORS, ThreatVector)
    mitigations = draft.shelf(MITIGATIONS, Mitigation)
    for vector in vectors.values():
        yield from _form(vector, "code", vector.record.code, *_CODES[VECTORS])
        yield from _frameworks(vector, vector.record.frameworks)
        yield from _step_titles(vector)
    for incident in draft.shelf(INCIDENTS, Incident).values():
        yield from _form(incident, "code", incident.record.code, *_CODES[INCIDENTS])
    for mitigation in mitigations.values():
        yield from _form(mitigation, "code", mitigation.record.code, *_CODES[MITIGATIONS])
        yield from _frameworks(mitigation, mitigation.record.frameworks)


def _odd_characters(file: ContentFile) -> Iterator[Problem]:
    if file.data.isascii():
        return
    for number, line in enumerate(file.data.decode("utf-8", "replace").splitlines(), start=1):
        for column, character in enumerate(line, start=1):
            if not character.isascii():
                yield Problem(
                    file=file.path,
                    row=number,
                    column=column,
                    message=f"the character {shown(character)} is not ASCII",
                    hint="Use plain hyphens and straight quotes.",
                )
                break


def _empty(entry: Entry[Any], path: str, value: object) -> Iterator[Problem]:
    """Fields that must be filled but hold nothing, wherever they are."""
    if isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from _empty_inside(entry, f"{path}[{index}]", one)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _empty_inside(entry, f"{path}.{name}", one)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            inner = getattr(value, field.name)
            where = f"{path}.{field.name}" if path else field.name
            required = field.default is MISSING and field.default_factory is MISSING
            may = (type(value), field.name) in _MAY_BE_EMPTY
            if required and inner in ("", (), {}) and not may:
                yield entry.problem(where, "this is empty", _say(value, field.name))
            yield from _empty(entry, where, inner)
    elif isinstance(value, str) and value != value.strip():
        yield entry.problem(path, "the text begins or ends with blanks")


def _empty_inside(entry: Entry[Any], path: str, value: object) -> Iterator[Problem]:
    """One of several: none of them may be empty."""
    if value == "":
        yield entry.problem(path, "this is empty")
    yield from _empty(entry, path, value)


def _say(value: object, name: str) -> str:
    if isinstance(value, Range) and name == "basis":
        return "Say why these numbers; 'Judgement.' and a reason is an honest basis."
    return ""


def _frameworks(entry: Entry[Any], frameworks: object) -> Iterator[Problem]:
    for name, (form, example) in _IDS.items():
        words = getattr(frameworks, name, ())
        for index, word in enumerate(words):
            yield from _form(entry, f"frameworks.{name}[{index}]", word, form, example)
        yield from _twice(entry, f"frameworks.{name}", words)


def _twice(entry: Entry[Any], field: str, words: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, word in enumerate(words):
        if word in seen:
            yield entry.problem(f"{field}[{index}]", f"{shown(word)} is named twice")
        seen.add(word)


def _form(
    entry: Entry[Any], field: str, word: str, form: re.Pattern[str], example: str
) -> Iterator[Problem]:
    if not form.fullmatch(word):
        yield entry.problem(field, f"{shown(word)} is not written like {example}")


def _step_titles(entry: Entry[ThreatVector]) -> Iterator[Problem]:
    for index, step in enumerate(entry.record.steps):
        field = f"steps[{index}].title"
        if len(step.title.split()) > _TITLE_WORDS_MAX:
            yield entry.problem(field, f"more than {_TITLE_WORDS_MAX} words; pictures show it")
        if re.search(r"[{}]", step.title.replace("{target}", "")):
            yield entry.problem(field, "braces stand only around {target}")
