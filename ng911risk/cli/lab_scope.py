"""``ng911risk lab authorise``, ``beacon`` and ``targets``: before anything is sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli import moment as clock
from ng911risk.cli.console import counted, name_of, note, say
from ng911risk.cli.files import read_bytes, refuse_to_overwrite, write_bytes
from ng911risk.cli.reading import INVENTORY_HELP, read_inventory_file
from ng911risk.errors import ConflictError, InputError, Problem

if TYPE_CHECKING:
    from ng911risk.lab.door.scope import AuthorisedScope
    from ng911risk.model.lab import LabScope

AUTHORISE_EXAMPLES = (
    "ng911risk lab authorise --draft -o scope.yaml",
    "ng911risk lab authorise scope.yaml --key authoriser.pem -o scope.signed.json",
)
BEACON_EXAMPLES = (
    "ng911risk sign --new-key beacon.pem",
    "ng911risk lab beacon --key beacon.pem --address 10.91.0.20",
)
TARGETS_EXAMPLES = (
    (
        "ng911risk lab targets site.yaml --scope scope.signed.json "
        "--authoriser authoriser.pub.pem -o targets.yaml"
    ),
)

SCOPE = typer.Argument(metavar="SCOPE", help="Signed scope file.", show_default=False)
AUTHORISER = typer.Option(
    help="Public key of who may authorise. Keep it with this machine, never beside the scope.",
    envvar="NG911RISK_LAB_AUTHORISER",
    show_default=False,
)
_FORCE = typer.Option("--force", help="Replace a file that exists.")


def authorise(
    source: Annotated[
        Path | None,
        typer.Argument(metavar="[SCOPE]", help="Draft of a scope, YAML or JSON."),
    ] = None,
    key: Annotated[Path | None, typer.Option(help="Private key of the authoriser.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write.")] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Write a draft to fill in, with what each line means.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Sign without asking.")] = False,
    force: Annotated[bool, _FORCE] = False,
) -> None:
    """
    Sign what may be checked, where, when and how much. Everything else stays refused.

    You answer for it that this network is a lab and that no real call can pass there.
    """
    if out is None:
        raise _wrong("name the file to write with -o")
    refuse_to_overwrite(out, force=force)
    if draft:
        write_bytes(out, _draft().encode())
        note(f"Written: {out}. Fill it in, then: ng911risk lab authorise {out} --key KEY -o ...")
        return
    if source is None or key is None:
        raise _wrong("name the draft of the scope, and your private key with --key")
    _sign(source, key, out, yes=yes)


def _sign(source: Path, key: Path, out: Path, *, yes: bool) -> None:
    from ng911risk.lab.check import all_checks
    from ng911risk.lab.door.scope import authorised, read_draft
    from ng911risk.signing.keys import read_private

    scope = read_draft(read_bytes(source), file=source.name, known=all_checks().keys()).value
    if scope.not_after <= clock.now():
        raise ConflictError(f"{name_of(source)} has ended before it was signed; set new times.")
    private = read_private(read_bytes(key), file=name_of(key), passphrase=passphrase)
    for line in _summary(scope):
        note(line)
    if not yes and not typer.confirm("Do you authorise exactly this?", err=True):
        raise ConflictError("Nothing was signed.")
    write_bytes(out, authorised(scope, private))
    note(f"Written: {out}, signed with the key {private.public.id}")


def _summary(scope: LabScope) -> tuple[str, ...]:
    """Everything that a signature stands for, for whoever signs."""
    return (
        f"Scope {scope.id}, authorised by {scope.authoriser}: {scope.purpose}",
        f"In an emergency: {scope.contact}",
        f"By interface {scope.interface}, watched at {scope.observer or 'no second one'}",
        f"The beacon of the lab: {scope.beacon.address} port {scope.beacon.port}",
        f"Networks: {', '.join(f'{one.network} ({one.zone.value})' for one in scope.networks)}",
        f"Never: {', '.join(scope.excluded) or 'no address is excluded'}",
        f"Checks: {', '.join(scope.checks)}",
        f"From {scope.not_before:%Y-%m-%d %H:%M} to {scope.not_after:%Y-%m-%d %H:%M} UTC",
        (
            f"At most {scope.packets_per_second} packets a second, {scope.packets_per_check:,} for "
            f"a check, {scope.packets_in_all:,} and {scope.bytes_in_all:,} bytes in all"
        ),
        f"Stops as soon as {scope.kill_file} exists",
        (
            f"Test calls: {scope.test_calls.authority}; {scope.test_calls.provider}"
            if scope.test_calls
            else "Test calls: none"
        ),
        f"Why this is a lab: {scope.lab_attestation}",
    )


def beacon(
    key: Annotated[Path, typer.Option(help="Private key of this beacon, one for each lab.")],
    address: Annotated[str, typer.Option(help="Own IP address in the lab.")],
    port: Annotated[int, typer.Option(help="UDP port.", min=1, max=65_535)] = 9110,
) -> None:
    """
    Answer in the lab, so that the assessor knows that it is there. Runs until Ctrl-C.

    Run it on a machine of the lab, never in a production network: it is what tells them apart.
    """
    from ng911risk.lab.door.beacon import serve
    from ng911risk.signing.keys import read_private

    private = read_private(read_bytes(key), file=name_of(key), passphrase=passphrase)

    def ready(taken: int) -> None:
        say(private.public.id)
        note(f"Answering at {address} port {taken}. The line above is the token for the scope.")

    try:
        serve(private, address, port, ready=ready, stop=lambda: False)
    except KeyboardInterrupt:
        note("Stopped.")


def targets(
    inventory: Annotated[Path, typer.Argument(metavar="INVENTORY", help=INVENTORY_HELP)],
    scope: Annotated[Path, typer.Option(help="Signed scope file.")],
    authoriser: Annotated[Path, AUTHORISER],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write.")],
    force: Annotated[bool, _FORCE] = False,
) -> None:
    """
    Draft the list of targets from the inventory: what has an address in the scope.

    Ports are guessed from the kind of the asset. Correct them: what is left out is not tried.
    """
    from ng911risk.content import load_catalog
    from ng911risk.lab.running.targets import drafted
    from ng911risk.model.lab import LabTargetFile
    from ng911risk.records import to_yaml

    refuse_to_overwrite(out, force=force)
    own = read_inventory_file(inventory, load_catalog()).inventory
    found = drafted(opened_scope(scope, authoriser).scope, own)
    write_bytes(out, to_yaml(LabTargetFile(targets=found)))
    note(f"Written: {out}, {counted(len(found), 'target')}. Look through it before you use it.")
    if not found:
        note(
            "A target is an asset with an address of the scope (addresses) in a zone that is "
            "marked as a lab (environment: lab). See docs/how-to/lab.md."
        )


def opened_scope(path: Path, authoriser: Path) -> AuthorisedScope:
    """
    Scope in a signed file.

    Raises:
        NG911RiskError: It is not to be believed, or not valid now.
    """
    from ng911risk.lab.check import all_checks
    from ng911risk.lab.door.scope import read_scope
    from ng911risk.signing.keys import read_public

    if authoriser.resolve().parent == path.resolve().parent:
        note(
            f"The key {name_of(authoriser)} lies beside the scope: whoever could change one could "
            "change both. Keep it elsewhere on this machine."
        )
    key = read_public(read_bytes(authoriser), file=name_of(authoriser))
    return read_scope(
        read_bytes(path), key, file=path.name, known=all_checks().keys(), now=clock.now()
    )


def _draft() -> str:
    from ng911risk.lab.check import Phase, all_checks

    begin = clock.now()
    known = {name: module.CHECK for name, module in all_checks().items()}
    calm = [name for name, one in known.items() if one.phase in {Phase.PASSIVE, Phase.QUIET}]
    loud = [f"  # - {name}   # {one.title}" for name, one in known.items() if name not in calm]
    return _DRAFT.format(
        begin=begin.isoformat(),
        end=(begin + timedelta(hours=8)).isoformat(),
        checks="\n".join(f"  - {name}" for name in calm),
        more="\n".join(loud),
    )


_DRAFT = """\
# What may be checked in a lab. Fill in every line, then sign it:
#   ng911risk lab authorise scope.yaml --key authoriser.pem -o scope.signed.json
# Everything that is not named here is refused.

