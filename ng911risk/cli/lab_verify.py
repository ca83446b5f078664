"""``ng911risk lab verify``: whether what a run left belongs together and follows from its facts."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli.console import complain, counted, name_of, say
from ng911risk.cli.files import read_bytes
from ng911risk.cli.guard import ExitCode
from ng911risk.cli.lab_run import EVIDENCE_FILE, RECORD_FILE

if TYPE_CHECKING:
    from ng911risk.model.lab import LabRun

EXAMPLES = ("ng911risk lab verify lab-run",)


def verify(
    folder: Annotated[
        Path, typer.Argument(metavar="RUN", help="Folder that 'lab run' wrote.", show_default=False)
    ],
) -> None:
    """
    Check a run years later, without the lab: nothing was changed, and the verdicts follow.

    The journal is chained, the recording has the digest that the record says, every verdict is
    worked out again from the facts, and the evidence is what follows from them.
    """
    from ng911risk.model.lab import LabRun
    from ng911risk.records import read_record

    data = read_bytes(folder / RECORD_FILE)
    run = read_record(LabRun, data, file=RECORD_FILE, format="json").value
    wrong = list(_wrong(folder, run))
    for one in wrong:
        complain(one)
    if wrong:
        raise typer.Exit(ExitCode.FAILED)
    say(f"{name_of(folder)}: {counted(len(run.results), 'verdict')} follow from their facts.")
    say(f"Authorised by {run.scope.authoriser} with the key {run.authoriser_key}")


def _wrong(folder: Path, run: LabRun) -> Iterator[str]:
    from ng911risk.lab.check import all_checks
    from ng911risk.lab.running.evidence import evidence_of
    from ng911risk.lab.running.journal import broken_at
    from ng911risk.lab.running.keeper import JOURNAL, RECORDING
    from ng911risk.lab.running.rejudging import differences
    from ng911risk.model.evidence import EvidenceFile
    from ng911risk.records import to_json

    if line := broken_at(read_bytes(folder / JOURNAL)):
        yield f"{JOURNAL}: line {line} does not follow from the one before"
    if run.capture:
        with (folder / RECORDING).open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != run.capture:
                yield f"{RECORDING}: it is not the recording that the record names"
    yield from differences(run, all_checks())
    told = to_json(EvidenceFile(evidence=evidence_of(run, all_checks())))
    if read_bytes(folder / EVIDENCE_FILE) != told:
        yield f"{EVIDENCE_FILE}: it is not what follows from the record"
