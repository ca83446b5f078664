"""
Who asks: programs with an access token, sent as Basic or as a token.

TAXII wants Basic, and many a tool knows nothing else. It carries one of our access tokens
in the place of a password; the user name does not matter. Passwords of people are not
taken: they would go around the second factor, rest in the settings of other programs, and
open everything that their owner may do.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from fastapi import Request

from ng911risk.access import Permission
from ng911risk.errors import ForbiddenError
from ng911risk.store import Store
from ng911risk_api.auth.pace import Pace
from ng911risk_api.auth.signing_in import is_behind_proxy, peer_of
from ng911risk_api.auth.visitor import NotSignedIn, Visitor, visitor_by_token
from ng911risk_api.taxii.documents import Refused

TRIES: Final = 20
"""Wrong tokens that one address has in a minute."""

_REALM: Final = {"WWW-Authenticate": 'Basic realm="ng911risk TAXII 2.1", charset="UTF-8"'}
_HOW: Final = (
    "Send an access token of ng911risk: as the password of Basic authentication, with any user "
    "name, or as 'Authorization: Bearer TOKEN'. Passwords of people are not taken here."
)


def caller(request: Request) -> Visitor:
    """
    Return whoever asks; they may take data out.

    Raises:
        Refused: 401, nobody known; 403, not with this token; 429, too many wrong ones.
    """
    store: Store = request.app.state.store
    now: datetime = request.app.state.parts.now()
    secret = secret_in(request.headers.get("authorization", ""))
    if not secret:
        raise Refused(HTTPStatus.UNAUTHORIZED, _HOW, _REALM)
    try:
        who = visitor_by_token(store, secret, now)
    except NotSignedIn:
        if _is_too_fast(request, now):
            raise Refused(
                HTTPStatus.TOO_MANY_REQUESTS,
                "There were too many wrong tokens from this address. Wait a minute.",
                {"Retry-After": "60"},
            ) from None
        raise Refused(HTTPStatus.UNAUTHORIZED, _HOW, _REALM) from None
    try:
        who.scope.require(Permission.EXPORT)
    except ForbiddenError as error:
        _enter_refusal(request, who, error, now)
        raise Refused(
            HTTPStatus.FORBIDDEN,
            "This token may not take data out: whoever made it may not, or it is of one report.",
        ) from None
    return who


def secret_in(authorization: str) -> str:
    """Access token that a header carries; empty: none."""
    scheme, _, rest = authorization.partition(" ")
    rest = rest.strip()
    if scheme.casefold() in {"bearer", "token"}:
        return rest
    if scheme.casefold() != "basic":
        return ""
    try:
        pair = base64.b64decode(rest, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
    return pair.partition(":")[2].strip()


def _enter_refusal(request: Request, who: Visitor, error: ForbiddenError, now: datetime) -> None:
    with request.app.state.store.write(who.scope) as rooms:
        rooms.audit.add(
            "request.refused", "", at=now, outcome="refused", needs=error.permission,
            route="TAXII",
        )  # fmt: skip


def _is_too_fast(request: Request, now: datetime) -> bool:
    """Whether the address of this request has had its wrong tokens."""
    if is_behind_proxy(request):
        return False  # everybody would share the tries of the proxy, which can count by itself
    state = request.app.state
    pace: Pace | None = getattr(state, "taxii_pace", None)
    if pace is None:
        pace = state.taxii_pace = Pace(TRIES, timedelta(minutes=1))
    return not pace.lets(peer_of(request), now)
