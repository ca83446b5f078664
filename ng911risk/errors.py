"""
Every error that ng911risk raises on purpose.

::

    NG911RiskError
    |-- InputError       one or more input files are wrong; carries every problem
    |   `-- ContentError the same, for threat_catalog/ and mitigations/
    |-- NotFoundError    nothing is known under that id
    |-- ConflictError    the thing exists already, or changed meanwhile
    |   `-- MeanwhileError somebody was a moment faster; the same again is worth a try
    |-- ForbiddenError   it is yours to see, but not for your role to do
    |-- SealBrokenError  a stored assessment no longer matches its content hash
    |-- SignatureError   a signed file was changed, or somebody else signed it
    `-- StoreError       the database cannot be used: too new, locked, full, or gone

Anything else that escapes is a defect of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class NG911RiskError(Exception):
    """Base of every error raised on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing wrong with one input, in words its author can act on."""

    file: str
    """Name of the file as the author knows it; never a path of the server."""

    sheet: str = ""
    """Sheet of a workbook, empty elsewhere."""

    row: int | None = None
    """Row or line, counted from 1 as editors and spreadsheets do."""

    column: int | None = None
    """Column, counted from 1."""

    field: str = ""
    """Path of the field in our own words, for instance ``assets[2].kind``."""

    message: str
    """What is wrong, without echoing hostile input at length."""

    hint: str = ""
    """What to do about it: a suggestion, the allowed values, an example."""

    @property
    def place(self) -> str:
        """Where to look: ``site.yaml:12:5`` or ``inventory.xlsx Assets!D7``."""
        if self.sheet:
            cell = f"{column_letters(self.column)}{self.row or ''}"
            return f"{self.file} {self.sheet}!{cell}" if cell else f"{self.file} {self.sheet}"
        parts = [self.file, *(str(n) for n in (self.row, self.column) if n is not None)]
        return ":".join(parts)

    def __str__(self) -> str:
        what = f"{self.field}: {self.message}" if self.field else self.message
        return f"{self.place}: " + (f"{what.rstrip('.')}. {self.hint}" if self.hint else what)


def column_letters(column: int | None) -> str:
    """Spreadsheet letters of a column counted from 1: 1 is A, 28 is AB, None is empty."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class InputError(NG911RiskError):
    """One or more input files are wrong; carries every problem, not just the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        if not problems:
            raise ValueError("an InputError without a problem explains nothing")
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class ContentError(InputError):
    """Files of the threat catalogue or the mitigations are wrong; carries every problem."""


class NotFoundError(NG911RiskError):
    """Nothing is known under that id, or it belongs to somebody else."""


class NotDescribedError(NotFoundError):
    """The site is there and yours, but nobody has said yet what stands in it."""


class ConflictError(NG911RiskError):
    """The thing exists already, or somebody changed it meanwhile."""


class MeanwhileError(ConflictError):
    """Somebody else was a moment faster: nothing is wrong with what was asked, so try again."""


class ForbiddenError(NG911RiskError):
    """Known and yours, but the role does not allow it."""

    def __init__(self, permission: str) -> None:
        self.permission = permission
        super().__init__(f"Your role does not allow this (it needs: {permission}).")


class SealBrokenError(NG911RiskError):
    """A stored assessment no longer matches the hash it was sealed with."""


class SignatureError(NG911RiskError):
    """A signed file was changed after it was signed, or another key signed it."""


class StoreError(NG911RiskError):
    """The database cannot be used: too new, locked, full, or gone. Nothing was changed."""
