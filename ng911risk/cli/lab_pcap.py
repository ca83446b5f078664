"""``ng911risk lab pcap``: what captures show, each finding with its near miss and its frames."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli import moment as clock
from ng911risk.cli.console import counted, emit, name_of, note, say
from ng911risk.cli.files import refuse_to_overwrite, write_bytes
from ng911risk.cli.intel_seen import add, kept, placed_of
from ng911risk.cli.progress import reading
from ng911risk.cli.reading import INVENTORY_HELP, read_inventory_file
from ng911risk.errors import InputError, NG911RiskError, Problem
from ng911risk.model.evidence import Verdict
from ng911risk.model.inventory import Environment
from ng911risk.model.lab import LabZone

if TYPE_CHECKING:
    from ng911risk.lab.captures.account import CaptureAccount, Finding
    from ng911risk.lab.captures.analysis import Analysis, Context
    from ng911risk.model.inventory import Inventory
    from ng911risk.model.observation import Observation, ObservationFile

EXAMPLES = (
    "ng911risk lab pcap trunk.pcap",
    "ng911risk lab pcap esinet.pcapng --zone esinet --json",
    (
        "ng911risk lab pcap esinet.pcapng --zone esinet --reason 'yearly test' "
        "--expires 2027-03-01 --inventory site.yaml --evidence evidence.json --seen seen.json "
        "--environment production"
    ),
)

_WORDS = {
    Verdict.NOT_EFFECTIVE: ("not effective", "bold red"),
    Verdict.EFFECTIVE: ("effective", "green"),
    Verdict.INCONCLUSIVE: ("inconclusive", ""),
}
_MARGIN = " " * 17
_REASON_MAX = 500
_SHORT = 12


def pcap(  # noqa: PLR0917 - one parameter for each option
    captures: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="pcap or pcapng files.", show_default=False),
    ],
    zone: Annotated[
        LabZone | None, typer.Option(help="Side that was captured: it decides many verdicts.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why it was captured; it is kept.")] = "",
    expires: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day on which it should be looked at again.")
    ] = None,
    inventory: Annotated[Path | None, typer.Option(help=INVENTORY_HELP, show_default=False)] = None,
    seen: Annotated[
        Path | None, typer.Option(help="File of observations; who sent what is added to it.")
    ] = None,
    environment: Annotated[
        Environment | None,
        typer.Option(help="Where it was captured, where the inventory does not tell (--seen)."),
    ] = None,
    evidence: Annotated[
        Path | None, typer.Option(help="File for evidence, as assess --evidence takes it.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print counts and findings.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Also list what stays open, and why.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file of --evidence if it exists.")
    ] = False,
) -> None:
    """
    Judge captures: what is protected, what is not, and what would make it pass.

    Nothing is sent, and the capture is not kept: only counts, its SHA-256 and the
    packets that show something, without voice, numbers, names, locations or keys.
    If one file is no capture, the others are still told, but nothing is written.
    """
    from ng911risk.content import load_catalog
    from ng911risk.lab.captures.analysis import Context

    context = Context(zone=zone, reason=_reason(reason), expires=_day(expires))
    _check_files(inventory, evidence, seen, force=force)
    catalog = load_catalog()
    own = read_inventory_file(inventory, catalog).inventory if inventory else None
    before = kept(seen, catalog) if seen else None
    found, wrong = _all_analysed(captures, context)
    accounts = [one.account for _, one in found]
    if found:
        _show(accounts, as_json=json, verbose=verbose)
    if wrong:
        if evidence or seen:
            note("Nothing is written, because not every file could be read:")
        raise InputError(wrong)
    if own is not None:
        _keep(found, own, environment, evidence, seen, before)
    for line in () if json else _next(accounts, inventory, evidence, verbose=verbose):
        note(line)


def _check_files(
    inventory: Path | None, evidence: Path | None, seen: Path | None, *, force: bool
) -> None:
    """
    Refuse what could not be written, before anything long is done.

    Raises:
        typer.BadParameter: These options do not go together.
        NG911RiskError: A file exists, or there is no folder for it.
    """
    for name, path in (("--evidence", evidence), ("--seen", seen)):
        if path is None:
            continue
        if inventory is None:
            raise typer.BadParameter(
                "add --inventory: it says which systems stand at which address", param_hint=name
            )
        if not path.parent.is_dir():
            raise NG911RiskError(f"There is no folder {name_of(path.parent)}.")
        if path.is_dir():
            raise NG911RiskError(f"{name_of(path)} is a folder; name a file in it.")
        if not os.access(path.parent, os.W_OK):
            raise NG911RiskError(f"{name_of(path)} cannot be written: you may not write there.")
    if evidence and seen and evidence.resolve() == seen.resolve():
        raise typer.BadParameter(
            "this is the file of --evidence; name another", param_hint="--seen"
        )
    if evidence:
        refuse_to_overwrite(evidence, force=force)


def _all_analysed(
    paths: Sequence[Path], context: Context
) -> tuple[list[tuple[Path, Analysis]], list[Problem]]:
    """(each capture once, what is wrong with files that are none)."""
    found: dict[str, tuple[Path, Analysis]] = {}
    wrong: list[Problem] = []
    for path in paths:
        try:
            analysis = _analysed(path, context)
        except InputError as error:
            wrong += error.problems
            continue
        first, _ = found.setdefault(analysis.account.sha256, (path, analysis))
        if found[analysis.account.sha256][1] is not analysis:
            note(f"{path}: the same capture as {first} (SHA-256); it counts once.")
    return list(found.values()), wrong


def _analysed(path: Path, context: Context) -> Analysis:
    from ng911risk.lab.captures.analysis import analysed

    with reading(path.name, in_bytes=True) as tell:
        return analysed(path, context, tell)


def _show(accounts: Sequence[CaptureAccount], *, as_json: bool, verbose: bool) -> None:
    if as_json:
        from ng911risk.lab.captures.account import CaptureAccounts
        from ng911risk.records import to_json

        emit(to_json(CaptureAccounts(files=tuple(accounts))))
        for account in accounts:
            if account.remark:
                note(f"{account.file}: {account.remark}")
        return
    for account in accounts:
        for line, style in _lines(account, verbose=verbose):
            say(line, style=style)


def _keep(
    found: Sequence[tuple[Path, Analysis]],
    own: Inventory,
    environment: Environment | None,
    evidence: Path | None,
    seen: Path | None,
    before: ObservationFile | None,
) -> None:
    """
    Write what was asked for: all of it, or nothing.

    Raises:
        NG911RiskError: Nobody says where senders were seen, or a file cannot be written.
    """
    observed = _observed(found, own, environment) if seen else []
    if evidence:
        _keep_evidence(evidence, [one.account for _, one in found], own)
    if seen and before is not None:
        add(seen, before, observed)


def _keep_evidence(path: Path, accounts: Sequence[CaptureAccount], own: Inventory) -> None:
    from ng911risk.lab.captures.evidence import evidence_of
    from ng911risk.model.evidence import EvidenceFile
    from ng911risk.records import to_json

    found = evidence_of(accounts, own)
    if not found:
        note("No evidence: no finding is decided at an address that the inventory knows.")
    write_bytes(path, to_json(EvidenceFile(evidence=found)))
    note(f"Written: {path}, {counted(len(found), 'observation')}")


def _observed(
    found: Sequence[tuple[Path, Analysis]], own: Inventory, environment: Environment | None
) -> list[Observation]:
    where = environment or Environment.LAB
    try:
        return [
            one
            for capture, analysis in found
            for one in placed_of(capture, analysis.seen(where), own, environment)
        ]
    except NG911RiskError as error:
        raise NG911RiskError(f"{error}\nNothing was written.") from None


# --- for people -----------------------------------------------------------------------


def _lines(account: CaptureAccount, *, verbose: bool) -> Iterator[tuple[str, str]]:
    """(line, style) of one capture: what is in it, what was decided."""
    yield f"{account.file}  {_holds(account)}", "bold"
    yield f"  {_when(account)}SHA-256 {account.sha256[:_SHORT]}...", ""
    if account.remark:
        yield f"  {account.remark}", "bold"
    order = (Verdict.NOT_EFFECTIVE, Verdict.EFFECTIVE, Verdict.INCONCLUSIVE)
    for verdict in order if verbose else order[:2]:
        for finding in account.findings:
            if finding.verdict is verdict:
                yield from _told(finding)
    yield "", ""


def _told(finding: Finding) -> Iterator[tuple[str, str]]:
    word, style = _WORDS[finding.verdict]
    yield f"  {word:<15}{finding.id}  {finding.title}", style
    yield f"{_MARGIN}{finding.observed}", ""
    if finding.near_miss:
        yield f"{_MARGIN}{finding.near_miss}", ""
    yield f"{_MARGIN}{_cites(finding.frames)}Control: {finding.mitigation}", ""


def _cites(frames: tuple[int, ...]) -> str:
    numbers = ", ".join(map(str, frames))
    return f"Frame{'s' * (len(frames) > 1)} {numbers}. " if frames else ""


def _holds(account: CaptureAccount) -> str:
    messages = sum(account.sip_requests.values()) + sum(account.sip_responses.values())
    return (
        f"{counted(account.frames, 'frame')}: {counted(messages, 'message')} of SIP in"
        f" {counted(account.sip_call_ids, 'call or other dialogue')},"
        f" {counted(account.rtp_ssrc, 'source')} of media"
    ).replace("call or other dialogues", "calls or other dialogues")


def _when(account: CaptureAccount) -> str:
    if account.begins is None or account.ends is None:
        return ""
    return f"{account.begins:%Y-%m-%d %H:%M:%S} to {account.ends:%H:%M:%S} UTC, "


def _next(
    accounts: Sequence[CaptureAccount],
    inventory: Path | None,
    evidence: Path | None,
    *,
    verbose: bool,
) -> Iterator[str]:
    findings = [one for account in accounts for one in account.findings]
    every = {one.id for one in findings}
    still_open = every - {one.id for one in findings if one.verdict is not Verdict.INCONCLUSIVE}
    if still_open and not verbose:
        yield _open(len(still_open), len(every), len(accounts))
    if any(account.zone is None for account in accounts):
        yield "Say which side was captured (--zone): outside a border other things are right."
    elif any(one.verdict is Verdict.NOT_EFFECTIVE for one in findings):
        write = "" if evidence else "write it with --inventory and --evidence, then: "
        site, file = name_of(inventory or "site.yaml"), name_of(evidence or "FILE")
        yield f"Next: {write}ng911risk assess {site} --evidence {file}"


def _open(number: int, every: int, captures: int) -> str:
    where = "" if captures == 1 else f" in every one of {captures:,} captures"
    stay = "stays" if number == 1 else "stay"
    return f"{number} of {every} questions {stay} open{where}: --verbose lists them, and why."


def _reason(text: str) -> str:
    if len(text) > _REASON_MAX:
        raise typer.BadParameter(f"longer than {_REASON_MAX} characters", param_hint="--reason")
    return text


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            "this is no day; write it as 2027-03-01", param_hint="--expires"
        ) from None
    if day < clock.now().date():
        raise typer.BadParameter("this day is over; name one to come", param_hint="--expires")
    return day
