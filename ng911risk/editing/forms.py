"""What people typed into a form -> a line of an inventory, or every problem at its field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, TypeVar

from ng911risk.editing.plans import FieldKind, FieldPlan, FormPlan, RowsPlan
from ng911risk.editing.wording import Names, UnknownNameError, help_of, names_in, words_for
from ng911risk.errors import InputError, Problem
from ng911risk.model.inventory import Inventory
from ng911risk.model.kinds import AssetKind
from ng911risk.records import read_tree, to_tree

T = TypeVar("T")

_WHOLE = re.compile(r"[0-9]{1,12}")
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{0,9})?")
_ROWS_MAX = 60
"""Most rows of a form that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several answers."""

    value: str
    text: str
    group: str = ""
    """Heading above it in a long list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One field as it is shown."""

    name: str
    """Name in the form: ``software-0-name``."""

    label: str
    help: str
    kind: FieldKind
    value: str
    choices: tuple[Choice, ...] = ()
    needed: bool = False
    error: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Fields that belong together."""

    legend: str
    """Empty for the first."""

    inputs: tuple[Input, ...]


def shown_form(
    plan: FormPlan,
    record: object | None,
    inventory: Inventory,
    *,
    texts: Mapping[str, str] | None = None,
    problems: tuple[Problem, ...] = (),
    more: int = 0,
) -> tuple[Block, ...]:
    """
    Fields of a form with what stands in them.

    Args:
        plan: Which form.
        record: What is changed; None for a new one.
        inventory: Where its names are.
        texts: What somebody typed already; left out, what `record` says.
        problems: What was wrong with it, by name of the field.
        more: Blank rows beyond those that there always are.
    """
    said = texts if texts is not None else texts_of(plan, record, inventory)
    wrong = {one.field: one for one in reversed(problems)}
    first = tuple(
        _input(plan.record.__name__, one, _name(one.path), said, wrong, inventory)
        for one in plan.fields
    )
    blocks = [Block(legend="", inputs=first)]
    for rows in plan.rows:
        for number in range(_rows_in(rows, said) + rows.blanks + more):
            inputs = tuple(
                _input(rows.record, one, _name(rows.path, number, one.path), said, wrong, inventory)
                for one in rows.fields
            )
            blocks.append(Block(legend=f"{rows.label} {number + 1}", inputs=inputs))
    return tuple(blocks)


def texts_of(plan: FormPlan, record: object | None, inventory: Inventory) -> dict[str, str]:
    """What stands in the fields of a form for `record`, or for a new one."""
    names = names_in(inventory, places=True, outside=True)
    texts = {}
    for one in plan.fields:
        value = _default(plan.record, one.path) if record is None else _at(record, one.path)
        texts[_name(one.path)] = _text(one, value, names)
    for rows in plan.rows:
        items = () if record is None else _at(record, rows.path)
        for number, item in enumerate(items):
            for one in rows.fields:
                texts[_name(rows.path, number, one.path)] = _text(one, _at(item, one.path), names)
    return texts


def read_form(
    cls: type[T],
    plan: FormPlan,
    texts: Mapping[str, str],
    inventory: Inventory,
    *,
    before: T | None = None,
    more: Mapping[str, str] | None = None,
) -> T:
    """
    Record that somebody filled in.

    Args:
        cls: What it becomes.
        plan: The form.
        texts: Name of a field -> what was typed.
        inventory: Where its names are.
        before: What it was; fields that the form does not show stay.
        more: Fields that nobody types, such as an id.

    Raises:
        InputError: Every problem; `field` is the name of the field in the form.
    """
    reading = _Reading(texts, names_in(inventory, places=True, outside=True))
    tree: dict[str, Any] = {} if before is None else _tree(before)
    tree |= more or {}
    for one in plan.fields:
        _put(tree, one.path, reading.value(one, _name(one.path)))
    places: dict[str, str] = {}
    for rows in plan.rows:
        tree[rows.path] = reading.rows(rows, tree.get(rows.path, []), places)
    found = list(reading.problems)
    try:
        record = read_tree(cls, tree, file="form")
    except InputError as error:
        known = {one.field for one in found}
        told = (_at_field(one, places) for one in error.problems)
        raise InputError(found + [one for one in told if one.field not in known]) from None
    if found:
        raise InputError(found)
    return record


