"""All centres below a region or state, as far as each has granted, and new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.access.shared import Share
from ng911risk.editing.wording import words_for
from ng911risk.engine.statewide import PlacedRow, state_report
from ng911risk.errors import ConflictError, InputError, NotFoundError
from ng911risk.exporters.statewide import render_state
from ng911risk.model.state import MissingSite, StateReport
from ng911risk.store.organisations import Granted, Kind, Organisation, SharedSite
from ng911risk_api.auth.secrets import hash_of, new_secret
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Desk, Stored, Using
from ng911risk_api.parts import Parts
from ng911risk_api.web.fields import login_complaint, name_complaint
from ng911risk_api.web.forms import Posted
from ng911risk_api.web.render import address_of_server, is_part, page, see_other

router = APIRouter(include_in_schema=False)

FIXES: Final = 12
"""Fixes that are listed; the download has all."""

_MEDIA: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Centres of one region, or directly below."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One site of one centre, or a centre that has none to show."""

    centre: Organisation
    site: SharedSite | None
    first: bool
    """Whether it is the first line of its centre."""


@router.get("/state", dependencies=[allow(Permission.SEE_BELOW)])
def show(request: Request, stored: Stored, parts: Using) -> Response:
    """Show every centre below in one table."""
    return _page(request, stored, parts)


