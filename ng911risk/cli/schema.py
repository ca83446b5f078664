"""``ng911risk schema``: JSON Schemas, for editors and for other tools."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ng911risk.cli.console import emit, note
from ng911risk.cli.files import write_bytes

EXAMPLES = (
    "ng911risk schema inventory -o inventory.schema.json",
    "(first line of site.yaml: # yaml-language-server: $schema=inventory.schema.json)",
)


class SchemaName(StrEnum):
    """What has a schema."""

    INVENTORY = "inventory"
    REPORT = "report"
    PUBLIC_REPORT = "public-report"
    STATE = "state"
    SITE_ROW = "site-row"
    VECTOR = "vector"
    MITIGATION = "mitigation"
    EVIDENCE = "evidence"
    OBSERVATIONS = "observations"


def schema(
    name: Annotated[
        SchemaName,
        typer.Argument(
            metavar="NAME", help="Which schema: inventory, report, ...", show_default=False
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File; without it, the screen.")
    ] = None,
) -> None:
    """
    Print the JSON Schema of a file format.

    Editors use it to help while you type, and to underline mistakes.
    """
    data = schema_of(name)
    if output is None:
        emit(data)
        return
    write_bytes(output, data, private=False)
    note(f"Written: {output}")


def schema_of(name: SchemaName) -> bytes:
    """JSON Schema (2020-12) of one format, as a file."""
    from ng911risk.content import content_schemas
    from ng911risk.exporters.json_report import public_schema_bytes
    from ng911risk.model.evidence import EvidenceFile
    from ng911risk.model.observation import ObservationFile
    from ng911risk.records import schema_bytes
    from ng911risk.records.published import published_schemas

    published = published_schemas()
    if (page := f"docs/reference/{name}.schema.json") in published:
        return published[page]
    match name:
        case SchemaName.PUBLIC_REPORT:
            return public_schema_bytes()
        case SchemaName.EVIDENCE:
            return schema_bytes(EvidenceFile, title="Evidence about a 9-1-1 centre")
        case SchemaName.OBSERVATIONS:
            return schema_bytes(ObservationFile, title="What captures of a 9-1-1 centre saw")
        case SchemaName.VECTOR:
            return content_schemas()["threat_catalog/schema.json"]
        case _:
            return content_schemas()["mitigations/schema.json"]
