"""``ng911risk export``: an assessment in the form that somebody else's tool takes."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from ng911risk.cli import moment as clock
from ng911risk.cli.console import emit, note, say
from ng911risk.cli.export_formats import STIX, Format, formats, wanted
from ng911risk.cli.files import refuse_to_overwrite, write_bytes
from ng911risk.cli.options import (
    EVIDENCE,
    EVIDENCE_KEY,
    INTEL,
    ORGANISATION,
    SEALED_IN,
    SEED,
    SOURCE_HELP,
)
from ng911risk.errors import ConflictError, InputError, Problem
from ng911risk.model.tlp import Tlp

if TYPE_CHECKING:
    from ng911risk.cli.exchange_source import Sourced
    from ng911risk.exporters.exchange.given import Wishes

EXAMPLES = (
    "ng911risk export --list",
    "ng911risk export stix site.yaml -o site.stix.json",
    "ng911risk export stix --profile misp site.yaml --previous last.json -o m.json",
    "ng911risk export stix --profile sentinel --sentinel-tlp red site.yaml -o bodies.json",
    "ng911risk export oscal-results r.signed.json --key key.pub.pem -o results.json",
    "ng911risk export stix 0f3c9a51d2e84b7fa6c1e0b93d5728f4 --store kept.sqlite -o s.json",
)

_PEOPLE = "Names of people go out too: contacts, and who said or decided what."


def export(  # noqa: PLR0917 - one parameter for each option
    format_: Annotated[
        str | None,
        typer.Argument(
            metavar="FORMAT", help="Format; --list says which there are.", show_default=False
        ),
    ] = None,
    source: Annotated[
        str | None, typer.Argument(metavar="SOURCE", help=SOURCE_HELP, show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write; else standard output.")
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(help="For stix, who takes it: generic, opencti, misp or sentinel."),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Say which formats there are, and whom each serves.")
    ] = False,
    at: Annotated[str | None, typer.Option(help=clock.HELP)] = None,
    seed: Annotated[int, SEED] = 1,
    evidence: Annotated[Path | None, EVIDENCE] = None,
    evidence_key: Annotated[Path | None, EVIDENCE_KEY] = None,
    intel: Annotated[Path | None, INTEL] = None,
    seen: Annotated[
        Path | None, typer.Option(help="What captures and checks saw, and what was promoted.")
    ] = None,
    store: Annotated[str | None, SEALED_IN] = None,
    organisation: Annotated[str, ORGANISATION] = "local",
    key: Annotated[
        Path | None,
        typer.Option(help="Public key that a signed report has to be signed with."),
    ] = None,
    previous: Annotated[
        list[Path] | None,
        typer.Option(help="Earlier file of 'export stix': says what changed and what is gone."),
    ] = None,
    installation: Annotated[
        UUID | None,
        typer.Option(help="UUID of your installation; else made from name and state."),
    ] = None,
    tlp: Annotated[
        Tlp | None,
        typer.Option(help="Marking of everything; else amber+strict, indicators alone green."),
    ] = None,
    sentinel_tlp: Annotated[
        Tlp | None,
        typer.Option(help="Marking for Sentinel, which knows no amber+strict: you choose."),
    ] = None,
    people: Annotated[bool, typer.Option("--with-people", help=_PEOPLE)] = False,
    numbers: Annotated[
        bool, typer.Option("--with-numbers", help="Telephone numbers go out too.")
    ] = False,
    confidence: Annotated[
        bool, typer.Option("--confidence", help="With how well the sources were checked.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """
    Write an assessment in the form that another tool takes: STIX, OSCAL, a document.

    Nothing is sent anywhere. All but public editions show how to hurt the centre.
    """
    from ng911risk.cli.exchange_source import Asked, sourced
    from ng911risk.exporters.exchange.given import Wishes

    if listed:
        _list()
        return
    if format_ is None or source is None:
        raise _missing(format_)
    chosen = wanted(format_, profile)
    if out is not None:
        refuse_to_overwrite(out, force=force)
        _protect(source, out)
    wishes = Wishes(
        tlp=tlp,
        sentinel_tlp=sentinel_tlp,
        people=people,
        numbers=numbers,
        confidence=confidence,
    )
    _choosable(chosen, wishes)
    found = sourced(
        Asked(
            source=source,
            at=at,
            seed=seed,
            evidence=evidence,
            evidence_key=evidence_key,
            intel=intel,
            store=store,
            organisation=organisation,
            installation=str(installation) if installation else None,
            key=key,
        )
    )
    data = _made(chosen, found, wishes, tuple(previous or ()), seen)
    if out is None:
        emit(data)
        return
    write_bytes(out, data, private=not chosen.public)
    note(f"Written: {out}")


def _choosable(chosen: Format, wishes: Wishes) -> None:
    """
    Refuse before assessing what would be refused after it.

    Raises:
        InputError: A marking has to be chosen, or another one.
    """
    from ng911risk.exporters.stix.profiles import sentinel

    if chosen.name == f"{STIX}-{sentinel.PROFILE.name}":
        sentinel.check(wishes)


def _made(
    chosen: Format, found: Sourced, wishes: Wishes, previous: tuple[Path, ...], seen: Path | None
) -> bytes:
    from ng911risk.cli.exchange_files import read_previous, read_seen
    from ng911risk.cli.intel_seen import not_followed

    if chosen.exchange is not None:
        known = read_seen(seen, found.catalog.vectors)
        given = found.exchange(wishes, previous=read_previous(previous), seen=known)
        for line in not_followed(given):
            note(line)
        note(f"Writing {chosen.name} ...")
        return chosen.exchange(given)
    if chosen.document is None:
        raise AssertionError("a format is made of one or the other")
    return chosen.document(found.document())


def _missing(format_: str | None) -> InputError:
    """Say what to type."""
    message = "name a format and what to export" if format_ is None else "name what to export"
    hint = "Which formats there are: ng911risk export --list"
    return InputError([Problem(file="command", message=message, hint=hint)])


def _protect(source: str, out: Path) -> None:
    """
    Refuse to write the export over what it is made of.

    Raises:
        ConflictError: Both are one file.
    """
    path = Path(source)
    if out.is_file() and path.is_file() and out.samefile(path):
        raise ConflictError("The export would replace its source; name another file with -o.")


def _list() -> None:
    """One line for each format, grouped by whom it serves."""
    known = formats()
    for group, members in groupby(known.values(), key=lambda one: one.group):
        say(f"{group}:")
        for about, same in groupby(members, key=lambda one: (one.about, one.serves)):
            names = ", ".join(f"{one.name} ({one.ending})" for one in same)
            say(f"  {names}")
            say("    " + " ".join(_sentence(text) for text in about if text.strip()))
    say("")
    say(f"'{STIX}' alone is the generic profile of STIX 2.1; --profile names another.")
    say("A signed report, for whoever has to trust it later: ng911risk sign --help")


def _sentence(text: str) -> str:
    text = text.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."