class _Reading:
    """Texts of one form as plain values; collects what is wrong."""

    def __init__(self, texts: Mapping[str, str], names: Names) -> None:
        self._texts, self._names = texts, names
        self.problems: list[Problem] = []

    def rows(self, rows: RowsPlan, before: list[Any], places: dict[str, str]) -> list[Any]:
        """Rows in which somebody wrote anything, each over what it was before."""
        made: list[Any] = []
        for number in range(min(_rows_in(rows, self._texts), _ROWS_MAX)):
            named = {one: _name(rows.path, number, one.path) for one in rows.fields}
            choices = [one for one in rows.fields if one.kind is not FieldKind.CHOICE]
            if not any(self._texts.get(named[one], "").strip() for one in choices):
                continue
            places[f"{rows.path}-{len(made)}"] = f"{rows.path}-{number}"
            if not rows.record:
                made.append(self.value(rows.fields[0], named[rows.fields[0]]))
                continue
            item: dict[str, Any] = dict(before[number]) if number < len(before) else {}
            for one, name in named.items():
                _put(item, one.path, self.value(one, name))
            made.append(item)
        return made

    def value(self, plan: FieldPlan, name: str) -> Any:  # noqa: ANN401 - whatever the field holds
        """Plain value of a field; None leaves the field out."""
        text = self._texts.get(name, "").strip()
        if not text:
            if plan.needed:
                self._complain(name, "This is needed.")
            return [] if plan.kind is FieldKind.ASSETS else _blank(plan)
        return self._read(plan.kind, name, text)

    def _read(self, kind: FieldKind, name: str, text: str) -> Any:  # noqa: ANN401 - the same
        value: Any = text
        match kind:
            case FieldKind.WHOLE | FieldKind.NUMBER:
                value = self._number(name, text, whole=kind is FieldKind.WHOLE)
            case FieldKind.PERCENT:
                number = self._number(name, text.rstrip("% "), whole=False)
                value = None if number is None else number / 100.0
            case FieldKind.YES_NO:
                value = text == "yes"
            case FieldKind.ASSET | FieldKind.END:
                value = self._id(name, text)
            case FieldKind.ASSETS:
                value = [self._id(name, line) for line in text.split("\n") if line.strip()]
            case FieldKind.NONE_OR_TEXT if text.casefold() == "none":
                value = ""
        return value

    def _number(self, name: str, text: str, *, whole: bool) -> int | float | None:
        plain = text.replace(",", "").replace(" ", "")
        if whole and _WHOLE.fullmatch(plain):
            return int(plain)
        if not whole and _NUMBER.fullmatch(plain):
            return float(plain)
        wanted = "a whole number" if whole else "a number"
        self._complain(name, f"Write {wanted}, in digits.")
        return None

    def _id(self, name: str, text: str) -> str:
        try:
            return self._names.id_of(text)
        except UnknownNameError as error:
            self._complain(name, str(error), error.guess)
            return text

    def _complain(self, name: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(file="form", field=name, message=message, hint=hint))


def _input(
    record: str,
    plan: FieldPlan,
    name: str,
    said: Mapping[str, str],
    wrong: Mapping[str, Problem],
    inventory: Inventory,
) -> Input:
    problem = wrong.get(name)
    return Input(
        name=name,
        label=plan.label,
        help=plan.help or _help(record, plan.path),
        kind=plan.kind,
        value=said.get(name, ""),
        choices=tuple(_choices(plan, inventory)),
        needed=plan.needed,
        error=_sentence(problem.message) if problem else "",
        hint=problem.hint if problem else "",
    )


