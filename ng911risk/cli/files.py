"""Files and folders that a user names: read whole, written whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from ng911risk.cli.console import name_of
from ng911risk.errors import ConflictError, InputError, NG911RiskError, Problem

SIZE_MAX: Final = 64 * 1024 * 1024
"""Most bytes that are read of any file; each format has a smaller limit of its own."""


def read_bytes(path: Path, *, most: int | None = None) -> bytes:
    """
    Content of a file.

    Args:
        path: The file.
        most: More bytes than that are refused; None: `SIZE_MAX`.

    Raises:
        InputError: There is none, or it is a folder, closed to you, or too large.
    """
    most = SIZE_MAX if most is None else most
    try:
        if path.is_fifo():  # to open one would wait for a writer
            raise _refused(path, "this is a pipe, not an ordinary file")
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise _refused(path, "this is not an ordinary file")
            # A file that says how large it is need not be read to be refused.
            data = file.read(most + 1) if status.st_size <= most else None
    except FileNotFoundError:
        raise _refused(path, "there is no such file", _similar(path)) from None
    except (IsADirectoryError, NotADirectoryError):
        raise _refused(path, "this is a folder, not a file", _inside(path)) from None
    except PermissionError:
        if path.is_dir():
            raise _refused(path, "this is a folder, not a file", _inside(path)) from None
        raise _refused(path, "you may not read this file", "Ask its owner.") from None
    except ValueError:
        raise _refused(path, "no file can have this name") from None
    except OSError as error:
        raise _refused(path, f"the file cannot be read ({error.strerror})") from None
    if data is None or len(data) > most:
        raise _refused(path, f"the file is larger than {most // 1024**2} MiB")
    return data


def write_bytes(path: Path, data: bytes, *, private: bool = True) -> None:
    """
    Put `data` at `path`: the whole of it, or nothing at all.

    Args:
        path: The file; what was there is replaced.
        data: Its content.
        private: Only its owner may read it, as befits what describes how to do harm.

    Raises:
        NG911RiskError: It cannot be written; nothing was changed.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(data)  # a pipe or a device: cannot be replaced
            return
        if path.is_dir():
            raise NG911RiskError(f"{name_of(path)} is a folder; name a file in it.")
        _replace(path.resolve(), data, private=private)
    except FileNotFoundError:
        raise NG911RiskError(f"There is no folder {name_of(path.parent)}.") from None
    except PermissionError:
        raise NG911RiskError(
            f"{name_of(path)} cannot be written: you may not write there."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise NG911RiskError(f"{name_of(path)} cannot be written: {reason}.") from None


def make_folder(path: Path) -> None:
    """
    Make a folder, and those around it, unless it exists.

    Raises:
        NG911RiskError: It cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise NG911RiskError(f"{name_of(path)} is, or lies in, a file; name a folder.") from None
    except PermissionError:
        raise NG911RiskError(f"{name_of(path)} cannot be made: you may not write there.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise NG911RiskError(f"{name_of(path)} cannot be made: {reason}.") from None


def refuse_to_overwrite(path: Path, *, force: bool) -> None:
    """
    Keep what somebody may have worked on for hours.

    Raises:
        ConflictError: The file exists, and nobody said that it may go.
    """
    if not force and path.is_file():
        raise ConflictError(f"{name_of(path)} exists already. Add --force to replace it.")


def _replace(path: Path, data: bytes, *, private: bool) -> None:
    """Write beside the target, then swap: a reader never sees half of it."""
    handle, beside = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        if not private:
            Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _refused(path: Path, message: str, hint: str = "") -> InputError:
    return InputError([Problem(file=name_of(path), message=message, hint=hint)])


def _similar(path: Path) -> str:
    """Ask whether a neighbour with a similar name was meant."""
    try:
        names = [
            one.name
            for one in path.parent.iterdir()
            if one.name != path.name and not one.name.startswith(".")
        ]
    except OSError:
        return f"There is no folder {name_of(path.parent)} either."
    close = get_close_matches(path.name, names, n=1)
    return f"Did you mean {name_of(path.with_name(close[0]))}?" if close else ""


def _inside(path: Path) -> str:
    """Name an inventory that lies in the folder."""
    known = {".yaml", ".yml", ".json", ".xlsx", ".csv"}
    try:
        found = sorted(
            one
            for one in path.iterdir()
            if one.suffix.lower() in known and not one.name.startswith(".")
        )
    except OSError:
        return ""
    return f"Did you mean {name_of(found[0])}?" if found else ""
