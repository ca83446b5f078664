"""The half of ``ng911risk verify`` that checks a signed report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ng911risk.cli.console import complain, counted, name_of, note, say
from ng911risk.cli.files import read_bytes
from ng911risk.errors import InputError, NG911RiskError, Problem, SignatureError
from ng911risk.signing import signed_report
from ng911risk.signing.envelope import SIZE_MAX
from ng911risk.signing.keys import read_public

if TYPE_CHECKING:
    from ng911risk.model.catalog import Catalog
    from ng911risk.signing.signed_report import SignedReport

_HEAD_BYTES = 64


def is_signed(target: str) -> bool:
    """Whether the target of the command is a signed report and no database, by its beginning."""
    path = Path(target)
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return signed_report.looks_like_one(file.read(_HEAD_BYTES))
    except (OSError, ValueError):
        return False


def verify_signed(path: Path, key: Path | None, *, reproduce: bool) -> None:
    """
    Check a signed report, say who signed what, and make it again if asked.

    Raises:
        InputError: A file is not what it should be.
        SignatureError: The signature does not hold.
        NG911RiskError: The report cannot be made again with the same bytes.
    """
    if key is None:
        message = "name the public key of whoever should have signed it, with --key"
        hint = "Get it from them by another way than the file."
        raise InputError([Problem(file=name_of(path), message=message, hint=hint)])
    public = read_public(read_bytes(key), file=name_of(key))
    signed = signed_report.verify(read_bytes(path, most=SIZE_MAX), public, file=name_of(path))
    say(f"The signature holds: nothing in {name_of(path)} was changed since it was signed.")
    say(f"Signed with:  key {public.id}")
    for line in _told(signed):
        say(line)
    if reproduce:
        _reproduce(signed)


def _told(signed: SignedReport) -> list[str]:
    """Say what the signature covers."""
    catalogue = f"{signed.catalog_version} ({signed.catalog_digest[:12]})"
    lines = [
        f"Made:         {signed.made_at}, seed {signed.seed}",
        f"Made with:    ng911risk {signed.tool_version}, catalogue {catalogue}",
        f"Sealed:       {f'yes, content hash {signed.seal}' if signed.seal else 'no'}",
    ]
    try:
        inputs = signed.inputs
    except InputError as error:
        if "contradict" in str(error):
            raise SignatureError(str(error.problems[0].message).capitalize() + ".") from None
        return [*lines, f"It covers the report and its inputs; {error.problems[0].message}."]
    assets = counted(len(inputs.inventory.assets), "asset")
    covers = (
        "the report",
        f"the inventory of {inputs.inventory.site.name} ({assets})",
        f"evidence ({counted(len(inputs.evidence), 'item')})",
        f"intelligence ({counted(len(inputs.intelligence.feeds), 'feed')})",
    )
    return [*lines, f"It covers:    {', '.join(covers)}"]


def _reproduce(signed: SignedReport) -> None:
    """
    Make the report again and say whether it is the same.

    Raises:
        NG911RiskError: It is not, or cannot be made here.
    """
    from ng911risk.cli.assessing import tool_version
    from ng911risk.content import load_catalog

    note("Making the report again ...")
    found = signed_report.reproduce(signed, load_catalog(), tool=tool_version(), remake=_remade)
    for line in found:
        complain(line, plain=True)
    if found:
        raise NG911RiskError("The signature holds, but the report cannot be reproduced here.")
    say("Reproduced: made again from what was signed, every byte of the report is the same.")


def _remade(signed: SignedReport, catalog: Catalog) -> bytes:
    from datetime import datetime

    from ng911risk.engine.assess import assess
    from ng911risk.exporters import render
    from ng911risk.records.field_places import place_in

    inputs = signed.inputs
    again = assess(
        inputs.inventory,
        catalog,
        at=datetime.fromisoformat(signed.made_at),
        tool_version=signed.tool_version,
        inventory_digest=signed.inventory_digest,
        evidence=inputs.evidence,
        intelligence=inputs.intelligence,
        place=place_in(inputs.places, inputs.inventory),
        seed=signed.seed,
    )
    return render(again, "json")
