"""Errors -> problem documents (RFC 9457): the only place that knows both."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from ng911risk.errors import (
    ConflictError,
    ForbiddenError,
    InputError,
    MeanwhileError,
    NG911RiskError,
    NotDescribedError,
    NotFoundError,
    Problem,
    SealBrokenError,
    SignatureError,
    StoreError,
)
from ng911risk_api.auth.visitor import NotSignedIn, Visitor
from ng911risk_api.headers import SECURITY_HEADERS
from ng911risk_api.messages import ProblemDocument, line_of
from ng911risk_api.web import error_pages

PROBLEM_MEDIA: Final = "application/problem+json"

# Error, status, kind, title; the first that fits counts.
_KINDS: Final[tuple[tuple[type[NG911RiskError], HTTPStatus, str, str], ...]] = (
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-input", "The input has problems"),
    (SignatureError, HTTPStatus.UNPROCESSABLE_ENTITY, "signature", "The signature does not hold"),
    (NotFoundError, HTTPStatus.NOT_FOUND, "not-found", "Not found"),
    (ForbiddenError, HTTPStatus.FORBIDDEN, "forbidden", "Your role does not allow this"),
    (MeanwhileError, HTTPStatus.CONFLICT, "meanwhile", "Somebody was faster; try again"),
    (ConflictError, HTTPStatus.CONFLICT, "conflict", "This contradicts what is stored"),
    (
        SealBrokenError,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "seal-broken",
        "A stored assessment was damaged",
    ),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE, "store", "The database cannot be used now"),
)
_RETRY_AFTER: Final[Mapping[type[NG911RiskError], str]] = {StoreError: "5", MeanwhileError: "1"}
"""Seconds after which the same may work."""

_PLAIN: Final[Mapping[int, str]] = {
    401: "Sign in with an access token.",
    400: "The request cannot be understood.",
    404: "There is nothing at this address.",
    405: "This address does not take this kind of request.",
    406: "None of the forms that were asked for can be given.",
    412: "Somebody has changed it meanwhile; get the newest and begin from that.",
    413: "The request is too large.",
    415: "This kind of content is not taken here.",
    421: "This server does not answer to that name.",
    403: "Requests from other web sites are not taken.",
}


def _answer(
    request: Request,
    status: int,
    kind: str = "",
    title: str = "",
    detail: str = "",
    problems: Sequence[Problem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer a person with a page and a program with a problem document."""
    if is_for_people(request):
        words = HTTPStatus(status).phrase
        return error_pages.error_page(
            request,
            status,
            title or words,
            detail or _PLAIN.get(status, words),
            problems,
        )
    return problem_response(status, kind, title, detail, problems, headers)


def problem_response(
    status: int,
    kind: str = "",
    title: str = "",
    detail: str = "",
    problems: Sequence[Problem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem document; whatever is left out is told from the status."""
    words = HTTPStatus(status).phrase
    document = ProblemDocument(
        type=f"urn:ng911risk:problem:{kind or words.lower().replace(' ', '-')}",
        title=title or words,
        status=status,
        detail=detail or _PLAIN.get(status, words),
        problems=tuple(map(line_of, problems)),
    )
    # ASCII, so that nothing in a message can make an answer that is no JSON.
    return Response(
        json.dumps(asdict(document), allow_nan=False, indent=2) + "\n",
        status_code=status,
        media_type=PROBLEM_MEDIA,
        headers={**SECURITY_HEADERS, "Cache-Control": "no-store", **(headers or {})},
    )


def install(app: FastAPI) -> None:
    """Make `app` answer every error with a problem document."""
    app.add_exception_handler(NotSignedIn, _stranger)
    app.add_exception_handler(NG911RiskError, _ours)
    app.add_exception_handler(RequestValidationError, _parameters)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _defect)


def _stranger(request: Request, _: Exception) -> Response:
    if is_for_people(request):
        return error_pages.to_sign_in(request)
    return problem_response(HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})


def is_for_people(request: Request) -> bool:
    """Whether the answer is read by a person in a browser."""
    return not request.url.path.startswith("/api/")


def _ours(request: Request, error: Exception) -> Response:
    if isinstance(error, ForbiddenError):
        try:
            _enter_refusal(request, error)
        except StoreError as failed:  # a refusal that nobody could find later is no answer
            error = failed
    if isinstance(error, NotDescribedError) and is_for_people(request):
        return error_pages.not_described(request, str(error))
    for cls, status, kind, title in _KINDS:
        if isinstance(error, cls):
            problems = error.problems if isinstance(error, InputError) else ()
            count = len(problems)
            words = "1 problem" if count == 1 else f"{count} problems"
            detail = f"Nothing was stored: {words}." if problems else str(error)
            wait = _RETRY_AFTER.get(cls)
            retry = {"Retry-After": wait} if wait else None
            return _answer(request, status, kind, title, detail, problems, retry)
    return _defect(request, error)


def _enter_refusal(request: Request, error: ForbiddenError) -> None:
    """
    Enter in the log what somebody known tried.

    Raises:
        StoreError: It cannot be entered.
    """
    who: Visitor | None = getattr(request.state, "visitor", None)
    if who is None:
        return
    # the address as the routes name it: one that was typed may hold anything
    route = getattr(request.scope.get("route"), "path", "")
    with request.app.state.store.write(who.scope) as rooms:
        rooms.audit.add(
            "request.refused",
            str(request.path_params.get("id", ""))[:64],
            at=request.app.state.parts.now(),
            outcome="refused",
            needs=error.permission,
            route=f"{request.method} {route}",
        )


def _parameters(request: Request, error: Exception) -> Response:
    """Parameters of the address; what was sent is never repeated."""
    found: Sequence[Any] = error.errors() if isinstance(error, RequestValidationError) else ()
    problems = tuple(
        Problem(
            file="the address",
            field=str(one["loc"][-1]) if one["type"] != "extra_forbidden" else "",
            message=str(one["msg"]),
        )
        for one in found
    )
    return _answer(
        request,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid-input",
        "The input has problems",
        "A parameter of the address is wrong.",
        problems,
    )


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return _defect(request, error)
    return _answer(request, error.status_code, headers=error.headers)


def _defect(request: Request, error: Exception) -> Response:  # noqa: ARG001 - told to the log, not here
    return _answer(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "defect",
        "A defect of ours",
        "Something went wrong here; the log of the server says what.",
    )
