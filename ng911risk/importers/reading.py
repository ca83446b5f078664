"""The one way in: bytes of any known format -> an inventory that holds together."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import PurePath

from ng911risk.errors import InputError, Problem
from ng911risk.importers.format import InventoryFormat, all_formats, endings
from ng911risk.importers.result import ReadInventory, checked

_MAGIC = {
    b"PK\x03\x04": ("a workbook or zip file", (".xlsx", ".xlsm", ".xlsb", ".ods", ".zip")),
    b"PK\x05\x06": ("an empty zip file", (".zip",)),
    b"\xd0\xcf\x11\xe0": ("an older or protected workbook", (".xls", ".xlsx", ".xlsm", ".xlsb")),
    b"%PDF": ("a PDF file", ()),
    b"\x1f\x8b": ("a gzip file", ()),
    b"\x89PNG": ("a picture", ()),
}


def read_inventory(data: bytes, *, file: str, good_rows_only: bool = False) -> ReadInventory:
    """
    Read an inventory; the end of `file` says which format it is.

    Args:
        data: The bytes as they came.
        file: Name of the file as its author knows it; only its last part is repeated.
        good_rows_only: Leave out rows of a workbook or CSV that are wrong, and what
            refers to them, and report them in `left_out`. A YAML or JSON file has no
            rows and is read whole or not at all.

    Raises:
        InputError: Something is wrong, and nothing was read; carries every problem.
    """
    name = name_of(file)
    draft = format_of(data, name).read(data, name, good_rows_only)
    whole, problems = checked(draft)
    if whole is None:
        raise InputError(problems)
    return whole


def name_of(file: str) -> str:
    """Last part of a name, as messages repeat it."""
    return PurePath(file.replace("\\", "/")).name or "inventory"


def format_of(data: bytes, file: str) -> InventoryFormat:
    """
    Format by the end of the name, when the content does not contradict it.

    Raises:
        InputError: An unknown end, or a name that does not fit the content.
    """
    end = PurePath(file).suffix.lower()
    known = {each: one for one in all_formats() for each in one.endings}
    if end not in known:
        close = get_close_matches(end[:10], known, n=1)
        mean = f"Did you mean '{close[0]}'? " if close else ""
        raise _refused(
            file,
            f"a file ending in '{end[:10]}' cannot be read" if end else "the name has no ending",
            f"{mean}Known are {', '.join(endings())}.",
        )
    looks, fits = next((seen for magic, seen in _MAGIC.items() if data.startswith(magic)), ("", ()))
    if looks and end not in fits:
        hint = f"Rename it to end in {fits[0]}." if fits else "Choose the inventory itself."
        raise _refused(file, f"the name ends in {end}, but the content is {looks}", hint)
    return known[end]


def _refused(file: str, message: str, hint: str) -> InputError:
    return InputError([Problem(file=file, message=message, hint=hint)])
