"""What a person sees when something is refused or goes wrong: what it was, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from urllib.parse import quote

from fastapi import Request, Response

from ng911risk.errors import Problem

_NEXT: Mapping[int, str] = {
    403: "Ask the administrator of your centre, or go back and try once more.",
    404: "It may have been removed, or it belongs to somebody else. Begin again at the first page.",
    409: "Go back, load the page again and look at what is there now.",
    413: "Send a smaller file.",
    503: "Try again in a moment. Nothing you saved before is lost.",
}


def error_page(
    request: Request, status: int, title: str, detail: str, problems: Sequence[Problem] = ()
) -> Response:
    """Return a page that says what is wrong, with every problem."""
    from ng911risk_api.web.render import page  # noqa: PLC0415 - render needs problems' sibling

    return page(
        request,
        "error.html",
        status=status,
        title=title,
        detail=detail,
        problems=problems,
        next_step=_NEXT.get(status, ""),
    )


def not_described(request: Request, detail: str) -> Response:
    """Return a page that leads to where a site is described."""
    from ng911risk_api.web.render import page  # noqa: PLC0415 - as above

    return page(
        request,
        "error.html",
        status=HTTPStatus.NOT_FOUND,
        title="Describe your site first",
        detail=detail,
        problems=(),
        next_step="",
        describe=f"/sites/{request.path_params['id']}/inventory",
    )


def to_sign_in(request: Request) -> Response:
    """Send a person to the sign-in page, and back to where they were going afterwards."""
    path = request.url.path
    wanted = f"?next={quote(path)}" if request.method == "GET" and path != "/" else ""
    address = f"/sign-in{wanted}"
    if request.headers.get("hx-request") == "true":
        return Response(status_code=HTTPStatus.OK, headers={"HX-Redirect": address})
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": address})
