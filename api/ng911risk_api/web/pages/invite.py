"""What a one-time link opens: a new account, or a new password."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from ng911risk.access import Role
from ng911risk.errors import NotFoundError
from ng911risk.store import Store
from ng911risk.store.door import KnownInvite
from ng911risk_api.auth.passwords import hashed
from ng911risk_api.auth.secrets import hash_of
from ng911risk_api.auth.signing_in import begin, doorstep
from ng911risk_api.auth.visitor import anyone
from ng911risk_api.deps import Using
from ng911risk_api.parts import Parts
from ng911risk_api.settings import Settings
from ng911risk_api.web.fields import new_password_complaint, password_of
from ng911risk_api.web.forms import Stranger
from ng911risk_api.web.render import page, see_other

router = APIRouter(include_in_schema=False)


@router.get("/invite/{secret}", dependencies=[anyone("the secret is the key")])
def show(request: Request, secret: str, parts: Using) -> Response:
    """Ask for the new password."""
    return _asked(request, secret, _open(request, secret, parts))


@router.post("/invite/{secret}", dependencies=[anyone("the secret is the key")])
def accept(request: Request, secret: str, form: Stranger, parts: Using) -> Response:
    """Make the account or set the password, and sign in; a second factor is still asked for."""
    invite = _open(request, secret, parts)
    wrong = new_password_complaint(form, [invite.name, invite.login, invite.tenant_name])
    if wrong:
        return _asked(request, secret, invite, wrong)
    store: Store = request.app.state.store
    settings: Settings = request.app.state.settings
    now, password = parts.now(), password_of(form)
    with store.write(doorstep(invite.tenant)) as rooms:
        use = rooms.invites.accept if invite.purpose == "join" else rooms.invites.renew
        id = use(hash_of(secret), password_hash=hashed(password, settings.password_hash), at=now)
    with store.door() as door:
        user = door.user(invite.tenant, id)
    if user is not None and not user.totp_secret:
        begun = begin(request, user, "/", at=now)
        if begun is not None:
            return begun
    return see_other("/sign-in")


def _open(request: Request, secret: str, parts: Parts) -> KnownInvite:
    with request.app.state.store.door() as door:
        found: KnownInvite | None = door.invite(hash_of(secret))
    good = found is not None and found.purpose in {"join", "reset"} and not found.used
    if found is None or not good or found.expires_at <= parts.now():
        raise NotFoundError(
            "This link was used already or has ended. Ask whoever sent it for a new one."
        )
    return found


def _asked(request: Request, secret: str, invite: KnownInvite, wrong: str = "") -> Response:
    return page(
        request,
        "start/invited.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        secret=secret,
        invite=invite,
        role=Role(invite.role).words if invite.role else "",
        wrong=wrong,
    )