def _choices(plan: FieldPlan, inventory: Inventory) -> Iterator[Choice]:
    if plan.kind is FieldKind.ZONE:
        yield from (Choice(value=one.id, text=one.name or one.id) for one in inventory.zones)
    if plan.kind is FieldKind.OWNER:
        yield from (Choice(value=one.id, text=one.name or one.id) for one in inventory.owners)
    if plan.kind is FieldKind.YES_NO:
        yield from (Choice(value="yes", text="yes"), Choice(value="no", text="no"))
    for one in plan.words or ():
        group = _sentence(one.group.value) if isinstance(one, AssetKind) else ""
        yield Choice(value=str(one.value), text=words_for(one), group=group)


def _help(record: str, path: str) -> str:
    holder, _, last = path.rpartition(".")
    inside = {"answer_standard": "AnswerStandard", "backup_site": "BackupSite",
              "fallback": "Fallback"}.get(holder, record)  # fmt: skip
    return help_of(inside, last) if inside and last else ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _rows_in(rows: RowsPlan, texts: Mapping[str, str]) -> int:
    """How many rows of a form there are, the last ones that are blank left out."""
    head = f"{rows.path}-"
    numbers = [
        int(found[1])
        for name, text in texts.items()
        if text.strip() and (found := re.fullmatch(re.escape(head) + r"([0-9]{1,3})(?:-.*)?", name))
    ]
    return max(numbers, default=-1) + 1


def _name(path: str, number: int | None = None, inner: str = "") -> str:
    parts = [path, *([] if number is None else [str(number)]), *([inner] if inner else [])]
    return "-".join(part.replace(".", "-") for part in parts)


def _at_field(problem: Problem, places: Mapping[str, str]) -> Problem:
    """Return `problem` at the name of the form for the path of the record."""
    name = re.sub(r"\[([0-9]+)\]", r"-\1", problem.field).replace(".", "-")
    for made, row in places.items():
        if name == made or name.startswith(f"{made}-"):
            name = row + name[len(made) :]
            break
    return Problem(file="form", field=name, message=problem.message, hint=problem.hint)


def _tree(record: object) -> dict[str, Any]:
    tree = to_tree(record, omit_defaults=False)
    return dict(tree) if isinstance(tree, dict) else {}


def _put(tree: dict[str, Any], path: str, value: Any) -> None:  # noqa: ANN401 - whatever it holds
    *around, last = path.split(".")
    for step in around:
        inner = tree.get(step)
        tree[step] = dict(inner) if isinstance(inner, dict) else {}
        tree = tree[step]
    if value is None:
        tree.pop(last, None)
    else:
        tree[last] = value


def _blank(plan: FieldPlan) -> str | None:
    """A text that was emptied is empty; everything else is left out."""
    return "" if plan.kind in (FieldKind.TEXT, FieldKind.AREA) and not plan.needed else None


def _default(record: type, path: str) -> Any:  # noqa: ANN401 - whatever the field holds
    first, _, rest = path.partition(".")
    for one in fields(record):
        if one.name == first:
            if one.default is not MISSING:
                return one.default
            if one.default_factory is not MISSING:
                return _at(one.default_factory(), rest)
    return None


def _at(record: Any, path: str) -> Any:  # noqa: ANN401 - whatever the field holds
    for step in filter(None, path.split(".")):
        record = getattr(record, step)
    return record


def _text(plan: FieldPlan, value: object, names: Names) -> str:
    if plan.kind is FieldKind.NONE_OR_TEXT and value == "":
        return "none"
    if plan.kind is FieldKind.PERCENT and isinstance(value, float):
        return f"{value * 100:.12g}"
    if plan.kind is FieldKind.ASSETS and isinstance(value, tuple):
        return "\n".join(names[str(one)] for one in value)
    if plan.kind in (FieldKind.ASSET, FieldKind.END) and isinstance(value, str):
        return names[value]
    return _plain_text(value)


def _plain_text(value: object) -> str:
    if value is None or is_dataclass(value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    return f"{value:.12g}" if isinstance(value, float) else str(value)
