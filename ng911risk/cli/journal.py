"""
What is done and on the disk for good: files that survive a power cut, and an append-only list.

A file is written beside its place, forced to the disk, and only then renamed. A
line of the journal is written after the files it speaks of. So whatever
stops the program, a file is whole or absent, and a line never promises too much.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BufferedRandom
from pathlib import Path
from typing import Any, Final

from ng911risk.cli.console import name_of
from ng911risk.cli.files import make_folder
from ng911risk.errors import ConflictError, NG911RiskError

NAME: Final = "state.jsonl"
"""Of the journal, in the folder that it speaks of."""

_FORMAT: Final = "ng911risk-state-journal/1"
_UNFINISHED: Final = ".part-"
"""How the name of a file begins that is being written; a killed run leaves one behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One site that is finished: from what, and which files it left."""

    key: str
    """Digest of everything the result depends on."""

    files: Mapping[str, tuple[int, str]]
    """Path below the folder -> length in bytes and SHA-256."""


@dataclass(slots=True, kw_only=True)
class Journal:
    """The sites that are done in one folder."""

    folder: Path
    moment: datetime | None = None
    """Moment that the last run spoke of."""

    done: dict[str, Done] = field(default_factory=dict)
    """Name of a site -> its last result."""

    _file: BufferedRandom | None = None

    def begin(self, moment: datetime) -> None:
        """Note the moment of a run."""
        if moment != self.moment:
            self._append({"format": _FORMAT, "at": moment.isoformat()})
            self.moment = moment

    def holds(self, site: str, key: str, *, closely: tuple[str, ...] = ()) -> bool:
        """
        Whether the site is done with this very input and its files are still there.

        Args:
            site: Name of the site.
            key: Digest of its input.
            closely: Files whose content is compared too, not only their length.
        """
        done = self.done.get(site)
        if done is None or done.key != key:
            return False
        return all(
            _matches(self.folder / path, length, digest if path in closely else "")
            for path, (length, digest) in done.files.items()
        )

    def add(self, site: str, key: str, files: Mapping[str, bytes]) -> None:
        """Write the files of a site, then the line that says so; a file left over goes first."""
        old = self.done.pop(site, None)
        if old is not None:
            # From here until the new line the site counts as not done, whatever happens.
            self._append({"begun": site})
            for path in set(old.files) - set(files):
                (self.folder / path).unlink(missing_ok=True)
        for path, data in files.items():
            write_for_good(self.folder / path, data)
        told = {path: (len(data), sha256(data).hexdigest()) for path, data in files.items()}
        self._append({"done": site, "key": key, "files": told})
        self.done[site] = Done(key=key, files=told)

    def _append(self, line: dict[str, object]) -> None:
        if self._file is None:
            raise ValueError("the journal is not open")
        self._file.write(json.dumps(line, ensure_ascii=True).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _read(self, data: bytes) -> None:
        """Take in the lines that are whole; what a power cut left half written is passed over."""
        for line in data.split(b"\n"):
            try:
                self._take(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError):
                continue

    def _take(self, line: dict[str, Any]) -> None:
        if "at" in line:
            self.moment = datetime.fromisoformat(line["at"])
        elif "begun" in line:
            self.done.pop(line["begun"], None)
        else:
            files = {
                str(path): (int(n), str(digest)) for path, (n, digest) in line["files"].items()
            }
            self.done[str(line["done"])] = Done(key=str(line["key"]), files=files)


@contextmanager
def open_journal(folder: Path) -> Iterator[Journal]:
    """
    Open the journal of `folder`, made if missing; nobody else can while it is open.

    Raises:
        ConflictError: Another run writes there.
        NG911RiskError: It cannot be read or written.
    """
    make_folder(folder)
    path = folder / NAME
    try:
        handle = os.open(
            path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600
        )
    except OSError as error:
        raise NG911RiskError(f"{name_of(path)} cannot be written: {error.strerror}.") from None
    with os.fdopen(handle, "r+b") as file:
        _lock(file, folder)
        journal = Journal(folder=folder, _file=file)
        file.seek(0)
        data = file.read()
        journal._read(data)  # noqa: SLF001 -- the one who opens it fills it
        if data and not data.endswith(b"\n"):
            file.write(b"\n")  # ends the line that was cut off
        for left_over in folder.rglob(f"{_UNFINISHED}*"):  # nobody else writes here now
            left_over.unlink(missing_ok=True)
        yield journal


def write_for_good(path: Path, data: bytes) -> None:
    """
    Put `data` at `path`, on the disk and not only in memory; only its owner may read it.

    Raises:
        NG911RiskError: It cannot be written; what was there is untouched.
    """
    make_folder(path.parent)
    beside = ""
    try:
        handle, beside = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
        _force_folder(path.parent)
    except OSError as error:
        _forget(beside)
        raise NG911RiskError(f"{name_of(path)} cannot be written: {error.strerror}.") from None
    except BaseException:
        _forget(beside)
        raise


def _forget(beside: str) -> None:
    if beside:
        Path(beside).unlink(missing_ok=True)


def _force_folder(folder: Path) -> None:
    """Make the rename itself survive a power cut, where a system lets a folder be forced."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _matches(path: Path, length: int, digest: str) -> bool:
    try:
        if not digest:
            return path.is_file() and path.stat().st_size == length
        data = path.read_bytes()
    except OSError:
        return False
    return len(data) == length and sha256(data).hexdigest() == digest


def _lock(file: BufferedRandom, folder: Path) -> None:
    """
    Keep others out until the file is closed or the program is gone.

    Raises:
        ConflictError: Somebody is in.
    """
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ConflictError(
            f"Another run is writing into {name_of(folder)}; wait for it."
        ) from None
    except OSError:
        return  # a file system without locks: better to work than to refuse
