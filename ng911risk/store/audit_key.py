"""The key of the audit log: in a file beside the database, never in it."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from ng911risk.errors import StoreError

BYTES = 32


def key_file_for(target: str | Path, named: str | Path | None) -> Path:
    """File of the key: the one that is named, else beside the SQLite file, else here."""
    if named:
        return Path(named)
    if isinstance(target, str) and target.startswith("postgresql"):
        return Path("ng911risk.audit-key")
    path = Path(target)
    return path.with_name(f"{path.name}.audit-key")


def key_of(file: Path, *, may_make: bool) -> bytes:
    """
    Key in `file`.

    Args:
        file: Where it is.
        may_make: Make it, for its owner only, if there is none: no entry was made yet.

    Raises:
        StoreError: There is none though there has to be, it cannot be read, or holds
            something else.
    """
    if not file.exists():
        if not may_make:
            raise StoreError(
                f"The key of the audit log, {file.name}, is not there, and without it the log "
                "could not be continued or checked. Put the file back, or name it with "
                "NG911RISK_AUDIT_KEY_FILE."
            )
        write_key(file, secrets.token_bytes(BYTES))
    try:
        return key_from(file.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{file.name} is not the key of an audit log.") from error


def waiting_file(file: Path) -> Path:
    """Where a restored key waits until the log it fits is there."""
    return file.with_name(f"{file.name}.restored")


def put_waiting(file: Path) -> None:
    """
    Let the key that waits replace the one in `file`, at once.

    Raises:
        StoreError: It cannot be written.
    """
    try:
        waiting_file(file).replace(file)
    except OSError as error:
        raise StoreError(f"{file.name} cannot be written: {error.strerror}.") from error


def waiting_key(file: Path) -> bytes | None:
    """Key that waits to replace the one in `file`, if any."""
    try:
        return key_from(waiting_file(file).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def key_from(text: str) -> bytes:
    """
    Key that a file holds as `text`.

    Raises:
        ValueError: It is none.
    """
    key = bytes.fromhex(text.strip())
    if len(key) != BYTES:
        raise ValueError("a key has 32 bytes")
    return key


def write_key(file: Path, key: bytes) -> None:
    """
    Put `key` into `file`, for its owner only; a file that is there already stays.

    Nobody ever sees half of it: it is written beside, then linked.

    Raises:
        StoreError: It cannot be written.
    """
    beside = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as made:
            made.write(key.hex() + "\n")
            made.flush()
            os.fsync(made.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(beside, file)
    except OSError as error:
        raise StoreError(f"{file.name} cannot be written: {error.strerror}.") from error
    finally:
        beside.unlink(missing_ok=True)
