"""Files -> what an assessment needs, each with every problem at its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
    path: Path | None, catalog: Catalog, read: ReadInventory
) -> tuple[Evidence, ...]:
    """
    Evidence in a YAML or JSON file; none without a file.

    Raises:
        InputError: It cannot be used; carries every problem.
    """
    if path is None:
        return ()
    return read_evidence_bytes(read_bytes(path), catalog, read, file=path.name)


def read_evidence_bytes(
    data: bytes, catalog: Catalog, read: ReadInventory, *, file: str
) -> tuple[Evidence, ...]:
    """
    Evidence in the bytes of a YAML or JSON file; the ending of its name says which.

    Raises:
        InputError: It cannot be used; carries every problem.
    """
    from ng911risk.importers.evidence import read_evidence

    return read_evidence(data, catalog, read.inventory, file=file)


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
