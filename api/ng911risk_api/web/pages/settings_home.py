"""Settings: what whoever is signed in may look after."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk_api.auth.visitor import signed_in
from ng911risk_api.deps import Who
from ng911risk_api.web.render import page

router = APIRouter(include_in_schema=False)

_LINKS: Final = (
    (
        Permission.MANAGE_PEOPLE,
        "/settings/people",
        "People",
        "Who has an account, what they may do, links for new ones.",
    ),
    (
        Permission.MAKE_TOKEN,
        "/settings/tokens",
        "Access tokens",
        "What lets a program read or write here, until when, and when it last did.",
    ),
    (
        Permission.MANAGE_PEOPLE,
        "/settings/evidence-keys",
        "Keys for evidence",
        "Whose lab checks and captures are believed when they come as signed files.",
    ),
    (
        Permission.LINK_AUDITOR,
        "/settings/links",
        "Links for auditors",
        "One sealed assessment, for one person without an account, for some days.",
    ),
    (
        Permission.READ_AUDIT,
        "/settings/audit",
        "Audit log",
        "Who read and changed what, and whether the log is unbroken.",
    ),
    (
        Permission.BACKUP,
        "/settings/backup",
        "Backup",
        "Everything in one file; one site out and in.",
    ),
    (
        Permission.SHARE,
        "/settings/sharing",
        "Sharing",
        "What your region and state see of you: nothing, unless you say so.",
    ),
)


@router.get("/settings", dependencies=[signed_in()])
def show(request: Request, who: Who) -> Response:
    """List what the role allows."""
    links = [link[1:] for link in _LINKS if who.scope.may(link[0])]
    return page(request, "settings/home.html", links=links)
