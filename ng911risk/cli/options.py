"""Options that several commands share, said once."""

from __future__ import annotations

from typing import Final

import typer

STORE_FILE: Final = "ng911risk.sqlite"
"""Database of commands that are told none."""

STORE: Final = typer.Option(
    help="Database file, or postgresql://...",
    envvar=["NG911RISK_DATABASE_URL", "NG911RISK_STORE"],
)
ORGANISATION: Final = typer.Option(help="Short name of the organisation.")
SOURCE_HELP: Final = (
    "Inventory to assess now, a signed report, or with --store the id of a sealed assessment."
)
"""Of commands that take an assessment from anywhere."""
SEED: Final = typer.Option(help="Seed of the worlds that are drawn.", min=0)
EVIDENCE: Final = typer.Option(help="YAML or JSON file of what was observed, or a signed one.")
EVIDENCE_KEY: Final = typer.Option(help="Public key of whoever has to have signed --evidence.")
INTEL: Final = typer.Option(help="What others report: intel.json of 'ng911risk intel import'.")
SEALED_IN: Final = typer.Option(
    help="Database file, or postgresql://...: SOURCE is the id of an assessment."
)
