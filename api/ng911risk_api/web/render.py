"""Templates -> pages. Every page gets the same shell: who you are, where you are, where to go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ng911risk.access import Permission
from ng911risk.exporters import words
from ng911risk.store import Site
from ng911risk_api.auth.secrets import form_token
from ng911risk_api.auth.visitor import Visitor
from ng911risk_api.headers import PAGE_POLICY
from ng911risk_api.settings import Settings
from ng911risk_api.web.assets import address_of

_FOLDER: Final = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One place to go."""

    href: str
    text: str
    permission: Permission


_SITE_LINKS: Final = (
    ("", "To do", Permission.READ_SITE),
    ("/inventory", "Your site", Permission.READ_SITE),
    ("/questions", "Questions", Permission.READ_SITE),
    ("/ask", "Ask someone", Permission.READ_SITE),
    ("/results", "Results", Permission.READ_SITE),
    ("/evidence", "Evidence", Permission.READ_EVIDENCE),
    ("/reports", "Reports", Permission.READ_REPORT),
    ("/history", "History", Permission.READ_SITE),
    ("/map", "Map", Permission.READ_SITE),
)


def page(
    request: Request,
    template: str,
    *,
    site: Site | None = None,
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
    **context: object,
) -> Response:
    """
    Render a page.

    Args:
        request: What it answers; `request.state.visitor` is there once somebody is known.
        template: File in templates/.
        site: The site the page is about, if it is about one.
        status: HTTP status.
        headers: More headers.
        context: What the template names.
    """
    who: Visitor | None = getattr(request.state, "visitor", None)
    text = (
        environment()
        .get_template(template)
        .render(
            who=who,
            site=site,
            path=request.url.path,
            site_links=_site_links(who, site),
            csrf=form_token(who.secret) if who is not None and who.secret else "",
            may=(lambda name: who is not None and who.scope.may(Permission(name))),
            version=request.app.state.parts.tool_version,
            is_part=request.headers.get("hx-request") == "true",
            **context,
        )
    )
    return Response(
        text,
        status_code=status,
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": PAGE_POLICY, **(headers or {})},
    )


def see_other(address: str, headers: Mapping[str, str] | None = None) -> Response:
    """Send a browser on to a path of ours after a form: reloading sends nothing again."""
    return Response(
        status_code=HTTPStatus.SEE_OTHER, headers={"Location": address, **(headers or {})}
    )


def address_of_server(request: Request) -> str:
    """Return how people reach this server: as it was told, or as they did just now."""
    settings: Settings = request.app.state.settings
    return settings.address or f"{request.url.scheme}://{request.headers['host']}"


def is_part(request: Request) -> bool:
    """Whether htmx asks, and so wants a part of a page."""
    return request.headers.get("hx-request") == "true"


def _site_links(who: Visitor | None, site: Site | None) -> tuple[Link, ...]:
    if who is None or site is None:
        return ()
    return tuple(
        Link(href=f"/sites/{site.id}{tail}", text=text, permission=permission)
        for tail, text, permission in _SITE_LINKS
        if who.scope.may(permission)
    )


@cache
def environment() -> Environment:
    """Return the environment of all templates; escaping is on, and an unknown name is a defect."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = address_of
    made.globals["words"] = words
    made.filters["moment"] = moment
    made.filters["day"] = day
    made.filters["capital"] = words.capital
    return made


def moment(at: datetime) -> str:
    """``25 Nov 2026, 14:05 UTC``."""
    return f"{day(at)}, {at.astimezone(UTC):%H:%M} UTC"


def day(at: datetime) -> str:
    """``25 Nov 2026``."""
    utc = at.astimezone(UTC)
    return f"{utc.day} {utc:%b %Y}"