@router.get("/state/download/{format}", dependencies=[allow(Permission.SEE_BELOW)])
def download(format: str, stored: Stored, parts: Using) -> Response:  # noqa: A002 - the word everyone uses
    """Give the table to a spreadsheet or a program."""
    if format not in _MEDIA:
        raise NotFoundError("There is no such format.")
    now = parts.now()
    with stored.read() as rooms:
        while rooms.organisations.read_ahead():
            pass
    with stored.write() as rooms:
        own, granted = rooms.organisations.own(), rooms.organisations.granted(at=now)
        rooms.audit.add("shared.exported", own.tenant, at=now, format=format)
    content = render_state(_together(granted, parts, now), format)
    name = f"centres-{now:%Y-%m-%d}.{format}"
    return Response(
        content,
        media_type=_MEDIA[format],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


@router.post("/state/organisations", dependencies=[allow(Permission.OPEN_CENTRES)])
def add(request: Request, form: Posted, stored: Stored, parts: Using) -> Response:
    """Add a region or a centre below."""
    kind = Kind.REGION if form.text("kind") == Kind.REGION.value else Kind.PSAP
    try:
        with stored.write() as rooms:
            made = rooms.organisations.add_below(
                form.text("name"), kind, parent=form.text("parent"), at=parts.now()
            )
    except InputError as error:
        wrong = " ".join(one.message for one in error.problems)
        return _page(request, stored, parts, wrong=wrong, typed=form.text("name"))
    return see_other(f"/state/{made.tenant}")


@router.get("/state/{tenant}", dependencies=[allow(Permission.SEE_BELOW)])
def one(request: Request, tenant: str, stored: Stored, parts: Using) -> Response:
    """One region or centre below, as far as it grants."""
    return _one(request, tenant, stored, parts)


@router.post("/state/{tenant}/invite", dependencies=[allow(Permission.OPEN_CENTRES)])
def invite(request: Request, tenant: str, form: Posted, stored: Stored, parts: Using) -> Response:
    """Make the link for its first administrator; it is shown once."""
    name, login = form.text("name"), form.text("login").casefold()
    wrong = {"name": name_complaint(name), "login": login_complaint(login)}
    if any(wrong.values()):
        return _one(request, tenant, stored, parts, wrong=wrong, typed=(name, login))
    secret = new_secret()
    try:
        with stored.write() as rooms:
            role = rooms.organisations.invite_first(
                tenant, link=hash_of(secret), login=login, name=name, at=parts.now()
            )
    except ConflictError as error:
        wrong = {"name": "", "login": str(error)}
        return _one(request, tenant, stored, parts, wrong=wrong, typed=(name, login))
    return page(
        request,
        "state/link.html",
        name=name,
        role=role,
        back=f"/state/{tenant}",
        link=f"{address_of_server(request)}/invite/{secret}",
        headers={"Cache-Control": "no-store"},
    )


def _page(
    request: Request, stored: Desk, parts: Parts, *, wrong: str = "", typed: str = ""
) -> Response:
    now = parts.now()
    with stored.read() as rooms:
        pending = rooms.organisations.read_ahead()
        own, below = rooms.organisations.own(), rooms.organisations.below()
    # while reports are being read nothing is shown, so nothing is entered in a log
    granted: tuple[Granted, ...] = ()
    if not pending:
        with stored.write() as rooms:
            granted = rooms.organisations.granted(at=now)
    return page(
        request,
        "state/body.html" if is_part(request) else "state/page.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        headers={"Cache-Control": "no-store"},
        own=own,
        regions=[one for one in below if one.kind is Kind.REGION],
        centres=sum(one.kind is Kind.PSAP for one in below),
        pending=pending,
        groups=_groups(granted),
        state=_together(granted, parts, now),
        versions=len({_made_with(site) for one in granted for site in one.sites if site.shared}),
        sharing=sum(one.centre.share is not Share.NOTHING for one in granted),
        fixes=FIXES,
        words_for=words_for,
        wrong=wrong,
        typed=typed,
    )


def _one(
    request: Request,
    tenant: str,
    stored: Desk,
    parts: Parts,
    *,
    wrong: dict[str, str] | None = None,
    typed: tuple[str, str] = ("", ""),
) -> Response:
    with stored.read() as rooms:
        found = rooms.organisations.one_below(tenant)
        has_account = rooms.organisations.has_account(tenant)
    granted = None
    if found.kind is Kind.PSAP:
        with stored.write() as rooms:
            granted = rooms.organisations.granted_by(tenant, at=parts.now())
    return page(
        request,
        "state/one.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        headers={"Cache-Control": "no-store"},
        found=found,
        granted=granted,
        has_account=has_account,
        words_for=words_for,
        wrong=wrong or {"name": "", "login": ""},
        typed=typed,
    )


def _groups(granted: Sequence[Granted]) -> tuple[Group, ...]:
    """By region, in the order of the tree; what is directly below has no heading of a region."""
    found: dict[str, list[Line]] = {}
    for each in granted:
        lines = found.setdefault(each.above[-1] if each.above else "", [])
        sites: tuple[SharedSite | None, ...] = each.sites or (None,)
        lines += [
            Line(centre=each.centre, site=site, first=number == 0)
            for number, site in enumerate(sites)
        ]
    return tuple(Group(name=name, lines=tuple(lines)) for name, lines in found.items())


def _together(granted: Sequence[Granted], parts: Parts, at: datetime) -> StateReport:
    """All that is granted in one view; who grants nothing is named as missing."""
    rows, missing = [], []
    for each in granted:
        place = " / ".join((*each.above, each.centre.name))
        shown = [one for one in each.sites if one.shared]
        for site in shown:
            if site.shared is not None:
                file = f"{place} (shares: {site.shared.share.words.casefold()})"
                # without a digest, which is not shared, two centres would look like one
                row = replace(site.shared.row, inventory_digest=f"{file} {site.number}")
                rows.append(PlacedRow(row=row, file=file))
        if not shown:
            missing.append(MissingSite(file=place, problems=(_why_not(each),)))
    return state_report(
        rows,
        missing,
        at=at,
        tool_version=parts.tool_version,
        catalog_digest=parts.catalog.digest,
        seed=1,
    )


def _why_not(granted: Granted) -> str:
    if granted.centre.share is Share.NOTHING:
        return "Shares nothing yet."
    return "Its report cannot be shown." if granted.sites else "Has sealed no assessment yet."


def _made_with(site: SharedSite) -> tuple[str, str]:
    if site.shared is None:
        return "", ""
    return site.shared.row.tool_version, site.shared.row.catalog_digest
