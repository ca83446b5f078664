"""Rows of the form -> one tree of plain values, with the cell of every field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ng911risk.errors import Problem
from ng911risk.importers.sheets.cells import CellKind, as_text, cell_type, read_cell
from ng911risk.importers.sheets.form import Column, Layout, Sheet
from ng911risk.importers.sheets.rows import Row, SheetRows
from ng911risk.importers.sheets.words import key
from ng911risk.records import Place
from ng911risk.records.text import did_you_mean, shown
from ng911risk.records.tree import Plain

_GUESSED_MAX = 2_000
"""Among more ids than this nobody is asked whether they meant another."""


@dataclass(slots=True)
class Built:
    """A tree in the shape of an inventory file."""

    file: str
    tree: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, place: Place, path: str, message: str, hint: str = "") -> None:
        """Note a problem at a cell."""
        self.problems.append(
            Problem(
                file=self.file,
                sheet=place.sheet,
                row=place.row,
                column=place.column,
                field=path,
                message=message,
                hint=hint,
            )
        )


def build(sheets: Iterable[SheetRows], file: str, without: frozenset[Place]) -> Built:
    """Tree of all rows but those at the places in `without`."""
    built = Built(file=file)
    for found in sheets:
        rows = [row for row in found.rows if row.place not in without]
        _BUILDERS[found.sheet.layout](built, found.sheet, rows)
    _resolve(built.tree, "zones", "zone")
    _resolve(built.tree, "owners", "owner")
    return built


def _resolve(tree: dict[str, Any], named: str, field_name: str) -> None:
    """Assets may call a zone or an owner by its name, or its id in other letters."""
    ids = {str(one.get("id")) for one in tree.get(named, ())}
    known: dict[str, set[str]] = {}
    for one in tree.get(named, ()):
        for word in (one.get("id"), one.get("name")):
            if word:
                known.setdefault(key(str(word)), set()).add(str(one.get("id")))
    for asset in tree.get("assets", ()):
        said = asset.get(field_name)
        if isinstance(said, str) and said not in ids:
            meant = known.get(key(said), set())
            if len(meant) == 1:
                asset[field_name] = next(iter(meant))


def _fields(built: Built, sheet: Sheet, rows: list[Row]) -> None:
    for row in rows:
        record = built.tree.setdefault(sheet.path, {})
        built.places[sheet.path] = row.place
        _fill(built, sheet, row, record, sheet.path)


def _records(built: Built, sheet: Sheet, rows: list[Row]) -> None:
    records = _list_at(built, sheet)
    for row in rows:
        path = f"{sheet.path}[{len(records)}]"
        record: dict[str, Any] = {}
        records.append(record)
        built.places[path] = row.place
        _fill(built, sheet, row, record, path)


def _parts(built: Built, sheet: Sheet, rows: list[Row]) -> None:
    """Each row goes into the record of another sheet that its first column names."""
    holders = built.tree.get(sheet.path, [])
    numbers: dict[str, int] = {}
    for number, holder in enumerate(holders):
        numbers.setdefault(str(holder.get("id")), number)
    first, second = sheet.columns[:2]
    name = str(second.steps[0])
    for row in rows:
        wanted = as_text(row.cells.get(first.field)).strip()
        if wanted not in numbers:
            _no_holder(built, row, first, wanted, numbers)
            continue
        parts = holders[numbers[wanted]].setdefault(name, [])
        path = f"{sheet.path}[{numbers[wanted]}].{name}[{len(parts)}]"
        part: dict[str, Any] = {}
        parts.append(part)
        built.places[path] = row.place
        for column in sheet.columns[1:]:
            _put(built, sheet, row, column, part, path, column.steps[2:])


def _groups(built: Built, sheet: Sheet, rows: list[Row]) -> None:
    """Rows with the same first column: each adds an item to the list, the rest is said once."""
    groups: dict[Plain, int] = {}
    records = _list_at(built, sheet)
    first = sheet.columns[0]
    inner = [column for column in sheet.columns if 0 in column.steps]
    once = [column for column in sheet.columns[1:] if column not in inner]
    name = str(inner[0].steps[0])
    for row in rows:
        kind, _ = read_cell(row.cells.get(first.field, ""), cell_type(sheet.record, first))
        number = groups.setdefault(kind, len(records))
        path = f"{sheet.path}[{number}]"
        if number == len(records):
            records.append({name: []})
            built.places[path] = row.place
            _put(built, sheet, row, first, records[number], path, first.steps)
        record = records[number]
        for column in once:
            _put(built, sheet, row, column, record, path, column.steps)
        if any(column.field in row.cells for column in inner):
            item: dict[str, Any] = {}
            record[name].append(item)
            item_path = f"{path}.{name}[{len(record[name]) - 1}]"
            built.places[item_path] = row.place
            for column in inner:
                _put(built, sheet, row, column, item, item_path, column.steps[2:])


def _words(built: Built, sheet: Sheet, rows: list[Row]) -> None:
    words = _list_at(built, sheet)
    [column] = sheet.columns
    for row in rows:
        built.places[f"{sheet.path}[{len(words)}]"] = row.at.get(column.field, row.place)
        words.append(as_text(row.cells.get(column.field)).strip())


_BUILDERS = {
    Layout.FIELDS: _fields,
    Layout.RECORDS: _records,
    Layout.PARTS: _parts,
    Layout.GROUPS: _groups,
    Layout.WORDS: _words,
}


def _list_at(built: Built, sheet: Sheet) -> list[Any]:
    """Return the list that the rows of `sheet` go to, made if nobody did yet."""
    holder = built.tree
    *around, last = sheet.path.split(".")
    for step in around:
        holder = holder.setdefault(step, {})
    made: list[Any] = holder.setdefault(last, [])
    return made


def _fill(built: Built, sheet: Sheet, row: Row, record: dict[str, Any], path: str) -> None:
    for column in sheet.columns:
        _put(built, sheet, row, column, record, path, column.steps)


def _put(
    built: Built,
    sheet: Sheet,
    row: Row,
    column: Column,
    record: dict[str, Any],
    path: str,
    steps: tuple[str | int, ...],
) -> None:
    """Put the cell of one field into `record`; a blank one only leaves its place."""
    full = ".".join((path, *map(str, steps)))
    if column.field in row.at:
        built.places.setdefault(full, row.at[column.field])
    if column.field not in row.cells:
        return
    cell, wanted = row.cells[column.field], cell_type(sheet.record, column)
    value, fault = read_cell(cell, wanted, none_is_empty=column.none_is_empty)
    place = row.at[column.field]
    if wanted.kind is CellKind.WHOLE and isinstance(value, int) and value < 0:
        fault = f"{value} is below 0"
    if fault:
        built.complain(place, full, fault)
    for step in steps[:-1]:
        record = record.setdefault(str(step), {})
    last = str(steps[-1])
    if last in record and record[last] != value:
        built.complain(place, full, f"another row says {shown(record[last])}", "Keep one of them.")
    built.places[full] = place
    record[last] = value


def _no_holder(built: Built, row: Row, column: Column, wanted: str, known: dict[str, int]) -> None:
    place = row.at.get(column.field, row.place)
    if not wanted:
        built.complain(place, "", "missing: say which asset this row is about")
        return
    guess = did_you_mean(wanted, known) if len(known) <= _GUESSED_MAX else ""
    built.complain(place, "", f"no asset has the id {shown(wanted)}", guess)
