"""
The one file that a copy is: a zip with a manifest and a part for each table.

It is written beside its place, read again and compared, and only then given its name.
A file that somebody hands in is taken as hostile: names, sizes and digests are checked
before a row is looked at.
"""

from __future__ import annotations

import contextlib
import json
import lzma
import os
import re
import secrets
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from ng911risk.errors import InputError, NG911RiskError, Problem

FORMAT: Final = "ng911risk-copy/1"
MANIFEST: Final = "manifest.json"
KEY: Final = "audit-key"

_MANIFEST_MAX: Final = 1_000_000
_PARTS_MAX: Final = 200
_TOTAL_MAX: Final = 64 * 1024**3
_LINE_MAX: Final = 512 * 1024**2
_SMALL: Final = 64 * 1024**2
_RATIO_MAX: Final = 200
"""Text shrinks to a tenth or a twentieth, a bomb to a thousandth."""

_NAME: Final = re.compile(r"tables/[a-z_]{1,40}\.jsonl")
_CHUNK: Final = 1024 * 1024
_PACKED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,  # of bzip2, and of a place before the beginning of the file
    OverflowError,
    RuntimeError,  # a password is wanted, or a way of packing that is not known
    ValueError,  # a name in an encoding that it does not say
)
"""What reading a broken or hostile zip raises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One table of a copy."""

    table: str
    rows: int
    bytes: int
    sha256: str

    @property
    def name(self) -> str:
        """Name within the zip."""
        return f"tables/{self.table}.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a copy holds."""

    format: str = FORMAT
    kind: str
    """``installation``, ``organisation`` or ``site``."""

    revision: str
    """Revision of the tables."""

    tool_version: str
    made_at: str
    named: str
    """What is in it, for people: the organisation or the site."""

    id: str
    """Short name of the organisation, or id of the site; empty for an installation."""

    heads: dict[str, str]
    """Organisation -> newest entry of its audit log as ``NUMBER:CODE``."""

    with_key: bool
    """Whether the key of the audit log is inside."""

    parts: tuple[Part, ...] = field(default=())
    """In the order in which they can be read back."""


class Writer:
    """Writes a copy beside `path`; `Archive.finish` gives it its name."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zip = zipped
        self.parts: list[Part] = []

    def add(self, table: str, lines: Iterable[bytes]) -> None:
        """Add a table."""
        digest, rows, size = sha256(), 0, 0
        part = Part(table=table, rows=0, bytes=0, sha256="")
        with self._zip.open(_info(part.name), "w", force_zip64=True) as out:
            for line in lines:
                out.write(line)
                digest.update(line)
                rows += 1
                size += len(line)
        self.parts.append(Part(table=table, rows=rows, bytes=size, sha256=digest.hexdigest()))

    def add_key(self, key: bytes) -> None:
        """Add the key of the audit log."""
        self._zip.writestr(_info(KEY), key.hex() + "\n")

    def close(self, manifest: Manifest) -> None:
        """Add what tells what all of it is."""
        text = json.dumps(asdict(manifest), sort_keys=True, indent=2) + "\n"
        self._zip.writestr(_info(MANIFEST), text)


@contextlib.contextmanager
def written(path: Path) -> Iterator[Writer]:
    """
    Write a copy to `path`: the whole of it, read again and compared, or nothing at all.

    Raises:
        NG911RiskError: It cannot be written, or reads back as something else.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as zipped:
                writer = Writer(zipped)
                yield writer
            file.flush()
            os.fsync(file.fileno())
        with opened(beside) as archive:
            if list(archive.manifest.parts) != writer.parts:
                raise NG911RiskError(f"{path.name} did not read back as it was written.")
        beside.replace(path)
    except OSError as error:
        raise NG911RiskError(f"{path.name} cannot be written: {error.strerror}.") from error
    finally:
        beside.unlink(missing_ok=True)


class Archive:
    """A copy whose every part was found whole."""

    def __init__(self, zipped: zipfile.ZipFile, manifest: Manifest, file: str) -> None:
        self._zip, self.manifest, self._file = zipped, manifest, file

    def lines(self, part: Part) -> Iterator[bytes]:
        """Lines of a part, one at a time."""
        with self._zip.open(part.name) as source:
            for _ in range(part.rows):
                yield source.readline(_LINE_MAX)

    @property
    def key_text(self) -> str:
        """Key of the audit log as its file holds it."""
        return self._zip.read(KEY).decode("ascii", "replace")

    def refuse(self, message: str) -> InputError:
        """Error that says `message` of this file."""
        return refused(self._file, message)


