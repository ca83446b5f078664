"""A new centre: answer questions, drop in the list you have, or begin from a made-up one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Final

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.errors import InputError, Problem
from ng911risk.importers import ReadInventory, endings, read_inventory, workbook
from ng911risk.importers.repair import cells_of
from ng911risk.importers.start_answers import answer_to
from ng911risk.importers.start_questions import question
from ng911risk.store import Rooms, places_of
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Stored, Using
from ng911risk_api.web.forms import Form, Posted, SentFile
from ng911risk_api.web.pages.inventory import XLSX
from ng911risk_api.web.render import page, see_other
from ng911risk_api.work.edits import newest, save_version

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A made-up centre to begin from."""

    name: str
    """Name of its file, without the ending."""

    title: str
    text: str


SAMPLES: Final = (
    Sample(
        name="prairie-hosted",
        title="Prairie County",
        text="Small and rural: 4 positions, one person at night, a phone system that is rented.",
    ),
    Sample(
        name="hollow-legacy",
        title="Hollow County",
        text="Small and rural: 3 positions, old telephone trunks, paper cards in use.",
    ),
    Sample(
        name="pine-county",
        title="Pine County",
        text="12 positions, half way to NG9-1-1; county IT and dispatch share their accounts.",
    ),
    Sample(
        name="harbor-metro",
        title="Harbor Metro",
        text="60 positions, its own NG9-1-1 network.",
    ),
)


@router.get("/new-site", dependencies=[allow(Permission.MAKE_SITE)])
def ask(request: Request, stored: Stored) -> Response:
    """Show the three ways; the first centre is called what the organisation is called."""
    with stored.read() as rooms:
        name = rooms.tenants.name()
        taken = rooms.sites.named(name) is not None
    return _page(request, name="" if taken else name)


@router.get("/new-site/template.xlsx", dependencies=[allow(Permission.MAKE_SITE)])
def template() -> Response:
    """Give the empty form, before there is a site."""
    return Response(
        workbook.workbook_template(),
        media_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="ng911risk-inventory.xlsx"'},
    )


@router.post("/new-site", dependencies=[allow(Permission.MAKE_SITE)])
def add(request: Request, form: Posted, stored: Stored, parts: Using) -> Response:
    """Add a site and go the way that was chosen."""
    way = form.text("way")
    sample = sample_of(form.text("sample")) if way == "sample" else None
    name, wrong = _name(form, sample)
    sent = form.file("file") if way == "file" else None
    problems: tuple[Problem, ...] = ()
    if way == "file" and not wrong:
        problems = _fault(sent)
    with stored.write() as rooms:
        there = None if wrong or problems else rooms.sites.named(name)
        if there is not None and rooms.inventories.of_site(there.id):
            wrong = "There is a centre of this name already. Give this one another."
        if wrong or problems:
            return _page(request, way=way, name=form.text("name"), wrong=wrong, problems=problems)
        # one of that name that nobody described is what an earlier try left behind
        site = there or rooms.sites.add(name, at=parts.now())
        address = f"/sites/{site.id}/inventory/start"
        if sent is not None:
            made = rooms.uploads.add(site.id, file=sent.name, content=sent.content, at=parts.now())
            address = f"/sites/{site.id}/inventory/import/{made}"
        if sample is not None:
            begin_from(rooms, site.id, sample, name, parts)
            address = f"/sites/{site.id}/inventory"
    return see_other(address)


@router.get("/sites/{id}/inventory/sample", dependencies=[allow(Permission.EDIT_INVENTORY)])
def ask_sample(request: Request, id: str, stored: Stored) -> Response:
    """Show the made-up centres to begin this site from."""
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        described = newest(rooms, id) is not None
    return page(request, "new_site/sample.html", site=site, samples=SAMPLES, described=described)


@router.post("/sites/{id}/inventory/sample", dependencies=[allow(Permission.EDIT_INVENTORY)])
def take_sample(id: str, form: Posted, stored: Stored, parts: Using) -> Response:
    """Begin this site from a made-up centre."""
    with stored.write() as rooms:
        site = rooms.sites.get(id)
        sample = sample_of(form.text("sample"))
        begin_from(rooms, id, sample, site.name, parts)
    return see_other(f"/sites/{id}/inventory")


def begin_from(rooms: Rooms, site: str, sample: Sample, name: str, parts: Using) -> None:
    """Make the next version of a site what a made-up centre has, under the name of the site."""
    read = _read(sample.name)
    latest = newest(rooms, site)
    save_version(
        rooms,
        site,
        replace(read.inventory, site=replace(read.inventory.site, name=name)),
        file=read.file,
        places=places_of(read.inventory, read.place),
        why=f"began with the made-up centre {sample.title}",
        at=parts.now(),
        seen=latest.head.number if latest else 0,
    )


def sample_of(name: str) -> Sample:
    """
    Return the made-up centre of that name.

    Raises:
        InputError: There is none.
    """
    for one in SAMPLES:
        if one.name == name:
            return one
    raise InputError(
        [Problem(file="the form", message="no made-up centre was chosen", hint="Choose one.")]
    )


@cache
def _read(name: str) -> ReadInventory:
    file = f"{name}.yaml"
    return read_inventory(files("ng911risk.samples").joinpath(file).read_bytes(), file=file)


def _name(form: Form, sample: Sample | None) -> tuple[str, str]:
    """Name of the centre, and what is wrong with it."""
    try:
        name = str(answer_to(question("name"), form.text("name")))
    except ValueError as error:
        return "", str(error)
    if not name and sample is not None:
        name = f"{sample.title} (made-up)"
    if not name:
        return "", "Say what your centre is called."
    return (name, "") if len(name) <= 200 else ("", "At most 200 characters.")  # noqa: PLR2004 - a name


def _fault(sent: SentFile | None) -> tuple[Problem, ...]:
    """What is wrong with a file that cannot even be opened."""
    if sent is None:
        return (Problem(file="", message="Choose a file first."),)
    try:
        cells_of(sent.content, sent.name)
    except InputError as error:
        return error.problems
    return ()


def _page(
    request: Request,
    *,
    way: str = "",
    name: str = "",
    wrong: str = "",
    problems: tuple[Problem, ...] = (),
) -> Response:
    return page(
        request,
        "new_site/ways.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong or problems else HTTPStatus.OK,
        samples=SAMPLES,
        endings=endings(),
        way=way,
        name=name,
        wrong=wrong,
        problems=problems,
    )
