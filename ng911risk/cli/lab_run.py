"""``ng911risk lab run``: the plan, and with ``--go`` the run itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli import moment as clock
from ng911risk.cli import progress
from ng911risk.cli.console import counted, emit, name_of, note, say
from ng911risk.cli.files import make_folder, read_bytes, write_bytes
from ng911risk.cli.guard import ExitCode
from ng911risk.cli.lab_scope import AUTHORISER, SCOPE, opened_scope, passphrase
from ng911risk.cli.reading import read_inventory_file
from ng911risk.errors import ConflictError, InputError, NG911RiskError, Problem
from ng911risk.model.evidence import Verdict

if TYPE_CHECKING:
    from ng911risk.lab.door.scope import AuthorisedScope
    from ng911risk.lab.running.job import Credentials
    from ng911risk.lab.running.plan import Plan
    from ng911risk.model.inventory import Inventory
    from ng911risk.model.lab import CheckResult, LabRun, LabTarget

RECORD_FILE = "record.json"
EVIDENCE_FILE = "evidence.json"
SIGNED_FILE = "evidence.signed.json"
_FILES = (RECORD_FILE, EVIDENCE_FILE, SIGNED_FILE)

EXAMPLES = (
    (
        "ng911risk lab run scope.signed.json --authoriser authoriser.pub.pem "
        "--targets targets.yaml --inventory site.yaml"
    ),
    (
        "ng911risk lab run scope.signed.json --authoriser authoriser.pub.pem "
        "--targets targets.yaml --inventory site.yaml --go -o lab-run"
    ),
)


def run(  # noqa: PLR0917 - one parameter for each option
    scope: Annotated[Path, SCOPE],
    authoriser: Annotated[Path, AUTHORISER],
    targets: Annotated[Path, typer.Option(help="What stands in the lab: 'lab targets' drafts it.")],
    inventory: Annotated[
        Path | None,
        typer.Option(help="Your inventory: whatever stands near real calls is refused."),
    ] = None,
    ca: Annotated[
        Path | None, typer.Option(help="Certificates that the lab trusts, as PEM.")
    ] = None,
    client_cert: Annotated[
        Path | None, typer.Option(help="Certificate that the lab gave to this machine, as PEM.")
    ] = None,
    client_key: Annotated[Path | None, typer.Option(help="Its private key, as PEM.")] = None,
    go: Annotated[
        bool, typer.Option("--go", help="Do it. Without this nothing is sent at all.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="New folder for the record, the recording, the evidence; "
            "else lab-run and the time.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the plan or the record.")] = False,
    sign_key: Annotated[
        Path | None,
        typer.Option(help="Private key: the evidence is signed, for another machine."),
    ] = None,
) -> None:
    """
    Show what would be sent; with --go send it, and keep a record and the evidence.

    Every packet is held to the signed scope, by the kernel too where it allows. Ctrl-C or the
    kill file stop it at once.
    """
    opened = opened_scope(scope, authoriser)
    listed, own = _listed(targets), _inventory(inventory)
    if sign_key is not None and own is None:
        raise _wrong("to sign evidence, name the centre it is about", "Add --inventory.")
    plan = _planned(opened, listed, own)
    if not go:
        _show(plan, opened, as_json=json)
        return
    if not plan.steps:
        raise ConflictError("Nothing of this plan can be done; see it without --go.")
    files = _credentials(ca, client_cert, client_key)
    out = out or Path(f"lab-run-{clock.now():%Y%m%d-%H%M%S}")
    record = _kept(opened, listed, files, out, steps=len(plan.steps))
    _write(record, out, site=own.site.name if own else "", sign_key=sign_key)
    _tell(record, out, as_json=json)
    if record.stopped or record.doubt:
        raise typer.Exit(ExitCode.FAILED)


def _listed(path: Path) -> tuple[LabTarget, ...]:
    from ng911risk.lab.running.targets import read_targets

    return read_targets(read_bytes(path), file=path.name).value.targets


def _inventory(path: Path | None) -> Inventory | None:
    from ng911risk.content import load_catalog

    return None if path is None else read_inventory_file(path, load_catalog()).inventory


def _planned(
    opened: AuthorisedScope, targets: tuple[LabTarget, ...], own: Inventory | None
) -> Plan:
    """
    Work out the plan.

    Raises:
        NG911RiskError: The inventory says that real calls are too close, or none says anything.
    """
    from ng911risk.lab.check import all_checks
    from ng911risk.lab.running.plan import planned
    from ng911risk.lab.running.targets import too_close

    if own is None and any(target.asset for target in targets):
        raise _wrong(
            "the targets name assets, and no inventory says where those stand",
            "Add --inventory, so that nothing near real calls is tried.",
        )
    reasons = list(too_close(opened.scope, targets, own)) if own else []
    if reasons:
        raise NG911RiskError(
            "\n".join(("Nothing may be sent here:", *(f"- {one}" for one in reasons)))
        )
    return planned(opened.scope, targets, all_checks())


def _wrong(message: str, hint: str = "") -> InputError:
    return InputError([Problem(file="command", message=message, hint=hint)])


def _show(plan: Plan, opened: AuthorisedScope, *, as_json: bool) -> None:
    if as_json:
        emit(_plan_json(plan, opened))
        return
    for line in _plan_lines(plan, opened):
        say(line)
    if not plan.steps:
        raise ConflictError("Nothing of this can be done; each line above says why.")
    note("This was a dry run: nothing was sent. Add --go to do it.")


def _plan_lines(plan: Plan, opened: AuthorisedScope) -> Iterator[str]:
    scope = opened.scope
    yield f"Scope {scope.id}, authorised by {scope.authoriser}, until {scope.not_after:%H:%M} UTC"
    yield f"Purpose: {scope.purpose}. In an emergency: {scope.contact}"
    yield ""
    for step in plan.steps:
        about = step.target.about
        where = f"{about.address or 'by its ports'} ({step.target.zone.value})"
        yield f"{step.check.id:<7} {about.id}  {where}"
        for text in step.check.sends or ("sends nothing",):
            yield f"        {text}"
        yield (
            f"        at most {counted(step.check.max_packets, 'packet')}, "
            f"{step.check.max_seconds:.0f} s"
        )
    for one in plan.left_out:
        yield f"{one.check:<7} {one.target}  left out: {one.why}"
    yield ""
    yield (
        f"In all at most {min(plan.packets, scope.packets_in_all):,} packets, at most "
        f"{scope.packets_per_second} a second, and {_duration(plan.seconds)}."
    )


def _plan_json(plan: Plan, opened: AuthorisedScope) -> bytes:
    from ng911risk.records import json_bytes

    return json_bytes(
        {
            "scope": opened.scope.id,
            "scope_digest": opened.digest,
            "packets_max": min(plan.packets, opened.scope.packets_in_all),
            "seconds_max": plan.seconds,
            "steps": [
                {
                    "check": step.check.id,
                    "target": step.target.id,
                    "address": step.target.address,
                    "zone": step.target.zone.value,
                    "sends": list(step.check.sends),
                    "packets_max": step.check.max_packets,
                    "seconds_max": step.check.max_seconds,
                }
                for step in plan.steps
            ],
            "left_out": [
                {"check": one.check, "target": one.target, "why": one.why} for one in plan.left_out
            ],
        }
    )


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _kept(
    opened: AuthorisedScope,
    targets: tuple[LabTarget, ...],
    credentials: Credentials,
    out: Path,
    *,
    steps: int,
) -> LabRun:
    """Do it, with a line or a bar for each step."""
    from ng911risk.cli.assessing import tool_version
    from ng911risk.lab.running.keeper import Keeper

    make_folder(out)
    if any((out / name).exists() for name in _FILES):
        raise ConflictError(f"{name_of(out)} holds a run already; name another folder with -o.")
    keeper = Keeper(
        authorised=opened,
        targets=targets,
        credentials=credentials,
        folder=out,
        version=tool_version(),
    )
    with progress.steps(steps) as tell:
        return keeper.run(now=clock.now, tell=tell)


def _credentials(ca: Path | None, certificate: Path | None, key: Path | None) -> Credentials:
    from ng911risk.lab.running.job import Credentials

    if (certificate is None) != (key is None):
        raise _wrong("--client-cert and --client-key go together")
    for path in filter(None, (ca, certificate, key)):
        read_bytes(path)  # whoever names a file that is not there hears it now
    return Credentials(
        ca=str(ca.resolve()) if ca else "",
        certificate=str(certificate.resolve()) if certificate else "",
        key=str(key.resolve()) if key else "",
    )


def _write(record: LabRun, out: Path, *, site: str, sign_key: Path | None) -> None:
    """Record and evidence, the evidence also signed where a key was named."""
    from ng911risk.lab.check import all_checks
    from ng911risk.lab.running.evidence import evidence_of
    from ng911risk.model.evidence import EvidenceFile
    from ng911risk.records import to_json

    write_bytes(out / RECORD_FILE, to_json(record))
    found = EvidenceFile(evidence=evidence_of(record, all_checks()))
    write_bytes(out / EVIDENCE_FILE, to_json(found))
    if sign_key is not None:
        from ng911risk.signing import signed_evidence
        from ng911risk.signing.keys import read_private

        private = read_private(read_bytes(sign_key), file=name_of(sign_key), passphrase=passphrase)
        whole = signed_evidence.of_run(found.evidence, record, site=site)
        write_bytes(out / SIGNED_FILE, signed_evidence.sign(whole, private))


def _tell(record: LabRun, out: Path, *, as_json: bool) -> None:
    from ng911risk.records import to_json

    if as_json:
        emit(to_json(record))
        return
    for line in _results(record):
        say(line)
    say()
    for line in _end_lines(record):
        say(line)
    note(f"Written: {out}")
    if any(one.verdict is not Verdict.INCONCLUSIVE for one in record.results):
        note(f"Next: ng911risk assess SITE --evidence {out / EVIDENCE_FILE}")


def _results(record: LabRun) -> Iterator[str]:
    from ng911risk.lab.check import all_checks
    from ng911risk.lab.running.evidence import weighed

    for result, _, doubt in weighed(record, all_checks()):
        control = all_checks()[result.check].CHECK.mitigation
        yield f"{result.check:<7} {result.target}: {result.verdict.value}"
        yield f"        {result.observed}"
        if result.near_miss:
            yield f"        {result.near_miss}"
        yield f"        {_moves(result, control, doubt)}"


def _moves(result: CheckResult, control: str, doubt: str) -> str:
    """What a result does to its control, as the evidence will say."""
    if doubt:
        return f"Moves nothing: {doubt[:1].lower()}{doubt[1:]}"
    if result.verdict is Verdict.INCONCLUSIVE:
        return "Moves nothing."
    return f"{'Verifies' if result.verdict is Verdict.EFFECTIVE else 'Refutes'} {control}."


def _end_lines(record: LabRun) -> Iterator[str]:
    counts = [
        f"{number} {one.value}"
        for one in Verdict
        if (number := sum(result.verdict is one for result in record.results))
    ]
    yield f"{counted(len(record.results), 'result')}: {', '.join(counts) or 'none'}"
    wire = "not counted" if record.packets_on_wire is None else f"{record.packets_on_wire:,}"
    yield (
        f"Packets: {record.packets_asked:,} asked for, {wire} on the wire, "
        f"{record.packets_refused or 0:,} refused by the kernel"
    )
    yield f"Contained by: {record.containment.value}. {record.containment_note}".strip()
    if record.stopped:
        yield f"It ended early: {record.stopped}"
    if record.doubt:
        yield f"NOTHING OF IT COUNTS: {record.doubt}"
