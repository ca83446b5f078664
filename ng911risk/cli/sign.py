"""``ng911risk sign``: a report that others can check without trusting whoever hands it over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ng911risk.cli import moment as clock
from ng911risk.cli.console import emit, name_of, note, say
from ng911risk.cli.files import read_bytes, refuse_to_overwrite, write_bytes
from ng911risk.cli.options import EVIDENCE, EVIDENCE_KEY, INTEL, ORGANISATION, SEALED_IN, SEED
from ng911risk.errors import ConflictError, InputError, Problem

EXAMPLES = (
    "ng911risk sign --new-key key.pem",
    "ng911risk sign site.yaml --key key.pem -o report.signed.json",
    "ng911risk sign 0f3c9a51d2e84b7fa6c1e0b93d5728f4 --store kept.sqlite --key key.pem -o r.json",
)


def sign(  # noqa: PLR0917 - one parameter for each option
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="[SOURCE]",
            help="Inventory to assess now, or with --store the id of a sealed assessment.",
            show_default=False,
        ),
    ] = None,
    key: Annotated[Path | None, typer.Option(help="Your private key.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write; else standard output.")
    ] = None,
    new: Annotated[
        Path | None,
        typer.Option("--new-key", help="Make a key here, and the public one beside it."),
    ] = None,
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help="With --new-key: ask for words that protect it.")
    ] = False,
    at: Annotated[str | None, typer.Option(help=clock.HELP)] = None,
    seed: Annotated[int, SEED] = 1,
    evidence: Annotated[Path | None, EVIDENCE] = None,
    evidence_key: Annotated[Path | None, EVIDENCE_KEY] = None,
    intel: Annotated[Path | None, INTEL] = None,
    store: Annotated[str | None, SEALED_IN] = None,
    organisation: Annotated[str, ORGANISATION] = "local",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """
    Sign a report together with everything that it was made from.

    Whoever has the file and your public key can check that nobody changed it, and make
    the same report again. Keep the private key; give the public one to everybody.
    """
    from ng911risk.cli.exchange_source import Asked, sourced
    from ng911risk.signing import signed_report
    from ng911risk.signing.keys import read_private

    if new is not None:
        if source is not None:
            raise _wrong("make the key first, then sign with it")
        _make_key(new, protected=passphrase, force=force)
        return
    if source is None:
        raise _wrong("name what to sign")
    if key is None:
        raise _wrong("name your private key with --key", "Make one: --new-key key.pem")
    if out is not None:
        refuse_to_overwrite(out, force=force)
    private = read_private(read_bytes(key), file=name_of(key), passphrase=_ask)
    asked = Asked(
        source=source,
        at=at,
        seed=seed,
        evidence=evidence,
        evidence_key=evidence_key,
        intel=intel,
        store=store,
        organisation=organisation,
        signed=False,
    )
    data = signed_report.sign(sourced(asked).whole, private)
    if out is None:
        emit(data)
        return
    write_bytes(out, data)
    note(f"Written: {out}, signed with the key {private.public.id}")


def _make_key(path: Path, *, protected: bool, force: bool) -> None:
    """
    Write a new key and its public half.

    Raises:
        ConflictError: One of the files exists, and nobody said that it may go.
    """
    from ng911risk.signing.keys import new_key

    public = path.with_suffix(".pub.pem")
    if public == path:
        raise ConflictError("Name the private key; the public one is written beside it.")
    for one in (path, public):
        refuse_to_overwrite(one, force=force)
    words = (
        typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True)
        if (protected)
        else ""
    )
    key = new_key()
    write_bytes(path, key.pem(words))
    write_bytes(public, key.public.pem, private=False)
    note(f"Written: {path}. Keep it to yourself: whoever has it signs in your name.")
    note(f"Written: {public}. Give it to whoever has to check your reports, by another way.")
    say(key.public.id)


def _ask() -> str:
    return str(typer.prompt("Passphrase of the key", hide_input=True, err=True))


def _wrong(message: str, hint: str = "") -> InputError:
    return InputError([Problem(file="command", message=message, hint=hint)])
