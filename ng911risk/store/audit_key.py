"""The key of the audit log: in a file beside the database, never in it."""

from __future__ import annotations

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


def read_or_make_key(file: Path) -> bytes:
    """
    Key in `file`; made, for its owner only, if there is none.

    Raises:
        StoreError: The file cannot be read, or holds something else.
    """
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    except OSError as error:
        raise StoreError(f"{file.name} cannot be written: {error.strerror}.") from error
    else:
        with os.fdopen(descriptor, "w", encoding="ascii") as made:
            made.write(secrets.token_hex(BYTES) + "\n")
            made.flush()
            os.fsync(made.fileno())
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise StoreError(f"{file.name} is not the key of an audit log.") from error
    if len(key) != BYTES:
        raise StoreError(f"{file.name} is not the key of an audit log.")
    return key
