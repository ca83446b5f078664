"""Your own account: name, password, second factor, and where you are signed in."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response

from ng911risk.errors import ForbiddenError
from ng911risk.store.door import KnownUser
from ng911risk_api.auth import second_factor
from ng911risk_api.auth.passwords import hashed
from ng911risk_api.auth.signing_in import begin, confirmed
from ng911risk_api.auth.visitor import Visitor, signed_in
from ng911risk_api.deps import Desk, Stored, Using, Who
from ng911risk_api.parts import Parts
from ng911risk_api.settings import Settings
from ng911risk_api.web.fields import name_complaint, new_password_complaint, password_of
from ng911risk_api.web.forms import Form, Posted
from ng911risk_api.web.render import page, see_other

router = APIRouter(include_in_schema=False)

_WRONG_PASSWORD: Final = "This is not your password, or there were too many attempts."  # noqa: S105 - a sentence
_TO_ACCOUNT: Final = "/account"


@router.get("/account", dependencies=[signed_in()])
def show(request: Request, stored: Stored, who: Who, parts: Using) -> Response:
    """Show the account."""
    return _shown(request, stored, who, parts)


@router.post("/account/name", dependencies=[signed_in()])
def rename(request: Request, form: Posted, stored: Stored, who: Who, parts: Using) -> Response:
    """Take another name for people."""
    wrong = name_complaint(form.text("name"))
    if wrong:
        return _shown(request, stored, who, parts, {"name": wrong})
    with stored.write() as rooms:
        rooms.credentials.rename(form.text("name"), at=parts.now())
    return see_other(_TO_ACCOUNT)


@router.post("/account/password", dependencies=[signed_in()])
def change_password(
    request: Request, form: Posted, stored: Stored, who: Who, parts: Using
) -> Response:
    """Take another password; every other session ends."""
    user, settings = _own(who), _settings(request)
    wrong = new_password_complaint(form, [user.name, user.login, user.tenant_name])
    field = "password" if wrong else "current"
    if not wrong and not _is_confirmed(request, user, form, parts):
        wrong = _WRONG_PASSWORD
    if wrong:
        return _shown(request, stored, who, parts, {field: wrong})
    with stored.write() as rooms:
        rooms.credentials.change_password(
            hashed(password_of(form), settings.password_hash), at=parts.now()
        )
    return _begun_anew(request, user, parts)


@router.get("/account/second-factor", dependencies=[signed_in()])
def offer(request: Request, who: Who) -> Response:
    """Show the key for the app, as a picture and as text."""
    return _offered(request, who)


@router.post("/account/second-factor", dependencies=[signed_in()])
def set_up(request: Request, form: Posted, stored: Stored, who: Who, parts: Using) -> Response:
    """Ask for a code at every sign-in from now on; every other session ends."""
    user = _own(who)
    secret, now = second_factor.pending_secret(who.secret), parts.now()
    if not _is_confirmed(request, user, form, parts):
        return _offered(request, who, {"current": _WRONG_PASSWORD})
    step = second_factor.step_of(secret, form.text("code"), now)
    if step is None:
        wrong = "This is not the code that the app shows now. Is its clock right?"
        return _offered(request, who, {"code": wrong})
    codes = second_factor.new_recovery_codes()
    with stored.write() as rooms:
        rooms.credentials.set_second_factor(
            secret, step, list(map(second_factor.recovery_hash, codes)), at=now
        )
    return _with_codes(request, user, parts, codes)


@router.post("/account/second-factor/off", dependencies=[signed_in()])
def drop(request: Request, form: Posted, stored: Stored, who: Who, parts: Using) -> Response:
    """Sign in with the password alone from now on; every other session ends."""
    user = _own(who)
    if not _is_confirmed(request, user, form, parts):
        return _shown(request, stored, who, parts, {"off": _WRONG_PASSWORD})
    with stored.write() as rooms:
        rooms.credentials.drop_second_factor(at=parts.now())
    return _begun_anew(request, user, parts)


@router.post("/account/recovery-codes", dependencies=[signed_in()])
def renew_codes(request: Request, form: Posted, stored: Stored, who: Who, parts: Using) -> Response:
    """Make new recovery codes; those from before are worth nothing."""
    user = _own(who)
    if not user.totp_secret or not _is_confirmed(request, user, form, parts):
        return _shown(request, stored, who, parts, {"codes": _WRONG_PASSWORD})
    codes = second_factor.new_recovery_codes()
    with stored.write() as rooms:
        rooms.credentials.renew_recovery(
            list(map(second_factor.recovery_hash, codes)), at=parts.now()
        )
    return page(request, "account/codes.html", codes=codes)


@router.post("/account/sessions", dependencies=[signed_in()])
def sign_others_out(form: Posted, stored: Stored, who: Who, parts: Using) -> Response:  # noqa: ARG001 - the form carries the token
    """End every session but this one."""
    with stored.write() as rooms:
        rooms.sessions.end_others(who.session_id, at=parts.now())
    return see_other(_TO_ACCOUNT)


def _own(who: Visitor) -> KnownUser:
    """
    Return who is signed in with a password of this installation.

    Raises:
        ForbiddenError: A program, a link, or somebody of a provider.
    """
    if who.user is None or who.user.elsewhere:
        raise ForbiddenError("a password of this installation")
    return who.user


def _is_confirmed(request: Request, user: KnownUser, form: Form, parts: Parts) -> bool:
    """Whether whoever sits there knows the password: an open session alone changes nothing."""
    return confirmed(
        request.app.state.store,
        user,
        password_of(form, "current"),
        at=parts.now(),
        scheme=_settings(request).password_hash,
    )


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _begun_anew(request: Request, user: KnownUser, parts: Parts) -> Response:
    """Stay signed in here, under a new secret."""
    begun = begin(request, user, _TO_ACCOUNT, at=parts.now())
    return begun or see_other("/sign-in")


def _with_codes(
    request: Request, user: KnownUser, parts: Parts, codes: tuple[str, ...]
) -> Response:
    begun = _begun_anew(request, user, parts)
    # Shown once, in the answer itself: what is kept is a hash of each.
    request.state.visitor = None  # the forms of the old session are worth nothing any more
    shown = page(request, "account/codes.html", codes=codes)
    for name, value in begun.headers.items():
        if name == "set-cookie":
            shown.headers.append(name, value)
    return shown


def _shown(
    request: Request,
    stored: Desk,
    who: Visitor,
    parts: Parts,
    wrong: dict[str, str] | None = None,
) -> Response:
    if who.user is None:
        raise ForbiddenError("an account of a person")
    with stored.read() as rooms:
        sessions = rooms.sessions.mine(at=parts.now())
        left = rooms.credentials.recovery_left()
    return page(
        request,
        "account/account.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        user=who.user,
        role=who.user.role.words,
        sessions=sessions,
        here=who.session_id,
        left=left,
        wrong=wrong or {},
    )


def _offered(request: Request, who: Visitor, wrong: dict[str, str] | None = None) -> Response:
    secret = second_factor.pending_secret(who.secret)
    return page(
        request,
        "account/second_factor.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        picture=second_factor.picture_of(second_factor.address_for_app(secret, _own(who).login)),
        key=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        wrong=wrong or {},
    )
