"""``ng911risk report``: a report that was kept, as a document for one reader."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli.console import emit, name_of, note, say
from ng911risk.cli.files import read_bytes, refuse_to_overwrite, write_bytes
from ng911risk.errors import InputError, NotFoundError, Problem

if TYPE_CHECKING:
    from ng911risk.exporters.documents.discovery import Document, Form
    from ng911risk.model.inventory import Inventory
    from ng911risk.model.report import RiskReport

EXAMPLES = (
    "ng911risk report --list",
    "ng911risk report report.json --as board-public-pdf -o board.pdf",
    "ng911risk report report.json --as call-sheet-pdf --inventory site.yaml -o call-now.pdf",
    "ng911risk report report.json --as letter-vendor-docx --inventory site.yaml --for cad-vendor",
)


def report(
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="REPORT.json",
            help="Full report as JSON, as 'ng911risk assess --format json' writes it.",
            show_default=False,
        ),
    ] = None,
    wanted: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Document and format; see --list.")
    ] = "full-pdf",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write; else standard output.")
    ] = None,
    inventory: Annotated[
        Path | None,
        typer.Option(help="Inventory it was made from: adds fallbacks and names of organisations."),
    ] = None,
    to: Annotated[
        str,
        typer.Option(
            "--for", metavar="ORG", help="Whom a letter is for: owner id of the inventory."
        ),
    ] = "",
    listed: Annotated[
        bool, typer.Option("--list", help="Say which documents there are, and for whom.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """
    Make a document from a report: for the board, the wall, a provider, an exercise.

    PDF, Word, Excel or HTML. All but the public edition show how to hurt the
    centre, and say so on every page.
    """
    from ng911risk.exporters.documents import DocumentInput, make
    from ng911risk.exporters.documents.typeset import missing_fonts

    if listed:
        _list()
        return
    if source is None:
        raise InputError([Problem(file="command", message="name a report", hint="Or list: --list")])
    document, form = _wanted(wanted)
    if out is not None:
        refuse_to_overwrite(out, force=force)
    known = _inventory(inventory) if inventory else None
    given = DocumentInput(report=_read(source), inventory=known, to=to)
    data = make(document.name, form.value, given)
    if form.value == "pdf" and missing_fonts():
        note(missing_fonts())
    if out is None:
        emit(data)
    else:
        write_bytes(out, data)
        note(f"Written: {out}")


def _wanted(name: str) -> tuple[Document, Form]:
    """
    Document and format of a name like ``board-public-pdf``.

    Raises:
        NotFoundError: There is none.
    """
    from ng911risk.exporters.documents import documents

    head, _, tail = name.rpartition("-")
    document = documents().get(head)
    form = next((one for one in document.forms if one.value == tail), None) if document else None
    if document is None or form is None:
        raise NotFoundError(
            f"There is no document '{name}'. See which there are: ng911risk report --list"
        )
    return document, form


def _list() -> None:
    from ng911risk.exporters.documents import documents

    reader = None
    for one in documents().values():
        if one.reader is not reader:
            reader = one.reader
            say(f"{reader.words}:")
        names = ", ".join(f"{one.name}-{form.value}" for form in one.forms)
        say(f"  {one.title}. {one.about}")
        say(f"    --as {names}")


def _read(path: Path) -> RiskReport:
    """
    Report in a file.

    Raises:
        InputError: It is none.
    """
    from pydantic import ValidationError

    from ng911risk.model.report import RiskReport
    from ng911risk.records.read import adapter_of

    data = read_bytes(path)
    try:
        found: RiskReport = adapter_of(RiskReport).validate_json(data, strict=True)
    except ValidationError:
        raise InputError(
            [
                Problem(
                    file=name_of(path),
                    message="this is not a full report of this version as JSON",
                    hint="Make one: ng911risk assess site.yaml --format json -o report.json",
                )
            ]
        ) from None
    return found


def _inventory(path: Path) -> Inventory:
    from ng911risk.cli.reading import read_inventory_file
    from ng911risk.content import load_catalog

    return read_inventory_file(path, load_catalog()).inventory
