"""``ng911risk lab verify``: whether what a run left belongs together and follows from its facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli.console import complain, counted, name_of, note, say
from ng911risk.cli.files import read_bytes
from ng911risk.cli.guard import ExitCode
from ng911risk.cli.lab_run import EVIDENCE_FILE, RECORD_FILE, SIGNED_FILE
from ng911risk.errors import InputError, SignatureError

if TYPE_CHECKING:
    from ng911risk.model.lab import LabRun

EXAMPLES = (
    "ng911risk lab verify lab-run",
    "ng911risk lab verify lab-run --authoriser authoriser.pub.pem --evidence-key assessor.pub.pem",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What a run left."""

    folder: Path
    record: bytes
    run: LabRun
    evidence: bytes


def verify(
    folder: Annotated[
        Path, typer.Argument(metavar="RUN", help="Folder that 'lab run' wrote.", show_default=False)
    ],
    authoriser: Annotated[
        Path | None, typer.Option(help="Public key of who had to authorise it.")
    ] = None,
    evidence_key: Annotated[
        Path | None, typer.Option(help="Public key of who had to sign the evidence.")
    ] = None,
) -> None:
    """
    Check a run years later, without the lab: nothing was changed, and the verdicts follow.

    The journal is chained to the record, the recording has the digest that the record says, every
    verdict is worked out again from the facts, and the evidence is what follows from them. Who
    stands behind it only keys can tell: name them.
    """
    from ng911risk.model.lab import LabRun
    from ng911risk.records import read_record

    folder = folder.parent if folder.name == RECORD_FILE else folder
    data = read_bytes(folder / RECORD_FILE)
    run = read_record(LabRun, data, file=RECORD_FILE, format="json").value
    left = _Left(folder=folder, record=data, run=run, evidence=read_bytes(folder / EVIDENCE_FILE))
    wrong = [*_wrong(left), *_unauthorised(left, authoriser), *_unsigned(left, evidence_key)]
    for one in wrong:
        complain(one)
    if wrong:
        raise typer.Exit(ExitCode.FAILED)
    say(f"{name_of(folder)}: {counted(len(run.results), 'verdict')} follow from their facts.")
    for line in _vouched(run, authoriser, evidence_key):
        say(line)


def _wrong(left: _Left) -> Iterator[str]:
    from ng911risk.lab.check import all_checks
    from ng911risk.lab.running.evidence import evidence_of
    from ng911risk.lab.running.journal import broken_at, last_digest
    from ng911risk.lab.running.keeper import JOURNAL, RECORDING
    from ng911risk.lab.running.rejudging import differences
    from ng911risk.model.evidence import EvidenceFile
    from ng911risk.records import to_json

    journal = read_bytes(left.folder / JOURNAL)
    if line := broken_at(journal):
        yield f"{JOURNAL}: line {line} does not follow from the one before"
    elif last_digest(journal) != left.run.journal:
        yield f"{JOURNAL}: it does not end as {RECORD_FILE} says: lines are missing or added"
    if left.run.capture and _digest(left.folder / RECORDING) != left.run.capture:
        yield f"{RECORDING}: it is not the recording that {RECORD_FILE} names"
    yield from differences(left.run, all_checks())
    told = to_json(EvidenceFile(evidence=evidence_of(left.run, all_checks())))
    if left.evidence != told:
        yield f"{RECORD_FILE} and {EVIDENCE_FILE} do not belong together: one of them was changed"


def _unauthorised(left: _Left, key: Path | None) -> Iterator[str]:
    """Whether the scope in the record is the one that was signed; by whom, if a key is named."""
    from ng911risk.lab.door.scope import signed_scope
    from ng911risk.lab.running.keeper import SCOPE
    from ng911risk.signing.keys import read_public

    data = read_bytes(left.folder / SCOPE)
    public = None if key is None else read_public(read_bytes(key), file=name_of(key))
    try:
        scope = signed_scope(data, public, file=SCOPE)
    except (SignatureError, InputError) as error:
        yield str(error)
        return
    if sha256(data).hexdigest() != left.run.scope_digest or scope != left.run.scope:
        yield f"{SCOPE}: it is not the scope that {RECORD_FILE} names"
    if public is not None and public.id != left.run.authoriser_key:
        yield f"{RECORD_FILE}: it names another key than that of the authoriser"


def _unsigned(left: _Left, key: Path | None) -> Iterator[str]:
    """Whether the signed evidence holds the same as the plain files; by whom, if a key is named."""
    from ng911risk.signing import signed_evidence
    from ng911risk.signing.keys import read_public

    path = left.folder / SIGNED_FILE
    if not path.exists():
        if key is not None:
            yield f"{SIGNED_FILE}: there is none; the evidence was not signed"
        return
    data = read_bytes(path)
    try:
        whole = signed_evidence.looked_at(data, file=SIGNED_FILE)
        if key is not None:
            public = read_public(read_bytes(key), file=name_of(key))
            signed_evidence.read(data, (public,), file=SIGNED_FILE)
    except (SignatureError, InputError) as error:
        yield str(error)
        return
    if (whole.account.encode(), whole.evidence.encode()) != (left.record, left.evidence):
        yield f"{SIGNED_FILE}: it does not hold what {RECORD_FILE} and {EVIDENCE_FILE} hold"


def _vouched(run: LabRun, authoriser: Path | None, evidence_key: Path | None) -> Iterator[str]:
    if authoriser is not None:
        yield f"Authorised by {run.scope.authoriser}: signed with the key {run.authoriser_key}."
    if evidence_key is not None:
        yield f"The evidence is signed with the key in {name_of(evidence_key)}."
    if authoriser is None:
        note(
            f"It says that {run.scope.authoriser} authorised it. "
            "Whether that is so, the key tells: --authoriser"
        )
    if evidence_key is None:
        note(
            "Whoever changed all the files together is not found out by this. "
            "A signature does that: --evidence-key"
        )


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