id: lab-1
authoriser: ""        # who you are, and by what right you authorise this
purpose: ""           # what for
contact: ""           # who is called when something goes wrong, and how
lab_attestation: ""   # why no real call can pass in these networks

interface: eth1       # network interface of the assessor in the lab
observer: ""          # a second one in the same network, for layer 2 checks; may stay empty
networks:             # private or loopback, each at most a /24 (IPv6: /120)
  - network: 10.91.0.0/24
    zone: esinet      # external, esinet, psap-lan or mgmt: it decides what is right there
excluded: []          # addresses in there that are never tried

checks:               # see: ng911risk lab checks
{checks}
  # These may run into a limit or a ban, or cost a port; allow them when nobody needs the target:
{more}

not_before: {begin}   # UTC; at most 24 hours
not_after: {end}
packets_per_second: 50    # at most 200
packets_per_check: 300
packets_in_all: 5000
bytes_in_all: 2000000
kill_file: /run/ng911risk.stop   # as soon as this file exists, everything stops

beacon:               # in the lab: ng911risk lab beacon --key beacon.pem --address ...
  address: 10.91.0.20
  token: ""           # what it shows when it starts

# For checks that place a test call (SIP-18, SIP-19, MED-04): who agreed, and when.
# test_calls:
#   authority: ""
#   provider: ""
"""


def passphrase() -> str:
    """Ask for the words that protect a key."""
    return str(typer.prompt("Passphrase of the key", hide_input=True, err=True))


def _wrong(message: str, hint: str = "") -> InputError:
    return InputError([Problem(file="command", message=message, hint=hint)])