@contextlib.contextmanager
def opened(path: Path | IO[bytes], *, file: str = "") -> Iterator[Archive]:
    """
    Open a copy, checked to the last byte.

    Args:
        path: Its file.
        file: Its name for messages.

    Raises:
        InputError: It is no copy, or it is damaged, or made to harm.
    """
    name = file or (path.name if isinstance(path, Path) else "the file")
    with contextlib.ExitStack() as stack:
        try:
            zipped = stack.enter_context(zipfile.ZipFile(path))
            archive = Archive(zipped, _checked(zipped, name), name)
        except FileNotFoundError:
            raise refused(name, "there is no such file") from None
        except IsADirectoryError:
            raise refused(name, "this is a folder, not a file") from None
        except _BROKEN:
            message = "this is no copy that ng911risk made, or it is damaged"
            raise refused(name, message) from None
        yield archive


def _checked(zipped: zipfile.ZipFile, file: str) -> Manifest:
    if any(entry.flag_bits & 1 for entry in zipped.infolist()):
        raise refused(file, "it is locked with a password, which no copy of ours is")
    if any(entry.compress_type not in _PACKED for entry in zipped.infolist()):
        raise refused(file, "it is packed in another way than the copies that ng911risk makes")
    manifest = _manifest(zipped, file)
    _check_entries(zipped, manifest, file)
    for part in manifest.parts:
        _check_part(zipped, part, file)
    return manifest


def refused(file: str, message: str, hint: str = "") -> InputError:
    """Error about a copy as a whole."""
    return InputError([Problem(file=file, message=message, hint=hint or "Nothing was changed.")])


def _info(name: str) -> zipfile.ZipInfo:
    """Entry without a date: the same content is the same file."""
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _manifest(zipped: zipfile.ZipFile, file: str) -> Manifest:
    try:
        info = zipped.getinfo(MANIFEST)
    except KeyError:
        raise refused(file, "this is no copy that ng911risk made") from None
    if info.file_size > _MANIFEST_MAX:
        raise refused(file, "its list of parts is too long")
    with zipped.open(info) as source:
        text = source.read(_MANIFEST_MAX + 1)
    try:
        read: Any = json.loads(text)
        if read["format"] != FORMAT:
            raise refused(file, "a newer version of ng911risk made it", "Use that version.")
        parts = tuple(Part(**part) for part in read.pop("parts"))
        manifest = Manifest(**read, parts=parts)
        _check_kinds(manifest)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise refused(file, "its list of parts cannot be read") from None
    return manifest


def _check_kinds(manifest: Manifest) -> None:
    """
    Refuse values of other kinds than a manifest has.

    Raises:
        ValueError: One is.
    """
    texts = ("kind", "revision", "tool_version", "made_at", "named", "id")
    sizes: list[Any] = [size for part in manifest.parts for size in (part.rows, part.bytes)]
    numbers = all(type(size) is int and size >= 0 for size in sizes)
    heads: Any = manifest.heads
    with_key: Any = manifest.with_key
    if not (
        all(isinstance(getattr(manifest, name), str) for name in texts)
        and manifest.kind in {"installation", "organisation", "site"}
        and isinstance(heads, dict)
        and all(isinstance(value, str) for value in heads.values())
        and type(with_key) is bool
        and numbers
        and len(manifest.parts) <= _PARTS_MAX
        and all(_NAME.fullmatch(part.name) for part in manifest.parts)
        and len({part.name for part in manifest.parts}) == len(manifest.parts)
    ):
        raise ValueError("this is no manifest")


def _check_entries(zipped: zipfile.ZipFile, manifest: Manifest, file: str) -> None:
    """Exactly the parts of the manifest, in sizes that such text can have."""
    expected = {MANIFEST, *(part.name for part in manifest.parts)}
    expected |= {KEY} if manifest.with_key else set()
    entries = zipped.infolist()
    if sorted(entry.filename for entry in entries) != sorted(expected):
        raise refused(file, "it does not hold the parts that it lists")
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > _TOTAL_MAX or (total > _SMALL and total > _RATIO_MAX * packed):
        raise refused(file, "it would unpack to far more than such a copy holds")


def _check_part(zipped: zipfile.ZipFile, part: Part, file: str) -> None:
    digest, size, rows, last = sha256(), 0, 0, b"\n"
    with zipped.open(part.name) as source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            rows += chunk.count(b"\n")
            last = chunk[-1:]
            if size > part.bytes:
                break
    if (size, rows, digest.hexdigest(), last) != (part.bytes, part.rows, part.sha256, b"\n"):
        raise refused(file, f"it is damaged: {part.name} is not what was written")
