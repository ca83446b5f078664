"""``ng911risk lab pcap``: what captures show, each finding with its near miss and its frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli.console import counted, emit, note, say
from ng911risk.cli.files import write_bytes
from ng911risk.cli.intel_seen import add, kept, placed_of
from ng911risk.cli.progress import reading
from ng911risk.cli.reading import INVENTORY_HELP, read_inventory_file
from ng911risk.model.evidence import Verdict
from ng911risk.model.inventory import Environment
from ng911risk.model.lab import LabZone

if TYPE_CHECKING:
    from ng911risk.lab.captures.account import CaptureAccount, Finding
    from ng911risk.lab.captures.analysis import Analysis, Context
    from ng911risk.model.catalog import Catalog
    from ng911risk.model.inventory import Inventory

EXAMPLES = (
    "ng911risk lab pcap trunk.pcap",
    "ng911risk lab pcap esinet.pcapng --zone esinet --json",
    (
        "ng911risk lab pcap esinet.pcapng --zone esinet --reason 'yearly test' "
        "--expires 2027-03-01 --inventory site.yaml --evidence evidence.json --seen seen.json"
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
        str | None, typer.Option(metavar="DATE", help="When it should be looked at again.")
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
) -> None:
    """
    Judge captures: what is protected, what is not, and what would make it pass.

    Nothing is sent, and the capture is not kept: only counts, its SHA-256 and the
    packets that show something, without voice, numbers, names, locations or keys.
    """
    from ng911risk.content import load_catalog
    from ng911risk.lab.captures.analysis import Context

    if (evidence or seen) and inventory is None:
        raise typer.BadParameter(
            "it says which systems stand at which address", param_hint="--inventory is missing"
        )
    if len(reason) > _REASON_MAX:
        raise typer.BadParameter(f"longer than {_REASON_MAX} characters", param_hint="--reason")
    context = Context(zone=zone, reason=reason, expires=_day(expires))
    catalog = load_catalog()
    own = read_inventory_file(inventory, catalog).inventory if inventory else None
    found = [(path, _analysed(path, context)) for path in captures]
    accounts = [analysis.account for _, analysis in found]
    if own is not None and evidence is not None:
        _keep_evidence(evidence, accounts, own)
    if own is not None and seen is not None:
        _keep_seen(seen, found, own, catalog, environment)
    _show(accounts, as_json=json, verbose=verbose)


def _show(accounts: Sequence[CaptureAccount], *, as_json: bool, verbose: bool) -> None:
    if as_json:
        from ng911risk.lab.captures.account import CaptureAccounts
        from ng911risk.records import to_json

        emit(to_json(CaptureAccounts(files=tuple(accounts))))
        return
    for account in accounts:
        for line, style in _lines(account, verbose=verbose):
            say(line, style=style)
    for line in _next(accounts, verbose=verbose):
        note(line)


def _analysed(path: Path, context: Context) -> Analysis:
    from ng911risk.lab.captures.analysis import analysed

    with reading(path.name, in_bytes=True) as tell:
        return analysed(path, context, tell)


def _keep_evidence(path: Path, accounts: Sequence[CaptureAccount], own: Inventory) -> None:
    from ng911risk.lab.captures.evidence import evidence_of
    from ng911risk.model.evidence import EvidenceFile
    from ng911risk.records import to_json

    found = tuple(one for account in accounts for one in evidence_of(account, own))
    if not found:
        note("No evidence: no finding is decided at an address that the inventory knows.")
    write_bytes(path, to_json(EvidenceFile(evidence=found)))
    note(f"Written: {path}, {counted(len(found), 'observation')}")


def _keep_seen(
    path: Path,
    found: Sequence[tuple[Path, Analysis]],
    own: Inventory,
    catalog: Catalog,
    environment: Environment | None,
) -> None:
    before = kept(path, catalog)
    observed = [
        one
        for capture, analysis in found
        for one in placed_of(
            capture, analysis.seen(environment or Environment.LAB), own, environment
        )
    ]
    add(path, before, observed)


# --- for people -----------------------------------------------------------------------


def _lines(account: CaptureAccount, *, verbose: bool) -> Iterator[tuple[str, str]]:
    """(line, style) of one capture: what is in it, what was decided."""
    yield f"{account.file}  {_holds(account)}", "bold"
    yield f"  {_when(account)}SHA-256 {account.sha256[:_SHORT]}...", ""
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


def _next(accounts: Sequence[CaptureAccount], *, verbose: bool) -> Iterator[str]:
    findings = [one for account in accounts for one in account.findings]
    still_open = sum(one.verdict is Verdict.INCONCLUSIVE for one in findings)
    if still_open and not verbose:
        yield f"{counted(still_open, 'question')} stay open: --verbose lists them, and why."
    if any(account.zone is None for account in accounts):
        yield "Say which side was captured (--zone): outside a border other things are right."
    elif any(one.verdict is Verdict.NOT_EFFECTIVE for one in findings):
        yield "Next: write it with --evidence, then: ng911risk assess site.yaml --evidence FILE"


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            "this is no day; write it as 2027-03-01", param_hint="--expires"
        ) from None
