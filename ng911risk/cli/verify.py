"""``ng911risk verify``: whether assessments match their seals, and a report its signature."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli.console import complain, counted, say
from ng911risk.errors import InputError, NotFoundError, SealBrokenError, StoreError

if TYPE_CHECKING:
    from ng911risk.model.report import RiskReport
    from ng911risk.store import Assessment, Store

EXAMPLES = (
    "ng911risk verify demo-out/ng911risk.sqlite",
    "ng911risk verify demo-out/ng911risk.sqlite --deep",
    "ng911risk verify report.signed.json --key key.pub.pem",
    "ng911risk verify report.signed.json --key key.pub.pem --reproduce",
)


def verify(
    database: Annotated[
        str,
        typer.Argument(
            metavar="DATABASE|SIGNED",
            help="Database file, postgresql://..., or a signed report.",
            show_default=False,
        ),
    ],
    assessment: Annotated[
        str | None,
        typer.Argument(
            metavar="ASSESSMENT", help="Id of one assessment; else all.", show_default=False
        ),
    ] = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Make each report again and compare every byte.")
    ] = False,
    key: Annotated[
        Path | None,
        typer.Option(help="For a signed report: public key of whoever should have signed it."),
    ] = None,
    reproduce: Annotated[
        bool,
        typer.Option("--reproduce", help="The same as --deep, as one says of a signed report."),
    ] = False,
) -> None:
    """
    Check the seals of stored assessments, or the signature of a signed report.

    Of a database every assessment is checked, whatever is wrong with others. Ends with 1
    when a seal or a signature does not hold, or a report is not the same made again.
    """
    from ng911risk.cli.verify_signed import is_signed, verify_signed

    deep = deep or reproduce
    if key is not None or is_signed(database):
        verify_signed(Path(database), key, reproduce=deep)
        return
    from ng911risk.cli.keeping import opened

    with opened(database, must_exist=True) as store:
        ids = (_known(store, assessment),) if assessment else _all_ids(store)
        broken = sum(not _holds(store, one, deep=deep) for one in ids)
    if broken:
        raise SealBrokenError(f"Of {counted(len(ids), 'assessment')} {broken} cannot be relied on.")
    what = counted(len(ids), "assessment")
    say(f"Checked {what}: every seal holds." if ids else "The database has no assessments.")


def _known(store: Store, id: str) -> str:
    """
    Return `id`.

    Raises:
        NotFoundError: No assessment has it.
    """
    if id not in _all_ids(store):
        raise NotFoundError("There is no assessment with this id.")
    return id


def _all_ids(store: Store) -> tuple[str, ...]:
    from ng911risk.store import LOCAL

    with store.read(LOCAL) as rooms:
        return rooms.assessments.ids()


def _holds(store: Store, id: str, *, deep: bool) -> bool:
    """
    Check one assessment and say what was found.

    Raises:
        StoreError: The whole database cannot be used now.
    """
    try:
        assessment, name = _read(store, id)
        found = _differences(assessment, deep=deep)
    except (SealBrokenError, NotFoundError, InputError, StoreError) as error:
        store.check()  # damage ends here, a database that is gone does not
        complain(f"BROKEN   {id}  {error}")
        return False
    if not found:
        say(f"holds    {id}  {name}  {assessment.head.content_hash}")
    for difference in found:
        complain(f"BROKEN   {id}  {name}: {difference}")
    return not found


def _read(store: Store, id: str) -> tuple[Assessment, str]:
    """One assessment, and what people call it."""
    from ng911risk.store import LOCAL

    with store.read(LOCAL) as rooms:
        assessment = rooms.assessments.get(id)
        head = assessment.head
        try:
            site = rooms.sites.get(head.site).name
        except (NotFoundError, StoreError):  # only the name of its site was damaged
            site = f"site {head.site}"
    return assessment, f"{site}, number {head.number}, {head.made_at:%Y-%m-%d}"


def _differences(assessment: Assessment, *, deep: bool) -> tuple[str, ...]:
    from ng911risk.store import reassess
    from ng911risk.store import verify as verify_seal

    if not deep:
        return verify_seal(assessment)
    from ng911risk.content import load_catalog
    from ng911risk.engine.assess import assess

    return reassess(assessment, load_catalog(), assess=assess, render=_as_json)


def _as_json(report: RiskReport) -> bytes:
    from ng911risk.exporters import render

    return render(report, "json")
