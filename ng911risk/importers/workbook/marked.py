"""A copy of somebody's workbook in which they can see what to mend."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ng911risk.errors import Problem
from ng911risk.importers.archive import refused
from ng911risk.importers.sandbox import run_limited
from ng911risk.importers.workbook.open import check_workbook
from ng911risk.importers.workbook.write import settled

_CAN_MARK = (".xlsx", ".xlsm")


def marked_copy(data: bytes, problems: Sequence[Problem]) -> bytes:
    """
    Copy of a workbook: bad cells red with a comment, and a first sheet that lists everything.

    The sheet, Problems, is not read when the copy comes back.

    Args:
        data: An .xlsx (or .xlsm, whose macros are dropped).
        problems: What `InputError` carried, or `ReadInventory.left_out`.

    Raises:
        InputError: The workbook is of another kind, or cannot be opened.
    """
    file = problems[0].file if problems else "inventory.xlsx"
    if not file.lower().endswith(_CAN_MARK):
        hint = "Save it as .xlsx and import that."
        raise refused(file, "only .xlsx files can be marked", hint)
    check_workbook(data, file)
    listed = [
        [one.sheet, one.row, one.column, one.place, one.message.rstrip("."), one.hint]
        for one in problems
    ]
    head = json.dumps(listed).encode()
    payload = len(head).to_bytes(4, "big") + head + data
    return settled(run_limited("child_mark", payload, file=file))
