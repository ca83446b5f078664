"""Backup: what the organisation owns in one file; one site out and in."""

from __future__ import annotations

import io
import re
import tempfile
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, InputError, NG911RiskError
from ng911risk.store.archive import opened
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Desk, Stored, Using
from ng911risk_api.settings import Settings
from ng911risk_api.web.forms import Posted
from ng911risk_api.web.render import page, see_other
from ng911risk_api.web.scoped import site_options

router = APIRouter(include_in_schema=False)

_BACKUP = "/settings/backup"
_ZIP = "application/zip"


@router.get(_BACKUP, dependencies=[allow(Permission.BACKUP)])
def show(request: Request, stored: Stored) -> Response:
    """Say what can be taken out and brought in."""
    return _shown(request, stored)


@router.post(_BACKUP, dependencies=[allow(Permission.BACKUP)])
@apart
def download(form: Posted, stored: Stored, parts: Using) -> Response:
    """Download everything of the organisation; the installation, where it is the only one."""
    shared = stored.store.is_shared()
    folder = Path(tempfile.mkdtemp(prefix="ng911risk-"))
    try:
        stored.store.back_up(
            stored.scope,
            folder / "backup.zip",
            whole=not shared,
            with_key=form.flag("with_key") and not shared,
            at=parts.now(),
            tool_version=parts.tool_version,
        )
    except NG911RiskError:
        _remove(folder)
        raise
    return _sent(folder, "backup.zip", f"ng911risk-backup-{parts.now():%Y-%m-%d}.zip")


@router.post(f"{_BACKUP}/site", dependencies=[allow(Permission.BACKUP)])
@apart
def site_out(form: Posted, stored: Stored, parts: Using) -> Response:
    """Download one site with everything about it."""
    with stored.read() as rooms:
        site = rooms.sites.get(form.text("site"))
    folder = Path(tempfile.mkdtemp(prefix="ng911risk-"))
    try:
        stored.store.export_site(
            stored.scope, site.id, folder / "site.zip", at=parts.now(),
            tool_version=parts.tool_version,
        )  # fmt: skip
    except NG911RiskError:
        _remove(folder)
        raise
    named = re.sub(r"[^a-z0-9]+", "-", site.name.casefold()).strip("-")[:60] or "site"
    return _sent(folder, "site.zip", f"{named}-{parts.now():%Y-%m-%d}.zip")


@router.post(f"{_BACKUP}/import", dependencies=[allow(Permission.MAKE_SITE)])
@apart
def site_in(request: Request, form: Posted, stored: Stored, parts: Using) -> Response:
    """Bring one site in; the store asks for the right to back up, too."""
    file = form.file("file")
    if file is None:
        return _shown(request, stored, wrong={"file": "Choose a file."})
    try:
        with opened(io.BytesIO(file.content), file=file.name) as archive:
            id = stored.store.import_site(
                stored.scope, archive, at=parts.now(), name=form.text("as")
            )
    except InputError as error:
        return _shown(request, stored, wrong={"file": str(error)})
    except ConflictError as error:
        return _shown(request, stored, wrong={"file": str(error).replace("--as NAME", "below")})
    return see_other(f"/sites/{id}")


def _shown(request: Request, stored: Desk, wrong: dict[str, str] | None = None) -> Response:
    with stored.read() as rooms:
        sites = site_options(rooms)
    settings: Settings = request.app.state.settings
    return page(
        request,
        "settings/backup.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        sites=sites,
        shared=stored.store.is_shared(),
        megabytes=settings.max_body_bytes // 1024**2,
        wrong=wrong or {},
    )


def _sent(folder: Path, file: str, name: str) -> Response:
    return FileResponse(
        folder / file, media_type=_ZIP, filename=name, background=BackgroundTask(_remove, folder)
    )


def _remove(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink(missing_ok=True)
    folder.rmdir()
