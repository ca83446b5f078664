"""Bytes of a workbook -> grids of cells, read by a child process under limits."""

from __future__ import annotations

import json

from ng911risk.importers.archive import check_size, open_zip, refused
from ng911risk.importers.sandbox import run_limited
from ng911risk.importers.sheets.grid import Grid

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def grids_of(data: bytes, file: str) -> list[Grid]:
    """
    Every sheet of a workbook.

    Raises:
        InputError: Not a workbook, protected, damaged, or too large when unpacked.
    """
    check_workbook(data, file)
    answer = json.loads(run_limited("child_read", data, file=file))
    if "fault" in answer:
        raise refused(file, answer["fault"], answer["hint"])
    return [
        Grid(
            name=sheet["name"],
            shown_as=sheet["name"],
            rows=tuple((number, tuple(cells)) for number, cells in sheet["rows"]),
        )
        for sheet in answer["sheets"]
    ]


def check_workbook(data: bytes, file: str) -> None:
    """
    Refuse what can be seen to be no workbook without opening it.

    Raises:
        InputError: It is none.
    """
    check_size(data, file=file)
    if not data.startswith(_OLE):
        open_zip(data, file=file).close()
    elif _ENCRYPTED in data:
        raise refused(file, "the file is protected with a password", "Save it without one.")
