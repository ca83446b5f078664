"""``ng911risk verify``: whether stored assessments still match their seals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli.console import complain, counted, say
from ng911risk.errors import SealBrokenError

if TYPE_CHECKING:
    from ng911risk.model.report import RiskReport
    from ng911risk.store import Assessment, Store

EXAMPLES = (
    "ng911risk verify demo-out/ng911risk.sqlite",
    "ng911risk verify demo-out/ng911risk.sqlite --deep",
)


def verify(
    database: Annotated[
        str,
        typer.Argument(
            metavar="DATABASE", help="Database file, or postgresql://...", show_default=False
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
) -> None:
    """
    Recompute the seal of stored assessments and say which still hold.

    Ends with 1 when one does not.
    """
    from ng911risk.cli.keeping import opened

    with opened(database, must_exist=True) as store:
        ids = (assessment,) if assessment else _all_ids(store)
        broken = sum(not _holds(store, one, deep=deep) for one in ids)
    if broken:
        raise SealBrokenError(f"Of {counted(len(ids), 'assessment')} {broken} cannot be relied on.")
    what = counted(len(ids), "assessment")
    say(f"Checked {what}: every seal holds." if ids else "The database has no assessments.")


def _all_ids(store: Store) -> tuple[str, ...]:
    from ng911risk.store import LOCAL

    with store.read(LOCAL) as rooms:
        return tuple(
            head.id for site in rooms.sites.all() for head in rooms.assessments.of_site(site.id)
        )


def _holds(store: Store, id: str, *, deep: bool) -> bool:
    from ng911risk.store import LOCAL

    try:
        with store.read(LOCAL) as rooms:
            assessment = rooms.assessments.get(id)
            site = rooms.sites.get(assessment.head.site)
        found = _differences(assessment, deep=deep)
    except SealBrokenError as error:
        complain(str(error))
        return False
    name = f"{site.name}, number {assessment.head.number}, {assessment.head.made_at:%Y-%m-%d}"
    if not found:
        say(f"holds    {id}  {name}  {assessment.head.content_hash}")
    for difference in found:
        complain(f"BROKEN   {id}  {name}: {difference}")
    return not found


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
