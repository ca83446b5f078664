"""The first page: every site and its latest report. No script, no remote part."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ng911risk_api.deps import Stored, Using
from ng911risk_api.headers import PAGE_POLICY

router = APIRouter(include_in_schema=False)

_FOLDER: Final = Path(__file__).resolve().parent


@router.get("/")
def home(stored: Stored, parts: Using) -> Response:
    """List the sites with their latest reports."""
    with stored.read() as rooms:
        sites = rooms.sites.all()
        latest = rooms.assessments.latest_of_each()
    page = _template("home.html").render(
        lines=[(site, latest.get(site.id)) for site in sites],
        version=parts.tool_version,
        catalog=parts.catalog,
    )
    return Response(
        page,
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": PAGE_POLICY},
    )


@router.get("/style.css")
def style() -> Response:
    """The one style sheet of the pages."""
    return Response((_FOLDER / "style.css").read_bytes(), media_type="text/css; charset=utf-8")


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
