"""Looks at a zip file before anybody unpacks it: how many parts, how large, how much packed."""

from __future__ import annotations

import io
import zipfile

from ng911risk.errors import InputError, Problem

FILE_MAX = 10 * 1024 * 1024
"""Largest file, in bytes."""

UNPACKED_MAX = 50 * 1024 * 1024
"""Most bytes that all parts together may unpack to."""

PARTS_MAX = 500
"""Most parts. Our form has about 40."""

RATIO_MAX = 200
"""Most bytes that one packed byte may become, in parts above 1 MiB. Real sheets stay below 40."""

_SMALL = 1024 * 1024


def open_zip(data: bytes, *, file: str) -> zipfile.ZipFile:
    """
    Open a zip file whose parts are few and small enough.

    The sizes are those that the file itself declares. Whoever unpacks stops at
    them (`zipfile` does) or works under limits (`ng911risk.importers.sandbox`).

    Raises:
        InputError: Not a zip file, or one that unpacks to too much.
    """
    check_size(data, file=file)
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
        parts = opened.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        raise refused(
            file,
            "the file is damaged, or is not what its name says",
            "Open it in the program that wrote it and save it again.",
        ) from None
    fault = _fault_of(parts)
    if fault:
        raise refused(file, fault, "An inventory is far smaller. Send only the inventory.")
    if any(part.flag_bits & 1 for part in parts):
        raise refused(file, "the file is protected with a password", "Save it without one.")
    return opened


def check_size(data: bytes, *, file: str) -> None:
    """
    Refuse a file that is empty or too large.

    Raises:
        InputError: It is.
    """
    if not data:
        raise refused(file, "the file is empty", "")
    if len(data) > FILE_MAX:
        raise refused(file, f"the file is larger than {FILE_MAX // 1024**2} MiB", "")


def refused(file: str, message: str, hint: str) -> InputError:
    """One problem with a whole file."""
    return InputError([Problem(file=file, message=message, hint=hint)])


def _fault_of(parts: list[zipfile.ZipInfo]) -> str:
    if len(parts) > PARTS_MAX:
        return f"the file has {len(parts):,} parts; at most {PARTS_MAX} are read"
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED_MAX:
        limit = UNPACKED_MAX // 1024**2
        return f"the file unpacks to {unpacked // 1024**2:,} MiB; at most {limit} are read"
    if any(
        part.file_size > _SMALL and part.file_size > RATIO_MAX * max(part.compress_size, 1)
        for part in parts
    ):
        return f"a part of the file is packed more than {RATIO_MAX} to 1, as in a zip bomb"
    return ""
