"""Files -> what an assessment needs, each with every problem at its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ng911risk.cli import moment as clock
from ng911risk.cli.console import name_of, note
from ng911risk.cli.files import read_bytes
from ng911risk.errors import InputError, Problem
from ng911risk.model.evidence import Evidence

if TYPE_CHECKING:
    from ng911risk.importers import ReadInventory
    from ng911risk.model.catalog import Catalog
    from ng911risk.model.intelligence import Intelligence

INVENTORY_HELP = "Inventory: a .yaml, .json, .xlsx or .csv file."


def read_inventory_file(
    path: Path, catalog: Catalog, *, good_rows_only: bool = False
) -> ReadInventory:
    """
    Inventory in a file; see `read_inventory_bytes`.

    Raises:
        InputError: It cannot be read or used; carries every problem.
    """
    data = read_bytes(path)
    return read_inventory_bytes(data, catalog, file=path.name, good_rows_only=good_rows_only)


def read_inventory_bytes(
    data: bytes, catalog: Catalog, *, file: str, good_rows_only: bool = False
) -> ReadInventory:
    """
    Inventory in the bytes of a file.

    Args:
        data: The bytes.
        file: Name of the file; its ending says the format.
        catalog: What the mitigations and weaknesses it names are looked up in.
        good_rows_only: Leave out wrong rows of a workbook, and say so on stderr.

    Raises:
        InputError: It cannot be used; carries every problem.
    """
    from ng911risk.importers import known_to, read_inventory

    read = read_inventory(data, file=file, good_rows_only=good_rows_only)
    read = known_to(catalog, read, good_rows_only=good_rows_only)
    for problem in read.left_out:
        note(f"Left out: {problem}")
    return read


def read_evidence_file(
    path: Path | None, catalog: Catalog, read: ReadInventory, key: Path | None = None
) -> tuple[Evidence, ...]:
    """
    Evidence in a YAML or JSON file, or in a signed one; none without a file.

    Args:
        path: The file.
        catalog: What it is held against.
        read: The inventory it speaks of.
        key: Public key of whoever has to have signed it; needed for a signed file only.

    Raises:
        InputError: It cannot be used; carries every problem.
        SignatureError: The owner of `key` did not sign it, or something in it was changed.
    """
    from ng911risk.signing import signed_evidence

    if path is None:
        if key is not None:
            raise _wrong(name_of(key), "this key goes with --evidence, and there is none")
        return ()
    data = read_bytes(path, most=signed_evidence.SIZE_MAX)
    if not signed_evidence.looks_like_one(data):
        if key is not None:
            message = "this evidence is not signed, so no key says whose word it is"
            raise _wrong(path.name, message, "Leave out --evidence-key, or ask for a signed file.")
        return read_evidence_bytes(data, catalog, read, file=path.name)
    if key is None:
        message = "this evidence is signed; name the public key of whoever has to have signed it"
        hint = "With --evidence-key KEY.pub.pem. Get the key by another way than the file."
        raise _wrong(path.name, message, hint)
    return _read_signed(data, key, catalog, read, path.name)


def _read_signed(
    data: bytes, key: Path, catalog: Catalog, read: ReadInventory, file: str
) -> tuple[Evidence, ...]:
    from ng911risk.importers.evidence import read_signed
    from ng911risk.signing.keys import read_public

    public = read_public(read_bytes(key), file=name_of(key))
    today = clock.now().date()
    seen = read_signed(data, (public,), catalog, read.inventory, file=file, today=today)
    note(f"The signature of {file} holds: signed with the key {public.id}")
    return seen


def _wrong(file: str, message: str, hint: str = "") -> InputError:
    return InputError([Problem(file=file, message=message, hint=hint)])


def read_evidence_bytes(
    data: bytes, catalog: Catalog, read: ReadInventory, *, file: str
) -> tuple[Evidence, ...]:
    """
    Evidence in the bytes of a YAML or JSON file; the ending of its name says which.

    Raises:
        InputError: It cannot be used; carries every problem.
    """
    from ng911risk.importers.evidence import read_evidence

    return read_evidence(data, catalog, read.inventory, file=file, today=clock.now().date())


def read_intelligence_file(path: Path | None) -> Intelligence:
    """
    What others report, from the file of `ng911risk intel import`; nothing without a file.

    Raises:
        InputError: It cannot be used; carries every problem.
    """
    from ng911risk.model.intelligence import Intelligence

    if path is None:
        return Intelligence()
    from ng911risk.importers.intel import read_intelligence

    return read_intelligence(read_bytes(path), file=path.name)


def read_folder(path: Path) -> Path:
    """
    Return `path` if it is a folder.

    Raises:
        InputError: It is none.
    """
    if not path.is_dir():
        raise InputError([Problem(file=name_of(path), message="there is no such folder")])
    return path
